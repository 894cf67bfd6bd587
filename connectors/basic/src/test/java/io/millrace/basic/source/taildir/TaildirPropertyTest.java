// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.TestFiles;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Any sequence of writing, rotating, stopping and crashing gives each line of several files exactly
 * once. More seeds with {@code -Dtaildir.seeds=N}, one again with {@code -Dtaildir.seed=N}.
 */
class TaildirPropertyTest {
    private static final int STEPS = 40;
    private static final int KEPT = 30;

    @TempDir Path temporary;

    private final List<String> written = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private Path logs;
    private boolean matches;
    private Tail tail;

    static LongStream seeds() {
        return Seeds.stream("taildir", 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesEachLineOnce(long seed) throws Exception {
        Random random = new Random(seed);
        boolean copies = random.nextBoolean();
        matches = random.nextBoolean();
        logs = Files.createDirectories(temporary.resolve("logs"));
        tail = new Tail(logs, matches ? "app\\d\\.log(\\.\\d+)?" : "app\\d\\.log");
        tail.maxOpenFiles = 1 + random.nextInt(4);
        tail.idleTimeout = random.nextBoolean() ? Tail.FOR_EVER : Duration.ofSeconds(3);
        tail.holdLastLine = true;
        try {
            for (int i = 0; i < STEPS; i++) {
                steps.add(step(random, copies));
            }
            if (tail.running == null) {
                tail.start();
            }
            tail.out.awaitEvents(written.size());
            assertThat(tail.failure()).isNull();
            assertThat(tail.out.texts()).containsExactlyInAnyOrderElementsOf(written);
        } catch (AssertionError failed) {
            List<String> missing = new ArrayList<>(written);
            missing.removeAll(tail.out.texts());
            List<String> twice = new ArrayList<>(tail.out.texts());
            written.forEach(twice::remove);
            throw new AssertionError(
                    "seed %d %s%s, missing %s, too many %s, %s, problems %s, failure %s"
                            .formatted(
                                    seed,
                                    copies ? "copies " : "renames ",
                                    matches ? "to names that match" : "",
                                    missing.stream().map(line -> line.split("-")[0]).toList(),
                                    twice.stream().map(line -> line.split("-")[0]).toList(),
                                    steps,
                                    tail.context.problems(),
                                    tail.failure()),
                    failed);
        } finally {
            tail.close();
        }
    }

    private String step(Random random, boolean copies) throws Exception {
        int which = random.nextInt(3);
        Path log = logs.resolve("app" + which + ".log");
        int choice = random.nextInt(100);
        if (choice < 55) {
            write(random, log);
            return "write " + which + " to line " + (written.size() - 1);
        }
        if (choice < 70) {
            if (!Files.exists(log) || Files.size(log) == 0) {
                return "-";
            }
            // Only a file that was read is known when it is found under another name.
            if (tail.running != null) {
                tail.out.awaitEvents(written.size());
            } else if (copies || !isKnown(log)) {
                return "-";
            }
            rotate(log, copies);
            return "rotate " + which;
        }
        if (choice < 80) {
            if (tail.running == null) {
                tail.start();
                return "start";
            }
            tail.stop();
            return "stop";
        }
        if (choice < 90) {
            crash(random);
            return "crash";
        }
        if (tail.running != null) {
            tail.out.awaitEvents(written.size());
        }
        return "await";
    }

    private boolean isKnown(Path log) throws IOException {
        String inode = "ino=" + Files.getAttribute(log, "unix:ino") + ")";
        return tail.out.positions().stream()
                .anyMatch(position ->
                        new String(position.end(), StandardCharsets.ISO_8859_1).contains(inode));
    }

    /** The agent dies; of what it had emitted only a part was durable. */
    private void crash(Random random) throws Exception {
        tail.stop();
        List<Batch> batches = tail.out.batches();
        // What was never durable of a file that is out of reach now would be lost.
        int lost = matches && !batches.isEmpty() ? random.nextInt(2) : 0;
        int kept = batches.size() - lost;
        RecordingEmitter out = new RecordingEmitter();
        for (Batch batch : batches.subList(0, kept)) {
            out.emit(batch);
        }
        tail.out = out;
        tail.start();
    }

    private void write(Random random, Path log) throws IOException {
        for (int lines = random.nextInt(5); lines >= 0; lines--) {
            int length = random.nextInt(20) == 0 ? 3000 : random.nextInt(30);
            String line = "line " + written.size() + "-" + "x".repeat(length);
            written.add(line);
            int cut = random.nextInt(line.length() + 1);
            TestFiles.append(log, line.substring(0, cut));
            TestFiles.append(log, line.substring(cut) + "\n");
        }
    }

    private void rotate(Path log, boolean copies) throws IOException {
        tail.disk.gate.lock();
        try {
            for (int n = KEPT; n > 1; n--) {
                if (Files.exists(rotated(log, n - 1))) {
                    TestFiles.rename(rotated(log, n - 1), rotated(log, n));
                }
            }
            if (copies) {
                TestFiles.write(rotated(log, 1), Files.readAllBytes(log));
                TestFiles.truncate(log, 0);
            } else {
                TestFiles.rename(log, rotated(log, 1));
            }
        } finally {
            tail.disk.gate.unlock();
        }
    }

    private static Path rotated(Path log, int n) {
        return log.resolveSibling(log.getFileName() + "." + n);
    }
}
