// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the events of a block stand in the stream of a source that can replay.
 *
 * @param stream name of the stream, unique for the source: a file, a partition
 * @param epoch raised when a stream starts anew under the same name
 * @param firstOrdinal number of the block's first event; events are numbered before interceptors
 * @param end where the source goes on behind the last event of the block; opaque to all but the
 *     source; not copied, not to be changed; empty if there is no such place, because the block was
 *     cut out of a longer one
 */
public record StreamPosition(String stream, long epoch, long firstOrdinal, byte[] end) {

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPosition that
                && stream.equals(that.stream)
                && epoch == that.epoch
                && firstOrdinal == that.firstOrdinal
                && Arrays.equals(end, that.end);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stream, epoch, firstOrdinal, Arrays.hashCode(end));
    }

    @Override
    public String toString() {
        return "StreamPosition["
                + stream
                + ", epoch "
                + epoch
                + ", from "
                + firstOrdinal
                + ", "
                + end.length
                + " bytes]";
    }
}
