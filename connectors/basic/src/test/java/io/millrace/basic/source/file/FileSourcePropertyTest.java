// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.basic.source.follow.GatedDisk;
import io.millrace.basic.source.follow.HastyClock;
import io.millrace.frame.Batch;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spec.ByteSize;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Any sequence of writing, rotating, stopping and crashing gives each line exactly once, in order.
 * More seeds with {@code -Dfile.seeds=N}, one again with {@code -Dfile.seed=N}.
 */
class FileSourcePropertyTest {
    private static final int STEPS = 40;

    @TempDir Path directory;

    private final List<String> written = new ArrayList<>();
    private final StringBuilder unfinished = new StringBuilder();
    private final GatedDisk disk = new GatedDisk();
    private Path log;
    private int rotations;
    private RecordingEmitter out = new RecordingEmitter();
    private RunningSource running;

    static LongStream seeds() {
        return Seeds.stream("file", 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesEachLineOnceInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        boolean copies = random.nextBoolean();
        log = directory.resolve("app.log");
        List<String> steps = new ArrayList<>();
        try {
            start();
            for (int i = 0; i < STEPS; i++) {
                steps.add(step(random, copies));
            }
            // What a rotation cut off is taken once the next file has something in it.
            write(random);
            finishLine();
            if (!running()) {
                start();
            }
            out.awaitEvents(written.size());
            assertThat(running.failure()).isNull();
            assertThat(out.texts()).isEqualTo(written);
        } catch (AssertionError failed) {
            int same = 0;
            List<String> texts = out.texts();
            while (same < Math.min(texts.size(), written.size())
                    && texts.get(same).equals(written.get(same))) {
                same++;
            }
            throw new AssertionError(
                    "seed "
                            + seed
                            + (copies ? " copies " : " renames ")
                            + steps
                            + ", the first "
                            + same
                            + " of "
                            + texts.size()
                            + " are right, then "
                            + texts.subList(same, Math.min(same + 2, texts.size()))
                            + " for "
                            + written.subList(same, Math.min(same + 2, written.size()))
                            + ", failure "
                            + running.failure(),
                    failed);
        } finally {
            if (running != null) {
                running.close();
            }
        }
    }

    private String step(Random random, boolean copies) throws Exception {
        int choice = random.nextInt(100);
        if (choice < 55) {
            write(random);
            return "write";
        }
        if (choice < 70) {
            if (Files.exists(log)) {
                rotate(copies);
            }
            return "rotate";
        }
        if (choice < 80) {
            if (running()) {
                running.stop();
                running = null;
            } else {
                start();
            }
            return "stop or start";
        }
        if (choice < 90) {
            crash(random);
            return "crash";
        }
        if (running() && Files.exists(log) && Files.size(log) > 0) {
            out.awaitEvents(written.size());
        }
        return "await";
    }

    private boolean running() {
        return running != null;
    }

    private void start() throws Exception {
        Host real = new RealHost();
        Host host = new RealHost(new HastyClock(), real.threads(), disk, real.net());
        running =
                RunningSource.start(
                        new FileConfig(log, new ByteSize(4096))
                                .create(TestContext.named("s1").with(host)),
                        out);
        // The first look decides what the stream begins with.
        if (written.isEmpty()) {
            write(new Random(1));
            finishLine();
        }
        out.awaitEvents(1);
    }

    /** The agent dies; of what it had emitted only a part was durable. */
    private void crash(Random random) throws Exception {
        if (running()) {
            running.stop();
            running = null;
        }
        List<Batch> batches = out.batches();
        int kept = 1 + random.nextInt(batches.size());
        out = new RecordingEmitter();
        for (Batch batch : batches.subList(0, kept)) {
            out.emit(batch);
        }
        start();
    }

    private void write(Random random) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int lines = random.nextInt(5); lines >= 0; lines--) {
            int length = random.nextInt(20) == 0 ? 3000 : random.nextInt(30);
            String line = "line " + written.size() + "-" + "x".repeat(length);
            text.append(unfinished.isEmpty() ? line : "").append('\n');
            written.add(unfinished.isEmpty() ? line : unfinished.toString());
            unfinished.setLength(0);
        }
        if (random.nextInt(3) == 0) {
            unfinished.append("part ").append(written.size());
            text.append(unfinished);
        }
        TestFiles.append(log, text.toString());
    }

    private void finishLine() throws IOException {
        if (!unfinished.isEmpty()) {
            TestFiles.append(log, "\n");
            written.add(unfinished.toString());
            unfinished.setLength(0);
        }
    }

    private void rotate(boolean copies) throws IOException {
        disk.gate.lock();
        try {
            if (Files.size(log) == 0) {
                return;
            }
            // What a rotation cuts off is a line of its own.
            if (!unfinished.isEmpty()) {
                written.add(unfinished.toString());
                unfinished.setLength(0);
            }
            for (int n = rotations; n > 0; n--) {
                TestFiles.rename(rotated(n), rotated(n + 1));
            }
            rotations++;
            if (copies) {
                TestFiles.write(rotated(1), Files.readAllBytes(log));
                TestFiles.truncate(log, 0);
            } else {
                TestFiles.rename(log, rotated(1));
            }
        } finally {
            disk.gate.unlock();
        }
    }

    private Path rotated(int n) {
        return directory.resolve("app.log." + n);
    }
}
