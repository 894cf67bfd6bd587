// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.millrace.channels.memory.MemoryChannelConfig;
import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * What a batch of a thousand events costs in garbage beyond the arrays that hold the events: some
 * objects for the batch, and nothing for an event. One object for each event would be 16,000 bytes.
 */
@Isolated
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 1000;

    /** Several times what it is once it is compiled, and far from an object for each event. */
    private static final long SOME_OBJECTS = 2500;

    private static final int BODY_BYTES = 500;
    private static final int OFFSET_BYTES = 8;
    private static final long EVENT_ARRAYS = (long) Bodies.EVENTS * (BODY_BYTES + OFFSET_BYTES);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Keeps results alive, so that the compiler cannot leave the work out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile Object kept = "";

    private interface Work {
        Object run() throws Exception;
    }

    private static long bytes(Work work) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            kept = work.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) {
            kept = work.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / MEASURED;
    }

    @Test
    void buildsABlockWithAFewObjectsBesideItsArrays() throws Exception {
        BlockBenchmark blocks = new BlockBenchmark();
        blocks.bodyBytes = BODY_BYTES;
        blocks.prepare();
        assertThat(bytes(blocks::append)).isLessThan(EVENT_ARRAYS + SOME_OBJECTS);
        assertThat(bytes(blocks::mark)).isLessThan(EVENT_ARRAYS + SOME_OBJECTS);
        assertThat(bytes(blocks::addConstantHeader)).isLessThan(SOME_OBJECTS);
        assertThat(bytes(blocks::verify)).isLessThan(SOME_OBJECTS);
    }

    @Test
    void decodesAFrameInPlace() throws Exception {
        FrameBenchmark frames = new FrameBenchmark();
        frames.prepare();
        assertThat(bytes(frames::decode)).isLessThan(SOME_OBJECTS);
    }

    @Test
    void splitsLinesWithoutGarbage() throws Exception {
        LineSplitBenchmark lines = new LineSplitBenchmark();
        assertThat(bytes(lines::newlines)).isLessThan(SOME_OBJECTS);
    }

    @Test
    void passesTheMemoryChannelWithAFewObjects() throws Exception {
        Batch batch = Batch.of(Bodies.block(BODY_BYTES));
        long size = batch.bodyBytes();
        Channel channel =
                new MemoryChannelConfig(
                                100 * Bodies.EVENTS,
                                Bodies.EVENTS,
                                Duration.ofSeconds(3),
                                Optional.empty(),
                                20)
                        .create(TestContext.named("allocation"));
        channel.open();
        assertThat(
                        bytes(() -> {
                            try (Channel.Reservation room =
                                    channel.reserve(Bodies.EVENTS, size, 0)) {
                                room.commit(batch).await();
                            }
                            try (Channel.Take take = channel.take(Bodies.EVENTS, 0).orElseThrow()) {
                                take.acknowledge(0, Bodies.EVENTS);
                            }
                            return batch;
                        }))
                .isLessThan(SOME_OBJECTS);
    }
}
