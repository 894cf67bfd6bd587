// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of sequence numbers: all below a low-water mark, and ranges above it. Costs memory for each
 * range, not for each number. Not safe for several threads.
 */
final class SequenceRanges {
    private long lowWater;

    /** First number to the one behind the last; disjoint, none touches another or the mark. */
    private final TreeMap<Long, Long> above = new TreeMap<>();

    /** Numbers from {@code from} to before {@code to}. */
    record Range(long from, long to) {
        long size() {
            return to - from;
        }
    }

    SequenceRanges(long lowWater) {
        this.lowWater = lowWater;
    }

    SequenceRanges copy() {
        SequenceRanges copy = new SequenceRanges(lowWater);
        copy.above.putAll(above);
        return copy;
    }

    /** All numbers below are in the set, this one is not. */
    long lowWater() {
        return lowWater;
    }

    /** The ranges above the mark, rising. */
    List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(above.size());
        above.forEach((from, to) -> ranges.add(new Range(from, to)));
        return ranges;
    }

    /** How many ranges there are above the mark. */
    int rangeCount() {
        return above.size();
    }

    /** How many numbers above the mark are in the set. */
    long sizeAbove() {
        long size = 0;
        for (Map.Entry<Long, Long> range : above.entrySet()) {
            size += range.getValue() - range.getKey();
        }
        return size;
    }

    /** Puts the numbers from {@code from} to before {@code to} into the set. */
    void add(long from, long to) {
        if (to <= Math.max(from, lowWater)) {
            return;
        }
        if (above.isEmpty() && from <= lowWater) {
            lowWater = to;
            return;
        }
        long first = from;
        long end = to;
        Map.Entry<Long, Long> before = above.floorEntry(first);
        if (before != null && before.getValue() >= first) {
            first = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next = above.ceilingEntry(first);
        while (next != null && next.getKey() <= end) {
            end = Math.max(end, next.getValue());
            above.remove(next.getKey());
            next = above.ceilingEntry(first);
        }
        if (first <= lowWater) {
            lowWater = end;
        } else {
            above.put(first, end);
        }
    }

    /** What of a range is not in the set, rising. */
    List<Range> missing(long from, long to) {
        List<Range> missing = new ArrayList<>(1);
        long at = Math.max(from, lowWater);
        while (at < to) {
            Map.Entry<Long, Long> before = above.floorEntry(at);
            if (before != null && before.getValue() > at) {
                at = before.getValue();
                continue;
            }
            Long next = above.higherKey(at);
            long end = next == null ? to : Math.min(to, next);
            missing.add(new Range(at, end));
            at = end;
        }
        return missing;
    }

    /** Empties the set; the mark stays. */
    void clearAbove() {
        above.clear();
    }
}
