// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What a thread of a process was asked for; read by the operator of the world. */
public final class Call<T> {
    private final World world;
    private final SimProcess process;
    private @Nullable T value;
    private @Nullable Throwable failure;
    private boolean isDone;

    Call(World world, SimProcess process) {
        this.world = world;
        this.process = process;
    }

    void run(Callable<T> task) {
        try {
            value = task.call();
        } catch (Exception | Error failed) {
            failure = failed;
            if (failed instanceof AssertionError) {
                world.scheduler().fail(failed);
            }
        } finally {
            isDone = true;
        }
    }

    /** Whether it ended, with a value or a failure. */
    public boolean isDone() {
        return isDone;
    }

    /** Whether its process died before it ended. */
    public boolean isDead() {
        return !isDone && !process.isAlive();
    }

    /** What it threw, or null. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Waits until it ended or its process died; whether it ended with a value. */
    public boolean await(String what, Duration atMost) throws InterruptedException {
        world.await(what, atMost, () -> isDone || isDead());
        return isDone && failure == null;
    }

    /** The value, null if it has none (yet). */
    public @Nullable T value() {
        return value;
    }

    /** Waits and hands on the value; any other end is a failure of the history. */
    public T get(String what, Duration atMost) throws InterruptedException {
        boolean isValue = await(what, atMost);
        T got = value;
        if (!isValue || got == null) {
            throw new AssertionError(
                    what + ": " + (isDead() ? "the process died" : failure), failure);
        }
        return got;
    }
}
