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

/**
 * The system call that makes data durable fails, or takes long, for a real process; strace does it.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class FailingSyncTest {
    private static final String SEGMENT_BYTES = "" + (64 << 10);

    /** So many batches are acknowledged once the fault has shown itself. */
    private static final int MORE = 200;

    @TempDir Path home;

    @BeforeAll
    static void mayTrace() throws Exception {
        int code;
        try {
            code =
                    new ProcessBuilder("strace", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
        } catch (IOException missing) {
            code = -1;
        }
        assumeTrue(code == 0, "no strace, or it may not trace: the tests of the journal alone");
    }

    @Test
    void goesOnInAnotherSegmentAfterOneThatFails() throws Exception {
        Oracle oracle = new Oracle();
        try (Forked worker = start("fdatasync:error=EIO:when=20")) {
            worker.awaitOutput(said -> acknowledged(said) > MORE);
            finish(worker, oracle);
        }
        report("one sync failed", oracle);
        assertThat(oracle.doubles()).isZero();
        assertThat(oracle.told()).isEmpty();
    }

    @Test
    void refusesAndKeepsWhatItHasWhenEachFails() throws Exception {
        Oracle oracle = new Oracle();
        try (Forked worker = start("fdatasync:error=EIO:when=60+")) {
            worker.awaitOutput(said -> said.contains("\nR ") && said.contains("\nP MR-3016"));
            worker.kill();
            oracle.hear(0, worker.output());
        }
        try (Forked worker =
                Forked.java(
                        home.resolve("said1"),
                        "64m",
                        Worker.class,
                        home.toString(),
                        "1",
                        "1",
                        SEGMENT_BYTES,
                        "0")) {
            assertThat(worker.code()).isZero();
            oracle.hear(1, worker.output());
        }
        oracle.expectAll();
        report("each sync failed", oracle);
    }

    @Test
    void isSlowWhenEachTakesLong() throws Exception {
        Oracle oracle = new Oracle();
        try (Forked worker = start("fdatasync:delay_enter=300000")) {
            worker.awaitOutput(said -> acknowledged(said) > 60);
            finish(worker, oracle);
        }
        report("each sync took 300 ms more", oracle);
        assertThat(oracle.doubles()).isZero();
        assertThat(oracle.told()).isEmpty();
    }

    private Forked start(String fault) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "strace",
                                "-f",
                                "-qq",
                                "-o",
                                "/dev/null",
                                "-e",
                                "trace=fdatasync",
                                "-e",
                                "inject=" + fault));
        command.addAll(
                Forked.javaCommand(
                        "64m", Worker.class, home.toString(), "0", "1", SEGMENT_BYTES, "4"));
        return Forked.command(home.resolve("said"), command);
    }

    private static int acknowledged(String said) {
        return said.split("\nA ", -1).length - 1;
    }

    private void finish(Forked worker, Oracle oracle) throws Exception {
        Files.createFile(home.resolve("stop"));
        assertThat(worker.code()).isZero();
        oracle.hear(0, worker.output());
        oracle.expectAll();
    }

    private static void report(String what, Oracle oracle) {
        System.out.printf(
                "%s: %d events acknowledged, 0 lost, %d delivered again, reported: %s%n",
                what, oracle.acknowledgedEvents(), oracle.doubles(), oracle.told());
    }
}
