// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Looks on when lines become visible in the only file of a directory, about ten thousand times a
 * second, by the length of the file.
 */
public final class ArrivalWatch implements AutoCloseable {
    private static final long LOOK_NANOS = 50_000;

    private final Path directory;
    private final int lineBytes;
    private final long[] seenAt;
    private final Thread thread;
    private volatile long arrived;
    private volatile boolean isStopped;

    /** Watches until it is closed; {@code lines} is the most that will come. */
    public ArrivalWatch(Path directory, int lineBytes, int lines) {
        this.directory = directory;
        this.lineBytes = lineBytes;
        this.seenAt = new long[lines];
        this.thread = Thread.ofPlatform().name("arrival-watch").daemon().start(this::watch);
    }

    private void watch() {
        Optional<Path> file = Optional.empty();
        long before = 0;
        while (!isStopped) {
            LockSupport.parkNanos(LOOK_NANOS);
            try {
                if (file.isEmpty()) {
                    file = onlyFile(directory);
                    continue;
                }
                long now = Math.min(seenAt.length, Files.size(file.get()) / lineBytes);
                if (now > before) {
                    long time = System.nanoTime();
                    for (long line = before; line < now; line++) {
                        seenAt[(int) line] = time;
                    }
                    before = now;
                    // Publishes the times.
                    arrived = now;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The file of the directory, if there is one; hidden ones do not count. */
    public static Optional<Path> onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).findFirst();
        }
    }

    /** How many lines are there. */
    public long arrived() {
        return arrived;
    }

    /**
     * Waits for lines.
     *
     * @return whether they came in time
     */
    public boolean await(long lines, long limitNanos) {
        long start = System.nanoTime();
        while (arrived < lines) {
            if (System.nanoTime() - start > limitNanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** When a line that has arrived was seen first, by this JVM's clock. */
    public long seenAt(int line) {
        if (line >= arrived) {
            throw new IllegalStateException("line " + line + " has not arrived");
        }
        return seenAt[line];
    }

    @Override
    public void close() {
        isStopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
