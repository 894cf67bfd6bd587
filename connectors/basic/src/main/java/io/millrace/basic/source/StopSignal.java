// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source;

import io.millrace.host.Clock;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The wish to stop, and waits that it cuts short. Any thread; once set it stays set. */
public final class StopSignal {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean set;

    public StopSignal(Clock clock) {
        this.clock = clock;
    }

    public boolean isSet() {
        return set;
    }

    public void set() {
        set = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the signal is set, for at most the given nanoseconds.
     *
     * @return whether it is set
     */
    public boolean await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!set && left > 0) {
                left = clock.awaitNanos(changed, left);
            }
            return set;
        } finally {
            lock.unlock();
        }
    }
}
