// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.host.Clock;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;

/** The clocks of a world. Time passes when nobody can go on, and a little with each step. */
public final class SimClock implements Clock {
    private final SimScheduler scheduler;
    private final SplittableRandom random;

    /** Where the monotonic clock stood when the world began: anywhere, below zero too. */
    private final long nanosAtStart;

    private long millisAtStart;

    SimClock(SimScheduler scheduler, SplittableRandom random) {
        this.scheduler = scheduler;
        this.random = random;
        this.nanosAtStart = random.nextLong(-1L << 50, 1L << 50);
        this.millisAtStart = 1_790_000_000_000L + random.nextLong(30_000_000_000L);
    }

    @Override
    public long nanos() {
        if (random.nextInt(8) == 0) {
            scheduler.yieldNow();
        }
        return nanosAtStart + scheduler.now();
    }

    @Override
    public long millis() {
        return millisAtStart + scheduler.now() / 1_000_000;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        scheduler.sleep(nanos(duration));
    }

    @Override
    public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
        return scheduler.awaitNanos(condition, nanos);
    }

    /** Sets the wall clock by so much forward or back. */
    public void jump(Duration change) {
        millisAtStart += change.toMillis();
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
