// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.quickstart;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Appends the lines of a shop that does not exist to a file, from a thread of its own. */
final class GrowingLog {
    private static final int TICKS_PER_SECOND = 10;
    private static final Duration TICK = Duration.ofMillis(1000 / TICKS_PER_SECOND);
    private static final String[] SERVICES = {"orders", "payments", "catalogue", "shipping"};
    private static final String[] STATES = {"accepted", "paid", "packed", "shipped", "refused"};

    private final Host host;
    private final Path file;
    private final int linesPerTick;
    private final AtomicLong written = new AtomicLong();
    // The same lines in each run: what goes wrong can be looked at again.
    private final SplittableRandom random = new SplittableRandom(20_110_627);
    private volatile boolean stopAsked;
    private volatile @Nullable IOException failure;
    private @Nullable Thread thread;

    GrowingLog(Host host, Path file, int linesPerSecond) {
        this.host = host;
        this.file = file;
        this.linesPerTick = Math.max(1, linesPerSecond / TICKS_PER_SECOND);
    }

    /** The file is there when this returns. */
    void start() throws IOException {
        DiskFile log = host.disk().open(file, Disk.Mode.APPEND);
        thread = host.threads().start(Threads.Kind.PLATFORM, "quickstart-log", () -> grow(log));
    }

    /** Lines that are in the file, line breaks included. */
    long written() {
        return written.get();
    }

    /** Why it grows no more, if it should. */
    @Nullable IOException failure() {
        return failure;
    }

    /** Ends with a whole line; what was written stands in the file then. */
    void stop() throws InterruptedException {
        stopAsked = true;
        if (thread != null) {
            host.threads().join(thread, Duration.ofSeconds(5));
        }
    }

    private void grow(DiskFile opened) {
        try (DiskFile log = opened) {
            while (!stopAsked) {
                StringBuilder lines = new StringBuilder(linesPerTick * 100);
                for (int line = 0; line < linesPerTick; line++) {
                    append(lines);
                }
                byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
                log.write(bytes, 0, bytes.length);
                written.addAndGet(linesPerTick);
                host.clock().sleep(TICK);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(StringBuilder lines) {
        DateTimeFormatter.ISO_INSTANT.formatTo(Instant.ofEpochMilli(host.clock().millis()), lines);
        String state = STATES[random.nextInt(STATES.length)];
        lines.append(state.equals("refused") ? " WARN  " : " INFO  ")
                .append(SERVICES[random.nextInt(SERVICES.length)])
                .append(" order=")
                .append(random.nextInt(10_000, 99_999))
                .append(" customer=")
                .append(random.nextInt(1000, 9999))
                .append(" state=")
                .append(state)
                .append(" amount=")
                .append(random.nextInt(1, 400))
                .append('.')
                .append(random.nextInt(10, 99))
                .append(" ms=")
                .append(random.nextInt(2, 250))
                .append('\n');
    }
}
