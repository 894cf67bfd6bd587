// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.spi.Emitter;

import java.io.IOException;
import java.util.Optional;

/**
 * The one stream of the source: its events are numbered over all files.
 *
 * <p>Of several channels one may have a batch that another one has not when the agent dies. It
 * comes again under the same numbers, and the first channel leaves it out. If it cannot come again,
 * since its file is gone, a new epoch begins, so that no channel takes other events for these.
 */
final class Numbering {
    private final Clock clock;
    private final Emitter out;
    private final String stream;
    private final Optional<SpoolPlace> place;
    private final boolean isUnreadable;
    private long epoch;
    private long ordinal;

    /** Whether events may be in a channel that are to come again. */
    private boolean isInDoubt;

    private boolean isNewEpoch;

    Numbering(Clock clock, Emitter out, String stream) throws IOException {
        this.clock = clock;
        this.out = out;
        this.stream = stream;
        Optional<StreamPosition> known = out.position(stream);
        this.epoch = known.map(StreamPosition::epoch).orElse(0L);
        this.ordinal = known.map(StreamPosition::firstOrdinal).orElse(0L);
        this.place = known.flatMap(position -> SpoolPlace.decode(position.end()));
        this.isUnreadable = known.isPresent() && place.isEmpty();
        this.isInDoubt = true;
        this.isNewEpoch = place.isEmpty();
    }

    /** How far the channels are; empty if nothing is known of that. */
    Optional<SpoolPlace> place() {
        return place;
    }

    /** Whether something is known, but not to this version. */
    boolean isUnreadable() {
        return isUnreadable;
    }

    long epoch() {
        return epoch;
    }

    /** The number of the next event. */
    long ordinal() {
        return ordinal;
    }

    /** The file that was to be read next is not read from where it was to be. */
    void skipped() {
        if (isInDoubt) {
            isNewEpoch = true;
        }
    }

    /** The first event of a file comes next, or the first one since the start. */
    void begin(SpoolPlace start) throws IOException {
        if (isNewEpoch) {
            epoch = Math.max(clock.millis(), epoch + 1);
            isNewEpoch = false;
            out.begin(new StreamPosition(stream, epoch, ordinal, start.encode()));
        }
        isInDoubt = false;
    }

    /** The position of the next events. */
    StreamPosition next(int events, SpoolPlace end) {
        StreamPosition position = new StreamPosition(stream, epoch, ordinal, end.encode());
        ordinal += events;
        return position;
    }

    Optional<StreamPosition> safe() throws IOException {
        return out.safePosition(stream);
    }
}
