// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.Fault;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What becomes of events whose bodies change on their way to the sink. */
class BodyCheckTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();

    /** The same block, one of whose bodies failing memory has changed. */
    private static Batch damaged(Batch batch) {
        Run run = batch.runs().getFirst();
        run.array()[run.block().bodyStart(0)] ^= 1;
        return batch;
    }

    private static Health health(TestAgent agent, String name) {
        return agent.agent().status().components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow()
                .health();
    }

    @Test
    void damagedBodiesBecomeDeadLettersAndTheOthersAreDelivered() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 1000)
                    .source(
                            "r1",
                            List.of("c1"),
                            out -> {
                                out.emit(TestAgent.numbers(0, 10));
                                out.emit(damaged(TestAgent.numbers(10, 13)));
                                out.emit(TestAgent.numbers(13, 20));
                                all.countDown();
                            })
                    .verifiedSink(
                            "k1",
                            "c1",
                            batch -> {
                                all.await(); // All three blocks may be in one batch.
                                return delivered.take(batch);
                            })
                    .start();
            assertThat(delivered.await(17))
                    .containsExactly(
                            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "13", "14", "15",
                            "16", "17", "18", "19");
            TestAgent.await(
                    () -> agent.meters(Kind.SINK, "k1").deadLetters("rejected").value() == 3);
            assertThat(agent.said("MR-4010")).isTrue();
            assertThat(health(agent, "k1").state()).isEqualTo(Health.State.DOWN);
            assertThat(health(agent, "k1").reason()).contains("3 events");
            assertThat(health(agent, "c1").state()).isEqualTo(Health.State.DEGRADED);
            assertThat(agent.stop()).isTrue();
        }
        assertThat(delivered.isEmpty()).isTrue();
        assertThat(KeptLetters.in(state))
                .hasSize(3)
                .allSatisfy(letter -> assertThat(letter.fault()).isEqualTo(Fault.REJECTED))
                .extracting(DeadLetter::reason)
                .allSatisfy(reason -> assertThat(reason).contains("checksum"));
    }

    @Test
    void nothingIsReadUnlessAskedFor() throws Exception {
        try (TestAgent agent = new TestAgent(state)) {
            agent.memory("c1", 1000)
                    .source("r1", List.of("c1"), out -> out.emit(damaged(TestAgent.numbers(0, 3))))
                    .sink("k1", "c1", delivered::take)
                    .start();
            assertThat(delivered.await(3)).hasSize(3);
            assertThat(health(agent, "k1").state()).isEqualTo(Health.State.UP);
            assertThat(agent.stop()).isTrue();
        }
    }

    @Test
    void aBlockIsReadOnceForAllItsBatches() {
        BodyCheck check = new BodyCheck();
        Batch batch = TestAgent.numbers(0, 4);

        assertThat(check.damaged(batch.slice(0, 2))).isEmpty();
        damaged(batch); // What comes after the check of the block is not looked for.
        assertThat(check.damaged(batch.slice(2, 4))).isEmpty();
        assertThat(new BodyCheck().damaged(batch.slice(2, 4)))
                .extracting(event -> event.event())
                .containsExactly(0, 1);
    }
}
