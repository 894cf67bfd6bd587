// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import io.millrace.host.Clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How fast a number grows: over the last minute, or since it was last looked at if that is longer
 * ago. Nothing is done but when somebody looks. Safe for any thread.
 */
public final class Pace {
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final LongSupplier number;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Sample> samples = new ArrayList<>();

    /** What the number was at some time. */
    private record Sample(long nanos, long number) {}

    public Pace(Clock clock, LongSupplier number) {
        this.clock = clock;
        this.number = number;
        samples.add(new Sample(clock.nanos(), number.getAsLong()));
    }

    /** How much it grows in a second; 0 in the moment when it was made. */
    public double perSecond() {
        lock.lock();
        try {
            Sample now = new Sample(clock.nanos(), number.getAsLong());
            while (samples.size() > 1 && now.nanos() - samples.get(1).nanos() >= WINDOW_NANOS) {
                samples.removeFirst();
            }
            Sample from = samples.getFirst();
            if (now.nanos() - samples.getLast().nanos() >= STEP_NANOS) {
                samples.add(now);
            }
            long nanos = now.nanos() - from.nanos();
            return nanos <= 0 ? 0 : (now.number() - from.number()) * NANOS_PER_SECOND / nanos;
        } finally {
            lock.unlock();
        }
    }
}
