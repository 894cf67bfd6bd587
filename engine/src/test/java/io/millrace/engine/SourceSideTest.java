// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Interceptor;
import io.millrace.spi.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of a batch between its source and its channels, and of a source that fails. */
class SourceSideTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    @Test
    void startsAFailedSourceAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            out -> {
                                if (runs.incrementAndGet() < 3) {
                                    throw new IOException("the port is in use");
                                }
                                out.emit(TestAgent.batch("up"));
                            })
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(delivered.await(1)).containsExactly("up");
            assertThat(agent.meters(Kind.SOURCE, "r1").restarts.value()).isEqualTo(2);
            assertThat(agent.agent().status().problems())
                    .anySatisfy(told ->
                            assertThat(told.problem().what()).contains("the port is in use"));
        }
    }

    @Test
    void saysWhenASourceHasEnded() throws Exception {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            context ->
                                    new io.millrace.spi.Source() {
                                        @Override
                                        public void run(io.millrace.spi.Emitter out) {
                                            // Nothing to read.
                                        }

                                        @Override
                                        public void stop() {}

                                        @Override
                                        public void close() {
                                            done.add("closed");
                                        }
                                    },
                            List.of(),
                            "replicating",
                            Map.of())
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code())
                    .contains("MR-6009");
        }
    }

    @Test
    void refusesWhenAChannelStaysFullAndKeepsNothingOfTheBatch() throws Exception {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.channel("c1", context -> new TinyChannel(context.name(), 4))
                    .memory("c2", 100)
                    .source(
                            "r1",
                            List.of("c2", "c1"),
                            out -> {
                                out.offer(TestAgent.numbers(0, 4));
                                try {
                                    out.offer(TestAgent.numbers(4, 5));
                                } catch (ChannelFullException full) {
                                    answers.add(full.channel());
                                }
                            })
                    .sink("k2", "c2", delivered::take)
                    .start();
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("c1");
            assertThat(delivered.await(4)).containsExactly("0", "1", "2", "3");
            assertThat(agent.meters(Kind.SOURCE, "r1").eventsOut.value()).isEqualTo(4);
            assertThat(agent.meters(Kind.SOURCE, "r1").failures.value()).isEqualTo(1);
            assertThat(delivered.isEmpty()).isTrue();
        }
    }

    @Test
    void dropsForAnOptionalChannelOnlyAndSaysSo() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.channel("c1", context -> new TinyChannel(context.name(), 4))
                    .memory("c2", 100)
                    .source(
                            "r1",
                            List.of("c2", "c1"),
                            context ->
                                    new TestAgent.ScriptSource(out -> {
                                        out.emit(TestAgent.numbers(0, 4));
                                        out.emit(TestAgent.numbers(4, 6));
                                    }),
                            List.of(),
                            "replicating",
                            Map.of("optional", "c1"))
                    .sink("k2", "c2", delivered::take)
                    .start();
            assertThat(delivered.await(6)).containsExactly("0", "1", "2", "3", "4", "5");
            agent.stop();
            assertThat(agent.meters(Kind.SOURCE, "r1").eventsDroppedOptional.value()).isEqualTo(2);
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code())
                    .contains("MR-6002");
        }
    }

    @Test
    void routesByHeaderAndCountsWhatNobodyWants() throws Exception {
        TestAgent.Deliveries second = new TestAgent.Deliveries();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .memory("c2", 100)
                    .source(
                            "r1",
                            List.of("c1", "c2"),
                            context ->
                                    new TestAgent.ScriptSource(out -> {
                                        BlockBuilder block = new BlockBuilder(64);
                                        for (String state : List.of("CZ", "US", "CZ", "XX")) {
                                            block.append(state).header("state", state);
                                        }
                                        out.emit(Batch.of(block.build(0)));
                                        out.emit(
                                                TestAgent.batch("whole").withHeader("state", "US"));
                                        out.emit(TestAgent.batch("none"));
                                    }),
                            List.of(),
                            "multiplexing",
                            Map.of("header", "state", "mapping.CZ", "c1", "mapping.US", "c1 c2"))
                    .sink("k1", "c1", delivered::take)
                    .sink("k2", "c2", second::take)
                    .start();
            assertThat(delivered.await(4)).containsExactly("CZ", "US", "CZ", "whole");
            assertThat(second.await(2)).containsExactly("US", "whole");
            agent.stop();
            assertThat(
                            agent.agent()
                                    .meters()
                                    .component(Kind.SELECTOR, "multiplexing", "r1.selector")
                                    .value("events_unrouted_total"))
                    .isEqualTo(2);
        }
    }

    @Test
    void givesEachBatchToOneChannelInTurn() throws Exception {
        TestAgent.Deliveries second = new TestAgent.Deliveries();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .memory("c2", 100)
                    .source(
                            "r1",
                            List.of("c1", "c2"),
                            context ->
                                    new TestAgent.ScriptSource(out -> {
                                        for (int i = 0; i < 4; i++) {
                                            out.emit(TestAgent.numbers(i, i + 1));
                                        }
                                    }),
                            List.of(),
                            "load_balancing",
                            Map.of())
                    .sink("k1", "c1", delivered::take)
                    .sink("k2", "c2", second::take)
                    .start();
            assertThat(delivered.await(2)).containsExactly("0", "2");
            assertThat(second.await(2)).containsExactly("1", "3");
        }
    }

    @Test
    void anInterceptorChangesDropsAndRefuses() throws Exception {
        BlockingQueue<RefusedException> refused = new LinkedBlockingQueue<>();
        Interceptor evenOnly =
                batch ->
                        batch.map(run ->
                                run.select(event -> {
                                    byte[] array = run.array();
                                    char last =
                                            (char)
                                                    array[
                                                            run.bodyStart(event)
                                                                    + run.bodyLength(event)
                                                                    - 1];
                                    if (last == '!') {
                                        throw new IllegalStateException("no!");
                                    }
                                    return last % 2 == 0;
                                }));
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            context ->
                                    new TestAgent.ScriptSource(out -> {
                                        out.emit(TestAgent.numbers(0, 10));
                                        try {
                                            out.emit(TestAgent.batch("2", "!"));
                                        } catch (RefusedException failed) {
                                            refused.add(failed);
                                        }
                                    }),
                            List.of(evenOnly),
                            "replicating",
                            Map.of())
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(delivered.await(5)).containsExactly("0", "2", "4", "6", "8");
            assertThat(refused.poll(20, TimeUnit.SECONDS)).hasMessageContaining("no!");
            agent.stop();
            assertThat(agent.meters(Kind.SOURCE, "r1").eventsFiltered.value()).isEqualTo(5);
            assertThat(delivered.isEmpty()).isTrue();
        }
    }

    private static Batch positioned(int from, int to) {
        BlockBuilder block = new BlockBuilder(64);
        for (int number = from; number < to; number++) {
            block.append(Integer.toString(number));
        }
        byte[] end = Integer.toString(to).getBytes(StandardCharsets.UTF_8);
        return Batch.of(block.build(0, new StreamPosition("s", 1, from, end)));
    }

    private static int end(Optional<StreamPosition> position) {
        return position.map(p -> Integer.parseInt(new String(p.end(), StandardCharsets.UTF_8)))
                .orElse(0);
    }

    @Test
    void resumesBehindWhatWasDeliveredInAFormerProcess() throws Exception {
        List<Integer> starts = new ArrayList<>();
        CountDownLatch refuse = new CountDownLatch(1);
        for (int process = 0; process < 2; process++) {
            BlockingQueue<String> emitted = new LinkedBlockingQueue<>();
            try (TestAgent agent = new TestAgent(state)) {
                agent.memory("c1", 100)
                        .source(
                                "r1",
                                List.of("c1"),
                                out -> {
                                    int from = end(out.position("s"));
                                    starts.add(from);
                                    out.emit(positioned(from, from + 5));
                                    out.emit(positioned(from + 5, from + 8));
                                    emitted.add("all");
                                })
                        .sink(
                                "k1",
                                "c1",
                                batch -> {
                                    // The first process delivers the first block and never the
                                    // second.
                                    if (refuse.getCount() > 0
                                            && batch.event(0).text().equals("5")) {
                                        throw new IOException("down");
                                    }
                                    Batch five = batch.slice(0, Math.min(5, batch.size()));
                                    delivered.take(five);
                                    return new io.millrace.spi.Delivery.Partly(
                                            List.of(
                                                    new io.millrace.spi.Delivery.Range(
                                                            0, five.size())),
                                            List.of(),
                                            java.time.Duration.ZERO);
                                })
                        .start();
                assertThat(emitted.poll(20, TimeUnit.SECONDS)).isEqualTo("all");
                delivered.await(process == 0 ? 5 : 8);
                agent.agent().stop(java.time.Duration.ofMillis(200));
                refuse.countDown();
            }
        }
        assertThat(starts).containsExactly(0, 5);
    }

    @Test
    void savesWhereAStreamBeginsBeforeTheSourceGoesOn() throws Exception {
        PositionStore store = new PositionStore(new io.millrace.host.real.RealHost().disk(), state);
        StreamPosition start = new StreamPosition("s", 7, 0, new byte[] {1});
        StreamPosition same = new StreamPosition("s", 7, 0, new byte[] {2});
        StreamPosition anew = new StreamPosition("s", 8, 0, new byte[] {3});
        BlockingQueue<List<StreamPosition>> saved = new LinkedBlockingQueue<>();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            out -> {
                                for (StreamPosition position : List.of(start, same, anew)) {
                                    out.begin(position);
                                    saved.add(store.load("r1"));
                                }
                                saved.add(List.of(out.position("s").orElseThrow()));
                            })
                    .sink("k1", "c1", delivered::take)
                    .start();
            for (StreamPosition expected : List.of(start, start, anew, anew)) {
                assertThat(saved.poll(20, TimeUnit.SECONDS)).containsExactly(expected);
            }
        }
    }

    @Test
    void refusesDamagedPositionsAndALockedStateDirectory() throws Exception {
        Path directory = Files.createDirectories(state.resolve("positions"));
        Files.writeString(directory.resolve("r1.positions"), "millrace-positions 1 00000000\nx\n");
        PositionStore store = new PositionStore(new io.millrace.host.real.RealHost().disk(), state);
        assertThatThrownBy(() -> store.load("r1")).hasMessageContaining("MR-6004");
        try (AutoCloseable lock = store.lock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(store::lock).hasMessageContaining("MR-6003");
        }
    }

    @Test
    void saysWhenPositionsCannotBeSavedAndGoesOn() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            out -> {
                                out.position("s");
                                Path positions = state.resolve("positions");
                                Files.delete(positions.resolve("lock"));
                                Files.delete(positions);
                                out.emit(positioned(0, 5));
                            })
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(delivered.await(5)).hasSize(5);
            agent.stop();
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code())
                    .contains("MR-6005");
        }
    }

    @Test
    void savedPositionsComeBackAsTheyWere() throws Exception {
        PositionStore store = new PositionStore(new io.millrace.host.real.RealHost().disk(), state);
        try (AutoCloseable lock = store.lock()) {
            assertThat(lock).isNotNull();
            StreamPosition position =
                    new StreamPosition("/var/log/日志 1.log", 3, 42, new byte[] {0, 1, -1});
            store.save("r1", Map.of("x", position));
            assertThat(store.load("r1")).containsExactly(position);
            assertThat(store.load("r2")).isEmpty();
        }
    }
}
