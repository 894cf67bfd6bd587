// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.host.Clock;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells a runner to stop, also out of its pauses. Raised once, by any thread. */
final class Signal {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raisedNow = lock.newCondition();
    private volatile boolean raised;

    Signal(Clock clock) {
        this.clock = clock;
    }

    boolean isRaised() {
        return raised;
    }

    void raise() {
        lock.lock();
        try {
            raised = true;
            raisedNow.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time, or until the signal is raised. */
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!raised && left > 0) {
                left = clock.awaitNanos(raisedNow, left);
            }
        } finally {
            lock.unlock();
        }
    }
}
