// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;

/** With a channel that hands every event over at once. */
class PutLoadTest {
    private static final long STANDSTILL = 50_000_000;

    private final LoadEvents events = new LoadEvents(STANDSTILL);
    private final ReentrantLock oneSink = new ReentrantLock();

    @TempDir private Path directory;

    private void arrive(List<byte[]> bodies) {
        oneSink.lock();
        try {
            for (byte[] body : bodies) {
                events.arrived(body, 0, body.length, System.nanoTime());
            }
            events.publish();
        } finally {
            oneSink.unlock();
        }
    }

    private Properties run(PutLoad.Plan plan, PutLoad.Put put) throws Exception {
        new PutLoad(plan, put, Thread::ofPlatform, events).run();
        Properties report = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve(PutLoad.REPORT))) {
            report.load(in);
        }
        return report;
    }

    private PutLoad.Plan fast(int events) {
        return new PutLoad.Plan(4, 1, 100, 40, events, 0, 0, directory);
    }

    @Test
    void countsEveryEventThatArrives() throws Exception {
        Properties report = run(fast(400), this::arrive);

        assertThat(report)
                .containsEntry("sent", "440")
                .containsEntry("arrived", "440")
                .containsEntry("doubled", "0")
                .containsEntry("damaged", "0");
        assertThat(Double.parseDouble(report.getProperty("put.p50"))).isPositive();
        assertThat(Double.parseDouble(report.getProperty("put.p99")))
                .isGreaterThanOrEqualTo(Double.parseDouble(report.getProperty("put.p50")));
    }

    @Test
    void countsAnEventThatIsLost() throws Exception {
        boolean[] isLost = {false};
        Properties report =
                run(
                        fast(400),
                        bodies -> {
                            oneSink.lock();
                            try {
                                if (events.arrived() > 200 && !isLost[0]) {
                                    isLost[0] = true;
                                    return;
                                }
                            } finally {
                                oneSink.unlock();
                            }
                            arrive(bodies);
                        });

        assertThat(report).containsEntry("sent", "440").containsEntry("arrived", "439");
    }

    @Test
    void countsAnEventThatComesTwice() throws Exception {
        Properties report =
                run(
                        new PutLoad.Plan(1, 1, 100, 0, 10, 0, 0, directory),
                        bodies -> {
                            arrive(bodies);
                            if (events.arrived() == 7) {
                                arrive(bodies);
                            }
                        });

        assertThat(report).containsEntry("arrived", "10").containsEntry("doubled", "1");
    }

    @Test
    void countsAnEventThatIsDamaged() throws Exception {
        int[] puts = {0};
        Properties report =
                run(
                        new PutLoad.Plan(1, 1, 100, 0, 10, 0, 0, directory),
                        bodies -> {
                            if (++puts[0] == 7) {
                                bodies.getFirst()[99] ^= 1;
                            }
                            arrive(bodies);
                        });

        assertThat(report).containsEntry("damaged", "1").containsEntry("arrived", "9");
    }

    @Test
    void measuresFromTheTimeAnEventWasDueWhenThePutHangs() throws Exception {
        long[] puts = {0};
        Properties report =
                run(
                        new PutLoad.Plan(1, 1, 100, 0, 100, 1, 0, directory),
                        bodies -> {
                            if (++puts[0] == 10) {
                                long until = System.nanoTime() + 60_000_000;
                                while (System.nanoTime() < until) {
                                    Thread.onSpinWait();
                                }
                            }
                            arrive(bodies);
                        });

        // One put took 60 ms, and so the fifty that were due meanwhile were late.
        assertThat(Double.parseDouble(report.getProperty("delivery.p50"))).isLessThan(60_000);
        assertThat(Double.parseDouble(report.getProperty("delivery.p99"))).isGreaterThan(30_000);
    }

    @Test
    void putsAgainWhatWasRefused() throws Exception {
        boolean[] isRefused = {false};
        Properties report =
                run(
                        new PutLoad.Plan(1, 5, 100, 0, 10, 0, 0, directory),
                        bodies -> {
                            if (!isRefused[0]) {
                                isRefused[0] = true;
                                throw new IllegalStateException("full");
                            }
                            arrive(bodies);
                        });

        assertThat(report).containsEntry("arrived", "10").containsEntry("refused", "1");
    }
}
