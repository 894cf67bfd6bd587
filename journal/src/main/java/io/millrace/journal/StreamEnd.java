// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.StreamPosition;

/**
 * How far a journal holds a stream.
 *
 * @param epoch of the stream
 * @param nextOrdinal all numbers below that were ever appended are in the journal, or were
 * @param position where the source goes on; a number that it then reads again, and that is below
 *     the next one, is here already; empty if the source never gave a position; not to be changed
 * @param positionOrdinal the number of the event behind the position; below the next one if the
 *     last events came without a position
 * @param acceptedMillis when its last events were taken in, milliseconds since 1970-01-01 UTC
 */
public record StreamEnd(
        long epoch, long nextOrdinal, byte[] position, long positionOrdinal, long acceptedMillis) {

    /** How far a frame of a stream brings it. */
    static StreamEnd of(
            StreamPosition position, long nextOrdinal, byte[] end, long acceptedMillis) {
        return new StreamEnd(position.epoch(), nextOrdinal, end, nextOrdinal, acceptedMillis);
    }

    /** What is known after more of the stream was appended. */
    StreamEnd then(StreamEnd later) {
        if (later.epoch > epoch) {
            return later;
        }
        if (later.epoch < epoch) {
            return this;
        }
        boolean keeps = later.position.length == 0;
        return new StreamEnd(
                epoch,
                Math.max(nextOrdinal, later.nextOrdinal),
                keeps ? position : later.position,
                keeps ? positionOrdinal : later.positionOrdinal,
                later.acceptedMillis);
    }
}
