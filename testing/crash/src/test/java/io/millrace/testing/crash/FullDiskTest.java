// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A file channel on a small file system of its own, that fills up. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FullDiskTest {
    private static final long SEGMENT_BYTES = 64 << 10;
    private static final int MOST_SECONDS = 10;

    @TempDir Path home;

    @BeforeAll
    static void mayMount() throws Exception {
        int code;
        try {
            code =
                    new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
        } catch (IOException missing) {
            code = -1;
        }
        assumeTrue(code == 0, "no mount namespace of one's own: the tests of the journal alone");
    }

    /**
     * Starts a worker whose channel is alone on a file system of its own.
     *
     * @param limits of the file system, as {@code mount} takes them
     * @param ballast a command of the shell that puts something there before
     */
    private Forked start(String limits, String ballast, String... words) throws Exception {
        Path state = Files.createDirectories(home.resolve("state"));
        String script =
                "mount -t tmpfs -o %1$s none %2$s && cd %2$s && %3$s && exec \"$@\""
                        .formatted(limits, state, ballast);
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, "sh"));
        List<String> all = new ArrayList<>(List.of(home.toString(), "0", "1", "" + SEGMENT_BYTES));
        all.addAll(List.of(words));
        command.addAll(Forked.javaCommand("64m", Worker.class, all.toArray(String[]::new)));
        return Forked.command(home.resolve("said"), command);
    }

    @Test
    void goesOnWhenItsSinksMakeRoomOnADiskThatItFilledItself() throws Exception {
        try (Forked worker = start("size=4m", ":", "4", "MR-3015")) {
            worker.await("\nP MR-3015");
            int before = acknowledged(worker);
            // More than fits, so that the channel was full and empty again several times.
            worker.awaitOutput(said -> acknowledged(said) > before + 2000);
            finish(worker);
        }
    }

    @Test
    void goesOnByItselfWhenOthersMakeRoom() throws Exception {
        goesOnWithoutBallast("size=16m", "mkdir ballast && head -c 12M /dev/zero >ballast/all");
    }

    @Test
    void goesOnByItselfWhenFilesMayBeMadeAgain() throws Exception {
        goesOnWithoutBallast(
                "size=16m,nr_inodes=80",
                "mkdir ballast && for i in $(seq 50); do touch ballast/$i; done");
    }

    private void goesOnWithoutBallast(String limits, String ballast) throws Exception {
        try (Forked worker = start(limits, ballast, "4", "MR-3015")) {
            worker.await("\nP MR-3015");
            int before = acknowledged(worker);
            Path inside = Path.of("/proc/" + worker.pid() + "/root");
            try (Stream<Path> files =
                    Files.list(inside.resolve("." + home.resolve("state/ballast")))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            long from = System.nanoTime();
            worker.awaitOutput(said -> acknowledged(said) > before);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            System.out.println("room came; acknowledged again after " + millis + " ms");
            assertThat(millis).isLessThan(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
            finish(worker);
        }
    }

    private static int acknowledged(Forked worker) throws Exception {
        return acknowledged(worker.output());
    }

    private static int acknowledged(String said) {
        return said.split("\nA ", -1).length - 1;
    }

    private void finish(Forked worker) throws Exception {
        Files.createFile(home.resolve("stop"));
        assertThat(worker.code()).isZero();
        Oracle oracle = new Oracle();
        oracle.hear(0, worker.output());
        oracle.expectAll();
        System.out.printf(
                "disk full: %d events acknowledged, 0 lost, %d delivered again, reported: %s%n",
                oracle.acknowledgedEvents(), oracle.doubles(), oracle.told());
        assertThat(oracle.doubles()).isZero();
        assertThat(oracle.unknownBatches()).isZero();
        assertThat(oracle.told()).containsOnly("MR-3015");
    }
}
