// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import java.util.Arrays;

/** Times of one kind, every one of them kept, so that percentiles are exact. For one thread. */
public final class Delays {
    private static final int FIRST_ROOM = 1 << 12;

    private long[] nanos = new long[FIRST_ROOM];
    private int count;

    /** One more. */
    public void add(long delayNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = delayNanos;
    }

    /** All those of another. */
    public void addAll(Delays other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    public int count() {
        return count;
    }

    /** The least time that a share of all did not exceed, in microseconds; 0 if there is none. */
    public double micros(double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e3;
    }
}
