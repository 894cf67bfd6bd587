// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.DeadLetterSettings;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.Fault;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Sink;
import io.millrace.testkit.FaultDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What becomes of events that a sink cannot deliver. */
class DeadLetterTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    private static DeadLetterSettings settings(long limit, boolean drop) {
        return new DeadLetterSettings(2, limit, drop, 0, Duration.ZERO);
    }

    private List<DeadLetter> letters() {
        return KeptLetters.in(state);
    }

    private static Delivery.Partly rejectAll(Batch batch, String reason) {
        return new Delivery.Partly(
                List.of(),
                IntStream.range(0, batch.size())
                        .mapToObj(event -> new Delivery.Rejected(event, reason))
                        .toList(),
                Duration.ZERO);
    }

    @Test
    void keepsARejectedEventWithItsHeadersAndTheReason() throws Exception {
        BlockBuilder builder = new BlockBuilder(16).constant("host", "h1");
        builder.append("good").header("n", 1);
        builder.append("bad").header("n", 2);
        Batch batch = Batch.of(builder.build(4711));
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(batch))
                    .sink(
                            "k1",
                            "c1",
                            events -> {
                                delivered.take(events.slice(0, 1));
                                return new Delivery.Partly(
                                        List.of(new Delivery.Range(0, 1)),
                                        List.of(new Delivery.Rejected(1, "no such table")),
                                        Duration.ZERO);
                            })
                    .start();
            assertThat(delivered.await(1)).containsExactly("good");
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
            assertThat(letters())
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.sequence()).isZero();
                        assertThat(letter.event().text()).isEqualTo("bad");
                        assertThat(letter.headers()).isEqualTo(Map.of("host", "h1", "n", "2"));
                        assertThat(letter.reason()).isEqualTo("no such table");
                        assertThat(letter.fault()).isEqualTo(Fault.REJECTED);
                        assertThat(letter.sink()).isEqualTo("k1");
                        assertThat(letter.source()).isEqualTo("r1");
                        assertThat(letter.attempts()).isEqualTo(1);
                        assertThat(letter.replays()).isZero();
                        assertThat(letter.acceptedMillis()).isEqualTo(4711);
                        assertThat(letter.timeMillis()).isGreaterThan(1_700_000_000_000L);
                    });
            assertThat(agent.said("MR-6007")).isTrue();
            assertThat(agent.agent().status().components())
                    .filteredOn(component -> component.kind() == Kind.CHANNEL)
                    .singleElement()
                    .satisfies(channel -> {
                        assertThat(channel.health().state()).isEqualTo(Health.State.DEGRADED);
                        assertThat(channel.health().reason()).startsWith("1 dead letter,");
                    });
            assertThat(agent.stop()).isTrue();
        }
    }

    @Test
    void keepsEventsInTheChannelWhileTheDeadLettersAreFull() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(settings(100 << 10, false))
                    .memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(large(8)))
                    .sink("k1", "c1", batch -> rejectAll(batch.slice(0, 1), "too large"))
                    .start();
            TestAgent.await(() -> agent.said("MR-6050"));
            long kept = agent.meters(Kind.SINK, "k1").eventsRejected.value();
            assertThat(kept).isBetween(2L, 6L);
            assertThat(
                            agent.agent()
                                    .meters()
                                    .component(Kind.CHANNEL, "memory", "c1")
                                    .eventsReleased
                                    .value())
                    .isEqualTo(kept);
            assertThat(letters()).hasSize((int) kept);
            assertThat(agent.agent().status().worst()).isEqualTo(Health.State.DEGRADED);
            assertThat(agent.agent().stop(Duration.ofMillis(100))).isFalse();
        }
    }

    @Test
    void dropsAndCountsEventsThatCannotBeKeptIfAskedTo() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.deadLetters(settings(100 << 10, true))
                    .memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(large(8)))
                    .sink("k1", "c1", batch -> rejectAll(batch.slice(0, 1), "too large"))
                    .start();
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 8);
            assertThat(agent.said("MR-6052")).isTrue();
            assertThat(agent.stop()).isTrue();
            assertThat(letters()).hasSizeBetween(2, 6);
        }
    }

    private static Batch large(int events) {
        BlockBuilder builder = new BlockBuilder(1 << 10);
        for (int event = 0; event < events; event++) {
            builder.append(Integer.toString(event).repeat(20 << 10));
        }
        return Batch.of(builder.build(0));
    }

    @Test
    void aDiskThatFailsKeepsTheEventInTheChannelUntilItWorks() throws Exception {
        FaultDisk disk = new FaultDisk();
        disk.onlyIn(path -> path.toString().contains("deadletters"));
        for (int i = 0; i < 12; i++) {
            disk.failNext(FaultDisk.Operation.SYNC, new IOException("I/O error"));
        }
        try (TestAgent agent = new TestAgent(state).on(disk)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.batch("bad")))
                    .sink("k1", "c1", batch -> rejectAll(batch, "no"))
                    .start();
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
            assertThat(agent.said("MR-6051")).isTrue();
            assertThat(agent.stop()).isTrue();
            assertThat(letters().stream().map(letter -> letter.event().text()).distinct())
                    .containsExactly("bad");
        }
    }

    @Test
    void isThereAfterARestartAndGrows() throws Exception {
        for (String body : List.of("first", "second")) {
            try (TestAgent agent = new TestAgent(state)) {
                agent.memory("c1", 100)
                        .source("r1", List.of("c1"), out -> out.emit(TestAgent.batch(body)))
                        .sink("k1", "c1", batch -> rejectAll(batch, "no"))
                        .start();
                TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
                assertThat(agent.stop()).isTrue();
            }
        }
        assertThat(letters())
                .extracting(letter -> letter.sequence() + letter.event().text())
                .containsExactly("0first", "1second");
    }

    @Test
    void tellsOfDeadLettersThatTheDiskSpoilt() throws Exception {
        for (int run = 0; run < 2; run++) {
            boolean first = run == 0;
            try (TestAgent agent = new TestAgent(state)) {
                agent.memory("c1", 100)
                        .source(
                                "r1",
                                List.of("c1"),
                                out -> {
                                    if (first) {
                                        out.emit(TestAgent.batch("spoilt"));
                                        out.emit(TestAgent.batch("sound"));
                                    }
                                })
                        .sink(
                                "k1",
                                "c1",
                                1,
                                context -> new OneByOne(batch -> rejectAll(batch, "no")))
                        .start();
                if (first) {
                    TestAgent.await(
                            () -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 2);
                } else {
                    assertThat(agent.said("MR-6054")).isTrue();
                }
                assertThat(agent.stop()).isTrue();
            }
            if (first) {
                spoil("spoilt");
                Files.deleteIfExists(state.resolve("deadletters/c1/checkpoint"));
            }
        }
        assertThat(letters()).extracting(letter -> letter.event().text()).containsExactly("sound");
    }

    private record OneByOne(TestAgent.Writing writing) implements Sink {

        @Override
        public Delivery write(Batch batch) throws IOException, InterruptedException {
            return writing.write(batch);
        }

        @Override
        public int batchSize() {
            return 1;
        }
    }

    private void spoil(String body) throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("deadletters/c1"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".segment")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(body);
                if (at >= 0) {
                    bytes[at] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
    }

    /** At the moment when the channel lets an event go, it is in the dead letters, synced. */
    @Test
    void isDurableBeforeTheChannelLetsTheEventGo() throws Exception {
        FaultDisk disk = new FaultDisk();
        disk.onlyIn(path ->
                path.toString().contains("deadletters") && path.toString().endsWith(".segment"));
        List<String> seen = new CopyOnWriteArrayList<>();
        OneBatchChannel channel =
                new OneBatchChannel(
                        TestAgent.batch("bad"),
                        () -> {
                            seen.add("synced " + (disk.count(FaultDisk.Operation.SYNC) > 0));
                            seen.add("letters " + letters().size());
                        });
        try (TestAgent agent = new TestAgent(state).on(disk)) {
            agent.channel("c1", context -> channel)
                    .sink("k1", "c1", batch -> rejectAll(batch, "no"))
                    .start();
            TestAgent.await(channel::isEmpty);
        }
        assertThat(seen).containsExactly("synced true", "letters 1");
    }

    /** A process that ends between the two steps leaves a double, and never loses the event. */
    @Test
    void anEndBetweenTheTwoStepsDoublesTheDeadLetterAndLosesNothing() throws Exception {
        for (int run = 0; run < 2; run++) {
            boolean ends = run == 0;
            OneBatchChannel channel =
                    new OneBatchChannel(
                            TestAgent.batch("bad"),
                            () -> {
                                if (ends) {
                                    throw new IOException("the process ends here");
                                }
                            });
            try (TestAgent agent = new TestAgent(state)) {
                agent.channel("c1", context -> channel)
                        .sink("k1", "c1", batch -> rejectAll(batch, "no"))
                        .start();
                TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() > 0);
                if (ends) {
                    assertThat(channel.isEmpty()).isFalse();
                } else {
                    TestAgent.await(channel::isEmpty);
                }
            }
        }
        assertThat(letters()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(letters()).extracting(letter -> letter.event().text()).containsOnly("bad");
    }
}
