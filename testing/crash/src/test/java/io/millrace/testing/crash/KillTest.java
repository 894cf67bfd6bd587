// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills a process with a file channel again and again, at times that follow from a seed, and starts
 * it on what the one before left. {@code -Dcrash.runs=1000} kills more often, {@code
 * -Dcrash.seed=<seed>} again as a run before did.
 */
class KillTest {
    private static final int RUNS = Integer.getInteger("crash.runs", 50);
    private static final int RUNS_OF_HISTORY = 25;
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final long MOST_OPEN_MILLIS = 5000;

    @TempDir Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void losesNothingThatWasAcknowledged() throws Exception {
        Random random = new Random(SEED);
        long events = 0;
        long doubles = 0;
        long slowest = 0;
        int unknown = 0;
        int early = 0;
        int killed = 0;
        for (int history = 0; killed < RUNS; history++) {
            Oracle oracle = new Oracle();
            Path home = Files.createDirectory(directory.resolve("history" + history));
            long segmentBytes = (16L << 10) << random.nextInt(6);
            int runs = Math.min(RUNS_OF_HISTORY, RUNS - killed);
            try {
                for (int run = 0; run < runs; run++) {
                    runAndKill(home, run, segmentBytes, random, oracle);
                }
                drain(home, runs, segmentBytes, random, oracle);
                oracle.expectAll();
                assertThat(oracle.told()).isEmpty();
            } catch (AssertionError failed) {
                throw new AssertionError(
                        "history %d of -Dcrash.seed=%d -Dcrash.runs=%d; its files: %s"
                                .formatted(history, SEED, RUNS, keep(home)),
                        failed);
            }
            killed += runs;
            early += runs + 1 - oracle.opened();
            events += oracle.acknowledgedEvents();
            doubles += oracle.doubles();
            unknown += oracle.unknownBatches();
            slowest = Math.max(slowest, oracle.slowestMillis());
        }
        System.out.printf(
                "%d processes killed (seed %d), %d of them while they opened the channel:"
                        + " %d events acknowledged, 0 lost; %d delivered again that could not be"
                        + " known as delivered; %d batches under way; slowest open %d ms%n",
                killed, SEED, early, events, doubles, unknown, slowest);
        assertThat(slowest).isLessThan(MOST_OPEN_MILLIS);
        assertThat(events).isGreaterThan(RUNS);
    }

    private static Path keep(Path home) throws IOException {
        Path kept = Path.of(System.getProperty("java.io.tmpdir")).resolve("killed-" + SEED);
        Files.move(home, kept);
        return kept;
    }

    private void runAndKill(Path home, int run, long segmentBytes, Random random, Oracle oracle)
            throws Exception {
        Path said = home.resolve("said" + run);
        try (Forked worker = start(home, said, run, segmentBytes, random, 1 + random.nextInt(4))) {
            if (random.nextInt(5) == 0) {
                // Most of this is the start of the JVM: about half of them die before they opened.
                worker.endsWithin(150 + random.nextInt(250));
            } else {
                worker.awaitOutput(text -> text.startsWith("S"));
                worker.endsWithin(random.nextInt(500));
            }
            assertThat(worker.isAlive()).as(() -> "run " + run).isTrue();
            worker.kill();
            oracle.hear(run, worker.output());
        }
    }

    private void drain(Path home, int run, long segmentBytes, Random random, Oracle oracle)
            throws Exception {
        Path said = home.resolve("said" + run);
        try (Forked worker = start(home, said, run, segmentBytes, random, 0)) {
            assertThat(worker.code()).isZero();
            oracle.hear(run, worker.output());
            assertThat(worker.output()).contains("\nZ 0\n");
        }
        try (var files = Files.walk(home)) {
            assertThat(files.filter(path -> path.toString().endsWith(".damaged"))).isEmpty();
        }
    }

    private Forked start(
            Path home, Path said, int run, long segmentBytes, Random random, int producers)
            throws IOException {
        return Forked.java(
                said,
                "64m",
                Worker.class,
                home.toString(),
                "" + run,
                "" + random.nextLong(),
                "" + segmentBytes,
                "" + producers);
    }
}
