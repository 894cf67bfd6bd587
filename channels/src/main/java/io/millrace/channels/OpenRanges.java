// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of a take that are neither acknowledged nor given back, as rising ranges. Not safe for
 * several threads.
 */
public final class OpenRanges {
    private List<Range> ranges;

    /** Events from {@code from} to before {@code to}. */
    public record Range(int from, int to) {}

    /** All events of a take of so many. */
    public OpenRanges(int events) {
        this.ranges = List.of(new Range(0, events));
    }

    /** Whether none is open. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    private boolean isWithin(int from, int to) {
        return from <= ranges.getFirst().from() && ranges.getLast().to() <= to;
    }

    /** Removes a range; returns what of it was still open. */
    public List<Range> cut(int from, int to) {
        if (ranges.isEmpty() || isWithin(from, to)) {
            List<Range> all = ranges;
            ranges = List.of();
            return all;
        }
        List<Range> removed = new ArrayList<>(1);
        List<Range> kept = new ArrayList<>(2);
        for (Range range : ranges) {
            int start = Math.max(range.from(), from);
            int end = Math.min(range.to(), to);
            if (start >= end) {
                kept.add(range);
                continue;
            }
            removed.add(new Range(start, end));
            if (range.from() < start) {
                kept.add(new Range(range.from(), start));
            }
            if (end < range.to()) {
                kept.add(new Range(end, range.to()));
            }
        }
        ranges = kept;
        return removed;
    }
}
