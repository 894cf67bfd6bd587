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
import java.util.concurrent.TimeUnit;

/** A file channel in a process that may open no more files, until it may again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TooManyFilesTest {
    private static final long SEGMENT_BYTES = 64 << 10;

    /** So many files a JVM has open in any case. */
    private static final int NO_MORE = 5;

    private static final int MANY = 1000;

    @TempDir Path home;

    @BeforeAll
    static void mayLimit() throws Exception {
        int code;
        try {
            code = limit(ProcessHandle.current().pid(), "");
        } catch (IOException missing) {
            code = -1;
        }
        assumeTrue(code == 0, "no prlimit: the tests of the journal alone");
    }

    /** Sets how many files a process may have open, or asks for it. */
    private static int limit(long pid, String files) throws Exception {
        return new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile" + files)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void goesOnByItselfWhenItMayOpenFilesAgain() throws Exception {
        Files.createDirectories(home);
        try (Forked worker =
                Forked.java(
                        home.resolve("said"),
                        "64m",
                        Worker.class,
                        home.toString(),
                        "0",
                        "1",
                        "" + SEGMENT_BYTES,
                        "4",
                        "MR-3016")) {
            worker.awaitOutput(said -> acknowledged(said) > 20);
            assertThat(limit(worker.pid(), "=" + NO_MORE + ":")).isZero();
            worker.await("\nP MR-3016");
            int before = acknowledged(worker.output());
            assertThat(limit(worker.pid(), "=" + MANY + ":")).isZero();
            worker.awaitOutput(said -> acknowledged(said) > before);
            Files.createFile(home.resolve("stop"));
            assertThat(worker.code()).isZero();
            Oracle oracle = new Oracle();
            oracle.hear(0, worker.output());
            oracle.expectAll();
            System.out.printf(
                    "too many files: %d events acknowledged, 0 lost, reported: %s%n",
                    oracle.acknowledgedEvents(), oracle.told());
            assertThat(oracle.doubles()).isZero();
            assertThat(worker.output()).contains("Too many open files");
        }
    }

    private static int acknowledged(String said) {
        return said.split("\nA ", -1).length - 1;
    }
}
