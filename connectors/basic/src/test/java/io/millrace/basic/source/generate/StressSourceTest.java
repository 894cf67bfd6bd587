// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.spi.RefusedException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

class StressSourceTest {
    private final RecordingEmitter out = new RecordingEmitter();
    private final TestContext context = TestContext.named("s1");

    private static StressConfig config(int size, long total, int batchSize, boolean distinct) {
        return new StressConfig(size, total, -1, batchSize, 0, distinct);
    }

    private void runToEnd(StressConfig config, TestContext context) throws Exception {
        try (var running = RunningSource.start(config.create(context), out)) {
            running.awaitEnd();
            assertThat(running.failure()).isNull();
        }
    }

    @Test
    void fillsBodiesAsFlumeDoes() throws Exception {
        runToEnd(config(500, 2500, 1000, false), context);
        assertThat(out.batches()).extracting(Batch::size).containsExactly(1000, 1000, 500);
        assertThat(out.events())
                .allSatisfy(event -> assertThat(event.body()).hasSize(500).containsOnly(0x7F));
    }

    @Test
    void makesBlocksThatFitTheTargetAndVerify() throws Exception {
        runToEnd(config(500, 1000, 1000, true), context);
        List<Block> blocks = out.batches().getFirst().runs().stream().map(Run::block).toList();
        assertThat(blocks).hasSize(2);
        assertThat(blocks)
                .allSatisfy(block -> {
                    assertThat(block.verifyBodies()).isTrue();
                    assertThat(block.bodiesLength()).isLessThanOrEqualTo(Block.TARGET_BYTES);
                });
    }

    @Test
    void makesDistinctPrintableBodiesThatSortInOrder() throws Exception {
        runToEnd(config(20, 5000, 700, true), context);
        List<String> texts = out.texts();
        assertThat(new HashSet<>(texts)).hasSize(5000);
        assertThat(texts).isSorted();
        assertThat(texts.getFirst()).isEqualTo("00000000ijklmnopqrst");
        assertThat(texts.get(64)).startsWith("00000010");
    }

    @Test
    void sharesTotalsAndCountersBetweenInstances() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runToEnd(config(8, 100, 7, true), context.instance(i, 3));
        }
        all.addAll(out.texts());
        assertThat(all).hasSize(100);
        assertThat(new HashSet<>(all)).hasSize(100);
    }

    @Test
    void makesEmptyBodiesWhenSizeIsZero() throws Exception {
        runToEnd(config(0, 10, 4, false), context);
        assertThat(out.texts()).hasSize(10).containsOnly("");
    }

    @Test
    void offersARefusedBatchAgainAndCountsIt() throws Exception {
        out.refuseNext(new RefusedException("no", null));
        TestContext manual = context.with(ManualClock.selfAdvancing(0));
        runToEnd(new StressConfig(8, -1, 5, 2, 0, true), manual);
        assertThat(out.texts())
                .containsExactly("00000000", "00000001", "00000002", "00000003", "00000004");
        assertThat(manual.meters().value("stress_refused_events_total")).isEqualTo(2);
    }

    @Test
    void countsRefusedEventsToTheTotal() throws Exception {
        out.refuseNext(new RefusedException("no", null));
        runToEnd(config(8, 5, 2, true), context.with(ManualClock.selfAdvancing(0)));
        assertThat(out.texts()).hasSize(3);
    }

    @Test
    void keepsToTheRate() throws Exception {
        ManualClock clock = ManualClock.selfAdvancing(0);
        runToEnd(new StressConfig(8, 3000, -1, 100, 1000, false), context.with(clock));
        assertThat(clock.millis()).isEqualTo(3000);
    }

    @Test
    void refusesDistinctBodiesWithoutRoomForTheCounter() {
        assertThatThrownBy(() -> config(7, 1, 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is 7");
    }
}
