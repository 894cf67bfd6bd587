// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, in classes that double from 1 microsecond: cheap to count, good enough
 * to see a tail.
 */
public final class Timing {
    /** The number of bounded classes; the last bound is about 34 s. */
    public static final int CLASSES = 26;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES + 1);
    private final Count nanos = new Count();

    /** Adds one measurement. */
    public void add(long durationNanos) {
        long micros = durationNanos / 1000;
        int index = micros <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(micros - 1);
        counts.incrementAndGet(Math.min(index, CLASSES));
        nanos.add(durationNanos);
    }

    /** The upper bound of a class in seconds. */
    public static double boundSeconds(int index) {
        return (1L << index) * 1e-6;
    }

    /** How many measurements fell into a class; {@link #CLASSES} is the one without a bound. */
    public long count(int index) {
        return counts.get(index);
    }

    /** The sum of all measurements. */
    public long totalNanos() {
        return nanos.value();
    }
}
