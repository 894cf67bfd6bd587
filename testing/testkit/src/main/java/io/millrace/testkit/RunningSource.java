// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Emitter;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** A source that runs on a thread of its own, opened before and closed after, as in an agent. */
public final class RunningSource implements AutoCloseable {
    private static final Threads THREADS = new RealHost().threads();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Source source;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private RunningSource(Source source, Emitter out) {
        this.source = source;
        this.thread =
                THREADS.start(
                        Threads.Kind.PLATFORM,
                        "source under test",
                        () -> {
                            try {
                                source.run(out);
                            } catch (IOException | InterruptedException | RuntimeException failed) {
                                failure.set(failed);
                            }
                        });
    }

    /** Opens a source and lets it run. */
    public static RunningSource start(Source source, Emitter out)
            throws IOException, InterruptedException {
        source.open();
        return new RunningSource(source, out);
    }

    /** Waits until the source ended by itself. */
    public void awaitEnd() throws InterruptedException {
        if (!THREADS.join(thread, PATIENCE)) {
            throw new AssertionError("the source still runs after " + PATIENCE.toSeconds() + " s");
        }
    }

    /** What ended the source, or null if it runs or ended well. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    /** Stops the source, waits for its end, and closes it; fails if it failed. */
    public void stop() throws InterruptedException {
        stopped();
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError("the source failed", failed);
        }
    }

    /** Closes the source while it runs, as the engine does with one that does not stop in time. */
    public void kill() {
        source.close();
    }

    private void stopped() throws InterruptedException {
        source.stop();
        try {
            awaitEnd();
        } finally {
            source.close();
        }
    }

    /** Stops without a judgement on how it ended; any number of times. */
    @Override
    public void close() {
        try {
            if (thread.isAlive()) {
                stopped();
            } else {
                source.close();
            }
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
