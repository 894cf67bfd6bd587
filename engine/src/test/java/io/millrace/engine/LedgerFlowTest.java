// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.ledger.Column;
import io.millrace.engine.ledger.LedgerCheck;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.engine.ledger.LedgerContents.ChannelAccount;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Delivery;
import io.millrace.spi.Interceptor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The ledger of whole agents agrees with what the test saw come and go. */
class LedgerFlowTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    private LedgerContents ledger() throws IOException {
        return LedgerContents.read(new RealHost().disk(), state);
    }

    private static long sum(ChannelAccount account, Column column) {
        return account.rows().stream().mapToLong(row -> row.get(column)).sum();
    }

    private static Batch odd(Batch batch) {
        return batch.map(run -> run.select(event -> Integer.parseInt(text(run, event)) % 2 == 1));
    }

    private static String text(Run run, int event) {
        return new String(
                run.array(), run.bodyStart(event), run.bodyLength(event), StandardCharsets.UTF_8);
    }

    @Test
    void accountsForFiltersAndPartialDeliveriesAndRetries() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 100)
                    .source(
                            "r1",
                            List.of("c1"),
                            context ->
                                    new TestAgent.ScriptSource(
                                            out -> out.emit(TestAgent.numbers(0, 1000))),
                            List.of(new OddOnly()),
                            "replicating",
                            Map.of())
                    .sink(
                            "k1",
                            "c1",
                            batch -> {
                                if (writes.incrementAndGet() % 3 == 0) {
                                    throw new IOException("away");
                                }
                                if (batch.size() > 1 && writes.get() % 3 == 1) {
                                    delivered.take(batch.slice(1, batch.size()));
                                    return new Delivery.Partly(
                                            List.of(new Delivery.Range(1, batch.size())),
                                            List.of(new Delivery.Rejected(0, "no")),
                                            Duration.ZERO);
                                }
                                return delivered.take(batch);
                            })
                    .start();
            int rejected = 0;
            while (rejected + delivered.count() < 500) {
                rejected = (int) agent.meters(Kind.SINK, "k1").eventsRejected.value();
                Thread.onSpinWait();
            }
            assertThat(agent.stop()).isTrue();
            ChannelAccount account = ledger().accounts().get("c1");
            assertThat(account.head().sources()).containsExactly("r1");
            assertThat(sum(account, Column.TAKEN)).isEqualTo(1000);
            assertThat(sum(account, Column.FILTERED)).isEqualTo(500);
            assertThat(sum(account, Column.ACCEPTED)).isEqualTo(500);
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(delivered.count());
            assertThat(sum(account, Column.DEAD_LETTERED)).isEqualTo(500 - delivered.count());
            assertThat(LedgerCheck.findings(ledger())).isEmpty();
        }
    }

    /** Lets every second event go. */
    private static final class OddOnly implements Interceptor {
        @Override
        public Batch intercept(Batch batch) {
            return odd(batch);
        }
    }

    @Test
    void goesOnWhereAFormerProcessStopped() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (TestAgent agent = new TestAgent(state)) {
                agent.memory("c1", 100)
                        .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 10)))
                        .sink("k1", "c1", delivered::take)
                        .start();
                delivered.await(10);
                assertThat(agent.stop()).isTrue();
            }
        }
        ChannelAccount account = ledger().accounts().get("c1");
        assertThat(sum(account, Column.ACCEPTED)).isEqualTo(30);
        assertThat(sum(account, Column.DELIVERED)).isEqualTo(30);
        assertThat(account.delays().events()).isEqualTo(30);
        assertThat(LedgerCheck.findings(ledger())).isEmpty();
    }

    @Test
    void countsWhatMemoryStillHoldsAtAStopAsLost() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.channel("c1", context -> new TinyChannel("c1", 100))
                    .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 10)))
                    .start();
            while (agent.meters(Kind.SOURCE, "r1").eventsOut.value() < 10) {
                Thread.onSpinWait();
            }
            agent.stop();
        }
        ChannelAccount account = ledger().accounts().get("c1");
        assertThat(sum(account, Column.ACCEPTED)).isEqualTo(10);
        assertThat(sum(account, Column.LOST)).isEqualTo(10);
        assertThat(LedgerCheck.findings(ledger())).isEmpty();
    }
}
