// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What load and far end count and time, for all threads of one run. */
final class Measures {
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    final LongAdder acceptedBytes = new LongAdder();
    final LongAdder refused = new LongAdder();

    /** What was acknowledged: how many, and the sum of {@link Marker#mix} of their serials. */
    final Tally accepted = new Tally();

    /** What came out of each channel, where the far end looks at every event. */
    private final Map<String, Tally> arrived = new ConcurrentHashMap<>();

    private final Recorder puts = new Recorder(LONGEST_NANOS, DIGITS);
    private final Recorder deliveries = new Recorder(LONGEST_NANOS, DIGITS);

    /** How many events, and which. */
    static final class Tally {
        final LongAdder count = new LongAdder();
        final LongAdder sum = new LongAdder();

        /** Events whose block has other bodies than its source made. */
        final LongAdder damaged = new LongAdder();

        /** Events without a marker, because an interceptor changed the bodies. */
        final LongAdder unmarked = new LongAdder();
    }

    Tally arrived(String channel) {
        return arrived.computeIfAbsent(channel, name -> new Tally());
    }

    void put(long nanos, long events) {
        puts.recordValueWithCount(within(nanos), events);
    }

    void delivery(long nanos, long events) {
        deliveries.recordValueWithCount(within(nanos), events);
    }

    private static long within(long nanos) {
        return Math.clamp(nanos, 0, LONGEST_NANOS);
    }

    /** Times of puts since the last call; for one thread. */
    Histogram newPuts() {
        return puts.getIntervalHistogram();
    }

    /** Times of deliveries since the last call; for one thread. */
    Histogram newDeliveries() {
        return deliveries.getIntervalHistogram();
    }

    static Histogram none() {
        return new Histogram(LONGEST_NANOS, DIGITS);
    }
}
