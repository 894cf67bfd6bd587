// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Clock;
import io.millrace.host.real.RealHost;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until a test moves it. Sleepers wait for {@link #advance}; with {@link
 * #selfAdvancing} each sleep moves the time itself and returns at once.
 */
public final class ManualClock implements Clock {
    private static final Clock MACHINE = new RealHost().clock();
    private static final long POLL_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final boolean advancesItself;
    private final long startMillis;
    private long nanos;
    private int sleepers;
    private long slept;

    private ManualClock(long startMillis, boolean advancesItself) {
        this.startMillis = startMillis;
        this.advancesItself = advancesItself;
    }

    /** A clock that begins at the given wall time, milliseconds since 1970-01-01 UTC. */
    public static ManualClock at(long millis) {
        return new ManualClock(millis, false);
    }

    /** As {@link #at}, for tests of one thread: who sleeps moves the time and goes on. */
    public static ManualClock selfAdvancing(long millis) {
        return new ManualClock(millis, true);
    }

    /** Moves the time and wakes the sleepers whose time is over. */
    public void advance(Duration duration) {
        lock.lock();
        try {
            nanos += duration.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until at least so many threads sleep or wait for a time. */
    public void awaitSleepers(int count) throws InterruptedException {
        lock.lock();
        try {
            long end = MACHINE.nanos() + PATIENCE_NANOS;
            while (sleepers < count) {
                if (MACHINE.awaitNanos(changed, end - MACHINE.nanos()) <= 0) {
                    throw new AssertionError(sleepers + " sleepers, not " + count);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many calls of {@link #sleep} were made so far. */
    public long sleeps() {
        lock.lock();
        try {
            return slept;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long millis() {
        return startMillis + nanos() / 1_000_000;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lock.lock();
        try {
            slept++;
            if (duration.isNegative() || duration.isZero()) {
                return;
            }
            long end = nanos + duration.toNanos();
            if (advancesItself) {
                nanos = end;
                return;
            }
            sleepers++;
            changed.signalAll();
            try {
                while (nanos - end < 0) {
                    changed.await();
                }
            } finally {
                sleepers--;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long awaitNanos(Condition condition, long wanted) throws InterruptedException {
        long end = nanos() + wanted;
        if (wanted <= 0) {
            return wanted;
        }
        if (advancesItself) {
            advance(Duration.ofNanos(wanted));
            return 0;
        }
        count(1);
        try {
            // The caller's condition is not ours to signal, so it is asked again and again; to
            // return early is what the contract allows.
            var _ = MACHINE.awaitNanos(condition, POLL_NANOS);
        } finally {
            count(-1);
        }
        return end - nanos();
    }

    private void count(int change) {
        lock.lock();
        try {
            sleepers += change;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
