// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own, whose result or exception a test waits for. */
public final class Started<T> {
    private static final Threads THREADS = new RealHost().threads();
    private static final long PATIENCE_SECONDS = 30;

    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final Thread thread;

    private Started(Callable<T> call) {
        this.thread = THREADS.start(Threads.Kind.VIRTUAL, "started by a test", () -> run(call));
    }

    /** Starts a call. */
    public static <T> Started<T> call(Callable<T> call) {
        return new Started<>(call);
    }

    private void run(Callable<T> call) {
        try {
            outcome.complete(call.call());
        } catch (Exception | AssertionError failed) {
            outcome.completeExceptionally(failed);
        }
    }

    /** Whether the call has not ended yet. */
    public boolean isRunning() {
        return !outcome.isDone();
    }

    /** Interrupts the call. */
    public void interrupt() {
        thread.interrupt();
    }

    /** What the call returned; fails if it threw, or does not end in half a minute. */
    public T result() throws InterruptedException {
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("the call failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError("the call does not end", stuck);
        }
    }

    /** What the call threw; fails if it returned, or does not end in half a minute. */
    public Throwable failure() throws InterruptedException {
        try {
            T result = outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("the call returned " + result);
        } catch (ExecutionException failed) {
            return Objects.requireNonNullElse(failed.getCause(), failed);
        } catch (TimeoutException stuck) {
            throw new AssertionError("the call does not end", stuck);
        }
    }
}
