// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** The end of a wait. Equal times are told apart by the order in which they were set. */
final class Timer implements Comparable<Timer> {
    final long time;
    final long order;
    final SimThread waiter;

    /** The lock whose condition is waited for, or null for a sleep. */
    final @Nullable AbstractQueuedSynchronizer lock;

    boolean fired;

    Timer(long time, long order, SimThread waiter, @Nullable AbstractQueuedSynchronizer lock) {
        this.time = time;
        this.order = order;
        this.waiter = waiter;
        this.lock = lock;
    }

    @Override
    public int compareTo(Timer other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
}
