// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** Time, and every wait that is bounded by time. Safe for use by any thread. */
public interface Clock {

    /**
     * A monotonic reading in nanoseconds. Only differences mean something; they are not moved by
     * changes of the wall clock.
     */
    long nanos();

    /** The wall clock in milliseconds since 1970-01-01 UTC; it may jump in either direction. */
    long millis();

    /**
     * Waits for the whole duration; a duration of zero or less returns at once.
     *
     * @throws InterruptedException if the calling thread is interrupted before or while it waits
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Waits on a condition whose lock the caller holds, for at most the given nanoseconds.
     *
     * @return the nanoseconds that are left, zero or less if the time is over; like the condition
     *     itself it may return early without a signal, so the caller loops on its predicate
     * @throws InterruptedException if the calling thread is interrupted before or while it waits
     */
    long awaitNanos(Condition condition, long nanos) throws InterruptedException;
}
