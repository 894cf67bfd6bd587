// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What becomes of a batch for each answer that a sink can give. */
class DeliveryTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void deliversInOrderAndCounts() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 1000)))
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(delivered.await(1000)).isEqualTo(numbers(0, 1000));
            assertThat(agent.stop()).isTrue();
            assertThat(agent.meters(Kind.SOURCE, "r1").eventsIn.value()).isEqualTo(1000);
            assertThat(agent.meters(Kind.SOURCE, "r1").eventsOut.value()).isEqualTo(1000);
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isEqualTo(1000);
            assertThat(agent.meters(Kind.SINK, "k1").bytesOut.value()).isEqualTo(2890);
            assertThat(
                            agent.agent()
                                    .meters()
                                    .component(Kind.CHANNEL, "memory", "c1")
                                    .eventsReleased
                                    .value())
                    .isEqualTo(1000);
        }
    }

    @Test
    void triesAgainAfterAnExceptionAndLosesNothing() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 10)))
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                if (attempts.incrementAndGet() <= 3) {
                                    throw new IOException("the disk is away");
                                }
                                return delivered.take(batch);
                            })
                    .start();
            assertThat(delivered.await(10)).isEqualTo(numbers(0, 10));
            agent.stop();
            assertThat(agent.meters(Kind.SINK, "k1").failures.value()).isEqualTo(3);
            assertThat(agent.agent().status().problems())
                    .anySatisfy(told -> {
                        assertThat(told.problem().code()).isEqualTo("MR-6001");
                        assertThat(told.problem().what()).contains("the disk is away");
                        assertThat(told.problem().place()).contains("sink \"k1\" (test)");
                        assertThat(told.count()).isEqualTo(3);
                    });
        }
    }

    @Test
    void tellsWhyADestinationDidNotTakeABatch() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 3)))
                    .sink(
                            "k1",
                            "c1",
                            batch ->
                                    attempts.incrementAndGet() == 1
                                            ? new Delivery.RetryLater(Duration.ofMillis(1), "busy")
                                            : delivered.take(batch))
                    .start();
            assertThat(delivered.await(3)).isEqualTo(numbers(0, 3));
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code() + told.problem().what())
                    .anyMatch(text -> text.startsWith("MR-6006") && text.contains("busy"));
        }
    }

    @Test
    void createsANewInstanceAfterAnExceptionOutsideTheContract() throws Exception {
        AtomicInteger instances = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 5)))
                    .sink(
                            "k1",
                            "c1",
                            1,
                            context ->
                                    new TestAgent.WritingSink(
                                            instances.incrementAndGet() == 1
                                                    ? batch -> {
                                                        throw new IllegalStateException("a bug");
                                                    }
                                                    : delivered::take))
                    .start();
            assertThat(delivered.await(5)).isEqualTo(numbers(0, 5));
            assertThat(instances).hasValue(2);
            assertThat(agent.meters(Kind.SINK, "k1").restarts.value()).isEqualTo(1);
        }
    }

    @Test
    void acknowledgesPartsRejectsSinglesAndRetriesTheRest() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 10)))
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                if (attempts.incrementAndGet() > 1) {
                                    return delivered.take(batch);
                                }
                                delivered.take(batch.slice(0, 3).then(batch.slice(6, 8)));
                                return new Delivery.Partly(
                                        List.of(new Delivery.Range(0, 3), new Delivery.Range(6, 8)),
                                        List.of(new Delivery.Rejected(4, "not a number")),
                                        Duration.ofMillis(1));
                            })
                    .start();
            assertThat(delivered.await(9))
                    .containsExactly("0", "1", "2", "6", "7", "3", "5", "8", "9");
            agent.stop();
            assertThat(agent.meters(Kind.SINK, "k1").eventsRejected.value()).isEqualTo(1);
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code())
                    .contains("MR-6007");
        }
    }

    /** Ten events, and a sink that holds what it gets. */
    private static void startHolding(
            TestAgent agent, BlockingQueue<Batch> held, List<Context> contexts) throws Exception {
        agent.memory("c1", 10)
                .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 10)))
                .sink(
                        "k1",
                        "c1",
                        1,
                        context -> {
                            contexts.add(context);
                            return new TestAgent.WritingSink(batch -> {
                                held.add(batch);
                                return Delivery.held();
                            });
                        })
                .start();
    }

    @Test
    void keepsHeldEventsUntilTheSinkConfirmsThem() throws Exception {
        BlockingQueue<Batch> held = new LinkedBlockingQueue<>();
        List<Context> contexts = new ArrayList<>();
        try (TestAgent agent = new TestAgent(state)) {
            startHolding(agent, held, contexts);
            Batch first = held.poll(20, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isZero();
            contexts.getFirst().holdings().confirm(first, 0, 4);
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isEqualTo(4);
            contexts.getFirst().holdings().giveBack(first);
            Batch again = held.poll(20, TimeUnit.SECONDS);
            assertThat(again).isNotNull();
            assertThat(again.event(0).text()).isEqualTo("4");
            assertThat(again.size()).isEqualTo(6);
            contexts.getFirst().holdings().confirm(again, 0, 6);
            assertThat(agent.stop()).isTrue();
            assertThat(agent.meters(Kind.SINK, "k1").eventsOut.value()).isEqualTo(10);
        }
    }

    @Test
    void takesAgainWhatASinkGivesBackWhileTheAgentStops() throws Exception {
        BlockingQueue<Batch> held = new LinkedBlockingQueue<>();
        List<Context> contexts = new ArrayList<>();
        try (TestAgent agent = new TestAgent(state)) {
            startHolding(agent, held, contexts);
            Batch first = held.poll(20, TimeUnit.SECONDS);
            FutureTask<Boolean> stopped = new FutureTask<>(agent::stop);
            new RealHost().threads().start(Threads.Kind.VIRTUAL, "stop", stopped);
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").batchesEmpty.value() > 1);
            contexts.getFirst().holdings().giveBack(first);
            Batch again = held.poll(20, TimeUnit.SECONDS);
            assertThat(again.size()).isEqualTo(10);
            contexts.getFirst().holdings().confirm(again, 0, 10);
            assertThat(stopped.get()).isTrue();
        }
    }

    @Test
    void replacesASinkThatDoesNotReturnAndNamesWhereItStands() throws Exception {
        AtomicInteger instances = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        TestAgent.Deliveries others = new TestAgent.Deliveries();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .memory("c2", 100)
                    .source("r1", List.of("c1", "c2"), out -> out.emit(TestAgent.numbers(0, 5)))
                    .sink(
                            "k1",
                            "c1",
                            1,
                            context ->
                                    instances.incrementAndGet() == 1
                                            ? new HangingSink(never)
                                            : new TestAgent.WritingSink(delivered::take))
                    .sink("k2", "c2", others::take)
                    .start();
            assertThat(others.await(5)).isEqualTo(numbers(0, 5));
            assertThat(delivered.await(5)).isEqualTo(numbers(0, 5));
            assertThat(agent.agent().status().problems())
                    .anySatisfy(told -> {
                        assertThat(told.problem().code()).isEqualTo("MR-6008");
                        assertThat(told.problem().what())
                                .contains("\"write\"")
                                .contains("CountDownLatch.await");
                    });
        } finally {
            never.countDown();
        }
    }

    @Test
    void aSinkThatCannotOpenDelaysNobodyAndOpensLater() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        TestAgent.Deliveries others = new TestAgent.Deliveries();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .memory("c2", 100)
                    .source("r1", List.of("c1", "c2"), out -> out.emit(TestAgent.numbers(0, 5)))
                    .sink("k1", "c1", 1, context -> new LateSink(opened, delivered))
                    .sink("k2", "c2", others::take)
                    .start();
            assertThat(others.await(5)).isEqualTo(numbers(0, 5));
            assertThat(delivered.isEmpty()).isTrue();
            opened.countDown();
            assertThat(delivered.await(5)).isEqualTo(numbers(0, 5));
        }
    }

    @Test
    void failsOverByPriorityAndComesBack() throws Exception {
        CountDownLatch firstIsUp = new CountDownLatch(1);
        TestAgent.Deliveries second = new TestAgent.Deliveries();
        BlockingQueue<Batch> input = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> feed(input, out::emit))
                    .sink("low", "c1", second::take)
                    .sink("high", "c1", 1, context -> new LateSink(firstIsUp, delivered))
                    .group(
                            "g1",
                            "failover",
                            Map.of(
                                    "processor.priority.high",
                                    "10",
                                    "processor.priority.low",
                                    "5",
                                    "processor.maxpenalty",
                                    "5"),
                            "low",
                            "high")
                    .start();
            input.add(TestAgent.numbers(0, 3));
            assertThat(second.await(3)).isEqualTo(numbers(0, 3));
            firstIsUp.countDown();
            // The penalty of the preferred sink is 5 ms: one of the next batches reaches it.
            for (int sent = 3; delivered.isEmpty(); sent++) {
                input.add(TestAgent.numbers(sent, sent + 1));
                Thread.onSpinWait();
                assertThat(sent).isLessThan(2_000_000);
            }
            input.add(Batch.EMPTY);
        }
    }

    @Test
    void takesTurnsAndPassesOnWhatOneSinkRefuses() throws Exception {
        TestAgent.Deliveries second = new TestAgent.Deliveries();
        BlockingQueue<Batch> input = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source("r1", List.of("c1"), out -> feed(input, out::emit))
                    .sink("k1", "c1", delivered::take)
                    .sink("k2", "c1", second::take)
                    .sink(
                            "k3",
                            "c1",
                            batch -> {
                                throw new IOException("down");
                            })
                    .group("g1", "load_balance", Map.of(), "k1", "k2", "k3")
                    .start();
            int sum = 0;
            for (int i = 0; i < 6; i++) {
                input.add(TestAgent.numbers(i, i + 1));
                while (agent.meters(Kind.SINK, "k1").eventsOut.value()
                                + agent.meters(Kind.SINK, "k2").eventsOut.value()
                        <= sum) {
                    Thread.onSpinWait();
                }
                sum++;
            }
            assertThat(delivered.await(1)).isNotEmpty();
            assertThat(second.await(1)).isNotEmpty();
            input.add(Batch.EMPTY);
        }
    }

    private static void feed(BlockingQueue<Batch> input, Emission emit)
            throws IOException, InterruptedException {
        for (Batch batch = input.take(); !batch.isEmpty(); batch = input.take()) {
            emit.emit(batch);
        }
    }

    /** The emitting half of an emitter. */
    private interface Emission {
        void emit(Batch batch) throws IOException, InterruptedException;
    }

    /** Cannot be opened before a latch is down. */
    private record LateSink(CountDownLatch up, TestAgent.Deliveries to) implements Sink {

        @Override
        public void open() throws IOException {
            if (up.getCount() > 0) {
                throw new IOException("not up yet");
            }
        }

        @Override
        public Delivery write(Batch batch) {
            return to.take(batch);
        }
    }

    /** Does not come back from a write, and does not mind interrupts. */
    private record HangingSink(CountDownLatch never) implements Sink {

        @Override
        public Delivery write(Batch batch) {
            boolean back = false;
            while (!back) {
                try {
                    never.await();
                    back = true;
                } catch (InterruptedException ignored) {
                    // That is what this sink is like.
                }
            }
            return Delivery.delivered();
        }
    }
}
