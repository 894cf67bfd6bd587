// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.millrace.channels.memory.MemoryChannelConfig;
import io.millrace.frame.Batch;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.spi.Channel;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a batch of a thousand events costs in garbage beyond the arrays that hold the events: less
 * than a tenth of a byte for each event, but for the journal, where it is less than one byte.
 * {@code docs/decisions/0010} has the objects.
 */
@Isolated
class AllocationTest {
    private static final int ROUND = 1000;

    /** The compiler has to be done first, however busy the machine is; it takes about twenty. */
    private static final int MOST_ROUNDS = 300;

    private static final int BODY_BYTES = 500;
    private static final int OFFSET_BYTES = 8;
    private static final int ARRAY_HEADER_BYTES = 16;

    /** Of two arrays, for bodies and offsets. */
    private static final long EVENT_ARRAYS =
            (long) Bodies.EVENTS * (BODY_BYTES + OFFSET_BYTES) + 2 * ARRAY_HEADER_BYTES;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Keeps results alive, so that the compiler cannot leave the work out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile Object kept = "";

    /** Those whose garbage counts. */
    private final List<Long> threads = new ArrayList<>();

    private interface Work {
        Object run() throws Exception;
    }

    @BeforeEach
    void countThisThread() {
        threads.add(Thread.currentThread().threadId());
    }

    private long allocated() {
        long bytes = 0;
        for (int i = 0; i < threads.size(); i++) {
            bytes += THREADS.getThreadAllocatedBytes(threads.get(i));
        }
        return bytes;
    }

    /**
     * Measured in rounds until one is within the limit: before it is compiled the same work leaves
     * more, and when that is done depends on the machine. What is compiled leaves as much each
     * time.
     */
    private void assertBytesForABatch(long most, Work work) throws Exception {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > most; round++) {
            long before = allocated();
            for (int i = 0; i < ROUND; i++) {
                kept = work.run();
            }
            least = Math.min(least, (allocated() - before) / ROUND);
        }
        assertThat(least).isLessThanOrEqualTo(most);
    }

    private static BlockBenchmark blocks() {
        BlockBenchmark blocks = new BlockBenchmark();
        blocks.bodyBytes = BODY_BYTES;
        blocks.prepare();
        return blocks;
    }

    @Test
    void buildsABlockOfCopies() throws Exception {
        assertBytesForABatch(EVENT_ARRAYS + 100, blocks()::append);
    }

    @Test
    void buildsABlockInPlace() throws Exception {
        assertBytesForABatch(EVENT_ARRAYS + 100, blocks()::mark);
    }

    @Test
    void makesABatchOfABlock() throws Exception {
        assertBytesForABatch(70, blocks()::wrap);
    }

    @Test
    void addsAHeader() throws Exception {
        assertBytesForABatch(100, blocks()::addConstantHeader);
    }

    @Test
    void checksBodiesWithoutGarbage() throws Exception {
        assertBytesForABatch(16, blocks()::verify);
    }

    /** A number and an entry of a dictionary are ten bytes for each event, written and copied. */
    @Test
    void encodesHeadersThatDifferWithoutAnObjectForAnEvent() throws Exception {
        FrameBenchmark frames = new FrameBenchmark();
        frames.headers = true;
        frames.prepare();
        assertBytesForABatch(2L * 10 * Bodies.EVENTS + 3000, frames::encodeInPlace);
    }

    private static FrameBenchmark frames() {
        FrameBenchmark frames = new FrameBenchmark();
        frames.prepare();
        return frames;
    }

    @Test
    void encodesAFrameInPlace() throws Exception {
        assertBytesForABatch(100, frames()::encodeInPlace);
    }

    @Test
    void decodesAFrameInPlace() throws Exception {
        assertBytesForABatch(100, frames()::decode);
    }

    @Test
    void splitsLinesWithoutGarbage() throws Exception {
        assertBytesForABatch(16, new LineSplitBenchmark()::newlines);
    }

    @Test
    void passesTheMemoryChannel() throws Exception {
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
        // Put and take together: 32 and 72.
        assertBytesForABatch(
                110,
                () -> {
                    try (Channel.Reservation room = channel.reserve(Bodies.EVENTS, size, 0)) {
                        room.commit(batch).await();
                    }
                    try (Channel.Take take = channel.take(Bodies.EVENTS, 0).orElseThrow()) {
                        take.acknowledge(0, Bodies.EVENTS);
                    }
                    return batch;
                });
    }

    /** Short bodies, and a sync now and then: neither leaves garbage, and both take time. */
    @Test
    void passesTheJournal(@TempDir Path directory) throws Exception {
        Batch batch = Batch.of(Bodies.block(10));
        JournalOptions synced = JournalOptions.in("allocation", directory);
        JournalOptions options =
                new JournalOptions(
                        synced.name(),
                        synced.home(),
                        synced.directories(),
                        synced.segmentBytes(),
                        synced.minimumFreeBytes(),
                        Duration.ofMillis(200),
                        synced.checkpointEvery(),
                        synced.readAheadBytes(),
                        synced.keepDelivered(),
                        synced.keepDeliveredBytes());
        try (Journal journal = Journal.open(new RealHost(), options, JournalListener.NONE)) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("allocation-")) {
                    threads.add(thread.threadId());
                }
            }
            assertThat(threads).as("the journal's threads, and this one").hasSize(3);
            assertBytesForABatch(
                    800,
                    () -> {
                        journal.append(batch).await();
                        for (Journal.Taken taken : journal.take(Bodies.EVENTS, 0)) {
                            journal.acknowledge(
                                    taken.sequence(),
                                    taken.sequence() + taken.run().size(),
                                    taken.run().bodyBytes());
                        }
                        return batch;
                    });
        }
    }
}
