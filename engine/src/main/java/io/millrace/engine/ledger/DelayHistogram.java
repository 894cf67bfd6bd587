// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many events waited how long, in milliseconds: 8 classes for each power of two, so that a
 * quantile is at most an eighth too high. Of a fixed size; safe for any thread.
 */
public final class DelayHistogram {
    private static final int FINE = 16;
    private static final int LARGEST_POWER = 40;
    private static final int CLASSES = FINE + (LARGEST_POWER - 3) * 8;

    /** Powers of two that a view of fewer classes has; the last is about 12 days. */
    public static final int POWERS = 31;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);
    private final AtomicLong sumMillis = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /** Adds events of one delay. */
    public void add(long millis, long events) {
        counts.addAndGet(index(millis), events);
        sumMillis.addAndGet(millis * events);
        if (millis > longest.get()) {
            longest.accumulateAndGet(millis, Math::max);
        }
    }

    /** The class of a delay. */
    static int index(long millis) {
        if (millis < FINE) {
            return (int) Math.max(0, millis);
        }
        int power = 63 - Long.numberOfLeadingZeros(millis);
        if (power > LARGEST_POWER) {
            return CLASSES - 1;
        }
        return FINE + (power - 4) * 8 + (int) ((millis >>> (power - 3)) & 7);
    }

    /** The largest delay of a class. */
    private static long bound(int index) {
        if (index < FINE) {
            return index;
        }
        int power = 4 + (index - FINE) / 8;
        long step = (index - FINE) % 8 + 9L;
        return (step << (power - 3)) - 1;
    }

    /** The delay that a share of the events did not exceed; 0 if there are none. */
    public long quantile(double share) {
        long all = events();
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < CLASSES && all > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Math.min(bound(i), longest.get());
            }
        }
        return 0;
    }

    /** The longest delay. */
    public long longest() {
        return longest.get();
    }

    /** All delays together. */
    public long sumMillis() {
        return sumMillis.get();
    }

    /** How many events. */
    public long events() {
        long all = 0;
        for (int i = 0; i < CLASSES; i++) {
            all += counts.get(i);
        }
        return all;
    }

    /** Events with a delay below 2^{@code power} milliseconds and at least half of that. */
    public long below(int power) {
        long count = 0;
        for (int i = 0; i < CLASSES; i++) {
            long bound = bound(i);
            if (bound < (1L << power) && (power == 0 || bound >= (1L << (power - 1)))) {
                count += counts.get(i);
            }
        }
        return count;
    }

    /** Events with a longer delay than any power of two of {@link #POWERS}. */
    public long above() {
        long count = 0;
        for (int i = 0; i < CLASSES; i++) {
            count += bound(i) >= (1L << (POWERS - 1)) ? counts.get(i) : 0;
        }
        return count;
    }

    /** The classes that are not empty, as index and count, one after the other. */
    long[] classes() {
        int filled = 0;
        for (int i = 0; i < CLASSES; i++) {
            filled += counts.get(i) > 0 ? 1 : 0;
        }
        long[] pairs = new long[2 * filled];
        for (int i = 0, at = 0; i < CLASSES && at < pairs.length; i++) {
            long count = counts.get(i);
            if (count > 0) {
                pairs[at++] = i;
                pairs[at++] = count;
            }
        }
        return pairs;
    }

    /** Takes over what {@link #classes} gave. */
    void restore(long[] pairs, long millis, long longestMillis) {
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (pairs[i] >= 0 && pairs[i] < CLASSES) {
                counts.addAndGet((int) pairs[i], pairs[i + 1]);
            }
        }
        sumMillis.addAndGet(millis);
        longest.accumulateAndGet(longestMillis, Math::max);
    }
}
