// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.simulation.disk.Fate;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A sync fails, the process dies at any step after that, and the next process finds in memory what
 * is not on the disk. The system takes it for written, so that a second sync succeeds and does
 * nothing.
 */
class FailedSyncTest {
    private static final Path HOME = Path.of("/data/home");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int STEPS = 60;

    @Test
    void keepsWhatTheNextProcessCounts() {
        int counted = 0;
        for (int step = 1; step <= STEPS; step++) {
            Trap trap = new Trap(step);
            Simulation.run(step, trap);
            counted += trap.hasCounted ? 1 : 0;
        }
        System.out.printf(
                "a failed sync and a death at %d steps: %d times the next process found events%n",
                STEPS, counted);
        assertThat(counted).isPositive();
    }

    private static final class Trap implements Scenario {
        private final int step;
        private boolean hasCounted;

        Trap(int step) {
            this.step = step;
        }

        @Override
        public void run(World world) throws Exception {
            SimProcess first = world.boot("first");
            first.crashAt(step, Fate.KILL_PROCESS);
            world.disk().faults().onlyFor(path -> path.toString().endsWith(".segment"));
            world.disk().faults().failSyncs(2, false);
            first.call("put", () -> put(open(first))).await("the events are put in", PATIENCE);
            first.kill();
            world.disk().faults().heal();
            long there = holds(world, "second");
            world.cutPower();
            assertThat(holds(world, "third")).isEqualTo(there);
            hasCounted = there > 0;
        }

        private static long holds(World world, String name) throws InterruptedException {
            SimProcess process = world.boot(name);
            return process.call("open", () -> holds(open(process))).get("it opens", PATIENCE);
        }

        private static long holds(Journal journal) {
            long events = journal.events();
            long position = journal.streamEnd("s").map(end -> end.nextOrdinal()).orElse(0L);
            assertThat(position).isEqualTo(events);
            return events;
        }
    }

    private static Journal open(SimProcess process) throws IOException {
        JournalOptions options =
                JournalOptions.in("j", HOME).withSegmentBytes(JournalOptions.MIN_SEGMENT_BYTES);
        return Journal.open(
                process,
                options,
                new JournalListener() {
                    @Override
                    public void damaged(
                            Path file, long from, long to, long firstEvent, long endEvent) {
                        throw new AssertionError("damaged: " + file);
                    }
                });
    }

    private static Optional<IOException> put(Journal journal)
            throws IOException, InterruptedException {
        BlockBuilder events = new BlockBuilder(64, 3);
        for (int number = 0; number < 3; number++) {
            events.append("event " + number);
        }
        StreamPosition position = new StreamPosition("s", 1, 0, new byte[] {3});
        try {
            journal.append(Batch.of(events.build(1, position))).await();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(refused);
        }
    }
}
