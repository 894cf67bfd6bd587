// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One holder of a lock, in this process and in all others. */
class DiskLockTest {
    @TempDir private Path directory;

    @Test
    void isHeldByOneOnlyWhateverItIsCalled() throws Exception {
        Path path = directory.resolve("lock");
        Path link = directory.resolve("link");
        try (AutoCloseable held = new RealDisk().lock(path).orElseThrow()) {
            Files.createLink(link, path);
            assertThat(held).isNotNull();
            assertThat(new RealDisk().lock(path)).isEmpty();
            assertThat(new RealDisk().lock(directory.resolve(".").resolve("lock"))).isEmpty();
            assertThat(new RealDisk().lock(link)).isEmpty();
            try (AutoCloseable other = new RealDisk().lock(directory.resolve("b")).orElseThrow()) {
                assertThat(other).isNotNull();
            }
        }
        Optional<AutoCloseable> again = new RealDisk().lock(link);
        assertThat(again).isPresent();
        again.get().close();
    }

    @Test
    void isNotTakenAwayByClosingTwice() throws Exception {
        Path path = directory.resolve("lock");
        AutoCloseable first = new RealDisk().lock(path).orElseThrow();
        first.close();
        AutoCloseable second = new RealDisk().lock(path).orElseThrow();
        first.close();
        assertThat(new RealDisk().lock(path)).isEmpty();
        second.close();
    }

    @Test
    void holdsAgainstOtherProcessesEvenWhenItWasAskedForAgainHere() throws Exception {
        Path path = directory.resolve("lock");
        try (AutoCloseable held = new RealDisk().lock(path).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(new RealDisk().lock(path)).isEmpty();
            assertThat(otherProcessGets(path)).isFalse();
        }
        assertThat(otherProcessGets(path)).isTrue();
        // The other process ended without giving it back.
        try (AutoCloseable held = new RealDisk().lock(path).orElseThrow()) {
            assertThat(held).isNotNull();
        }
    }

    private static boolean otherProcessGets(Path path) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherProcess.class.getName(),
                                path.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(path.resolveSibling("output").toFile())
                        .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(path.resolveSibling("output"));
            assertThat(output).matches("(?s)|.*the lock is held.*");
            return process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Tries to take the lock, and fails if it cannot. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) throws IOException {
            if (new RealDisk().lock(Path.of(arguments[0])).isEmpty()) {
                throw new IllegalStateException("the lock is held");
            }
        }
    }
}
