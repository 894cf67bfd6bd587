// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;

/**
 * When a file has enough. Looked at before an event is added, so a file is larger than the limit by
 * at most one event.
 *
 * @param count events; zero or less is no limit
 * @param bytes bytes of event bodies; zero is no limit
 */
record RollLimits(long count, long bytes) {

    /** Whether a file with so much in it takes no event more. */
    boolean reached(long events, long bodyBytes) {
        return (count > 0 && events >= count) || (bytes > 0 && bodyBytes >= bytes);
    }

    /**
     * How many events of a run, from {@code first} on, go into a file before its limit is reached:
     * at least one if the limit is not reached yet.
     */
    int fit(Run run, int first, long events, long bodyBytes) {
        int end = run.size();
        if (count > 0) {
            end = (int) Math.min(end, first + (count - events));
        }
        if (bytes <= 0) {
            return end - first;
        }
        long filled = bodyBytes;
        int event = first;
        while (event < end && filled < bytes) {
            filled += run.bodyLength(event++);
        }
        return event - first;
    }
}
