// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.util.Arrays;

/** Collects the ordinals that are left out between the events of a block. */
final class GapBuilder {
    private static final int FIRST_LENGTH = 16;

    private long[] gaps = new long[FIRST_LENGTH];
    private int length;

    /** Leaves out ordinals before the event with this index, which is not less than before. */
    void leaveOut(int event, long ordinals) {
        long before = length == 0 ? 0 : gaps[length - 1];
        if (length == 0 || gaps[length - 2] != event) {
            if (length == gaps.length) {
                gaps = Arrays.copyOf(gaps, 2 * length);
            }
            gaps[length] = event;
            length += 2;
        }
        gaps[length - 1] = before + ordinals;
    }

    /** Without one behind the last event, which the first ordinal of the next block tells. */
    long[] build(int events) {
        boolean endsBehind = length > 0 && gaps[length - 2] == events;
        return Arrays.copyOf(gaps, endsBehind ? length - 2 : length);
    }
}
