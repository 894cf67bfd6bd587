// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.DeadLetterSettings;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.Fault;
import io.millrace.frame.Batch;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** How the events are found for which a sink fails or refuses whole batches. */
class PoisonTest {
    private static final DeadLetterSettings SETTINGS =
            new DeadLetterSettings(2, 1 << 20, false, 0, Duration.ZERO);

    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    private List<DeadLetter> letters() {
        return KeptLetters.in(state);
    }

    private static List<String> numbersBut(int end, Integer... missing) {
        Set<Integer> left = Set.of(missing);
        return IntStream.range(0, end)
                .filter(number -> !left.contains(number))
                .mapToObj(Integer::toString)
                .toList();
    }

    /** Delivers all at once or fails on certain bodies. */
    private TestAgent.Writing poisonedBy(String... bodies) {
        Set<String> poison = Set.of(bodies);
        return batch -> {
            batch.forEach(event -> {
                if (poison.contains(event.text())) {
                    throw new IllegalStateException("cannot say " + event.text());
                }
            });
            return delivered.take(batch);
        };
    }

    @Test
    void findsTheEventThatCrashesTheSinkAndDeliversTheOthersOnce() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(SETTINGS)
                    .memory("c1", 1000)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 500)))
                    .sink("k1", "c1", poisonedBy("77", "78", "499"))
                    .start();
            assertThat(delivered.await(497)).isEqualTo(numbersBut(500, 77, 78, 499));
            TestAgent.await(
                    () -> agent.meters(Kind.SINK, "k1").deadLetters("crashed").value() == 3);
            assertThat(agent.stop()).isTrue();
            assertThat(delivered.isEmpty()).isTrue();
            assertThat(letters())
                    .extracting(letter -> letter.event().text())
                    .containsExactly("77", "78", "499");
            assertThat(letters().getFirst().reason())
                    .isEqualTo("cannot say 77 (IllegalStateException)");
            assertThat(letters())
                    .allSatisfy(letter -> {
                        assertThat(letter.fault()).isEqualTo(Fault.CRASHED);
                        assertThat(letter.attempts()).isGreaterThan(3);
                    });
            assertThat(agent.said("MR-6055")).isTrue();
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isEqualTo(497);
        }
    }

    @Test
    void findsTheEventsForWhichABatchIsRefusedAndDeliversTheOthersOnce() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 1000)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 100)))
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                for (var event : batch) {
                                    if (event.text().equals("0") || event.text().equals("50")) {
                                        return new Delivery.Refused(
                                                "not a number: " + event.text());
                                    }
                                }
                                return delivered.take(batch);
                            })
                    .start();
            assertThat(delivered.await(98)).isEqualTo(numbersBut(100, 0, 50));
            TestAgent.await(
                    () -> agent.meters(Kind.SINK, "k1").deadLetters("refused").value() == 2);
            assertThat(agent.stop()).isTrue();
            assertThat(delivered.isEmpty()).isTrue();
            assertThat(letters())
                    .extracting(DeadLetter::reason)
                    .containsExactly("not a number: 0", "not a number: 50");
        }
    }

    @Test
    void blamesNoEventForASinkThatFailsOnAll() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(SETTINGS)
                    .memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 4)))
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                if (broken.get()) {
                                    throw new IllegalStateException("no connection object");
                                }
                                return delivered.take(batch);
                            })
                    .start();
            TestAgent.await(() -> agent.said("MR-6053"));
            broken.set(false);
            assertThat(delivered.await(4)).containsExactlyInAnyOrder("0", "1", "2", "3");
            assertThat(agent.stop()).isTrue();
            assertThat(letters()).isEmpty();
        }
    }

    @Test
    void condemnsALonelyEventWhenTheSinkDeliversWhatComesLater() throws Exception {
        BlockingQueue<Batch> input = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(SETTINGS)
                    .memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            out -> {
                                while (true) {
                                    out.emit(input.take());
                                }
                            })
                    .sink("k1", "c1", poisonedBy("bad"))
                    .start();
            input.add(TestAgent.batch("bad"));
            TestAgent.await(() -> agent.said("MR-6053"));
            assertThat(letters()).isEmpty();
            input.add(TestAgent.batch("good"));
            assertThat(delivered.await(1)).containsExactly("good");
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
            assertThat(letters())
                    .extracting(letter -> letter.event().text())
                    .containsExactly("bad");
        }
    }

    @Test
    void aDestinationThatIsAwayMakesNoDeadLetters() throws Exception {
        AtomicBoolean away = new AtomicBoolean();
        try (TestAgent agent = new TestAgent(state)) {
            TestAgent.Writing poisoned = poisonedBy("3");
            agent.deadLetters(SETTINGS)
                    .memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 8)))
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                // Goes away once in the middle of the search.
                                if (batch.size() == 2 && away.compareAndSet(false, true)) {
                                    throw new IOException("connection reset");
                                }
                                return poisoned.write(batch);
                            })
                    .start();
            assertThat(delivered.await(7))
                    .containsExactlyInAnyOrder("0", "1", "2", "4", "5", "6", "7");
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
            assertThat(agent.stop()).isTrue();
            assertThat(delivered.isEmpty()).isTrue();
            assertThat(letters()).extracting(letter -> letter.event().text()).containsExactly("3");
        }
    }

    @Test
    void sinksOfAGroupShareThePoisonThatCrashesAllOfThem() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(SETTINGS)
                    .memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 20)))
                    .sink("k1", "c1", poisonedBy("7"))
                    .sink("k2", "c1", poisonedBy("7"))
                    .group(
                            "g1",
                            "load_balance",
                            Map.of("processor.selector.maxTimeOut", "5"),
                            "k1",
                            "k2")
                    .start();
            assertThat(delivered.await(19)).containsExactlyInAnyOrderElementsOf(numbersBut(20, 7));
            TestAgent.await(() -> letters().size() == 1);
            assertThat(agent.stop()).isTrue();
            assertThat(delivered.isEmpty()).isTrue();
        }
    }

    @Test
    void halvesOfABatchCanBeHeldAndConfirmedLater() throws Exception {
        BlockingQueue<Batch> held = new LinkedBlockingQueue<>();
        AtomicReference<Context> context = new AtomicReference<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 8)))
                    .sink(
                            "k1",
                            "c1",
                            1,
                            given -> {
                                context.set(given);
                                return new TestAgent.WritingSink(batch -> {
                                    for (var event : batch) {
                                        if (event.text().equals("5")) {
                                            return new Delivery.Refused("five");
                                        }
                                    }
                                    held.add(batch);
                                    return Delivery.held();
                                });
                            })
                    .start();
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
            int events = 0;
            while (events < 7) {
                Batch batch = held.take();
                context.get().holdings().confirm(batch, 0, batch.size());
                events += batch.size();
            }
            assertThat(agent.stop()).isTrue();
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isEqualTo(7);
            assertThat(letters()).extracting(letter -> letter.event().text()).containsExactly("5");
        }
    }
}
