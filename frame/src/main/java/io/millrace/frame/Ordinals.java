// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

/** What a block has more if its events are of a stream. */
final class Ordinals {
    private final StreamPosition position;
    private final long[] gaps;

    /** What {@link #renamed} gave last. */
    private @Nullable Block renamed;

    /** {@code gaps} holds pairs of event index and all ordinals left out up to it, rising. */
    Ordinals(StreamPosition position, long[] gaps) {
        this.position = position;
        this.gaps = gaps;
    }

    StreamPosition position() {
        return position;
    }

    /** The number of an event in its stream. */
    long of(int event) {
        return position.firstOrdinal() + event + leftOutBefore(event);
    }

    private long leftOutBefore(int event) {
        int low = 0;
        int high = gaps.length >>> 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gaps[middle << 1] <= event) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : gaps[(low << 1) - 1];
    }

    /** The block, which has these ordinals, in a stream of another name; see {@link Block}. */
    Block renamed(Block block, String stream) {
        Block last = renamed;
        if (last != null && last.isOf(stream)) {
            return last;
        }
        StreamPosition other =
                new StreamPosition(
                        stream, position.epoch(), position.firstOrdinal(), position.end());
        Block named = block.with(new Ordinals(other, gaps));
        renamed = named;
        return named;
    }
}
