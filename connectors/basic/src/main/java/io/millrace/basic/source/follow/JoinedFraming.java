// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.basic.source.Newlines;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Joins lines that belong together into one event, line feeds between them kept. The last event is
 * complete when the next one begins, or when nothing was added for a while.
 */
public final class JoinedFraming implements Framing {

    /** Decides which lines belong together; from the lines of an event alone. */
    public interface Joint {

        /**
         * Whether a line does not belong to the event before it.
         *
         * @param hasEvent whether there is an event before it that it could belong to
         */
        boolean isOwnEvent(byte[] array, int from, int to, boolean hasEvent);

        /** The line begins an event. */
        void begin(byte[] array, int from, int to);

        /** Gives the event that began last, and was marked last, headers. */
        void describe(BlockBuilder block);
    }

    private final Joint joint;
    private final int maxEventBytes;
    private final Duration patience;
    private final @Nullable String offsetHeader;

    // The event that is being gathered.
    private long blockOffset;
    private int eventStart = -1;
    private int eventEnd;
    private int eventLines;

    /**
     * @param maxEventBytes longer events are cut
     * @param patience how long after the last growth of a file its last event is complete
     * @param offsetHeader the header that says where an event begins in the file; null for none
     */
    public JoinedFraming(
            Joint joint, int maxEventBytes, Duration patience, @Nullable String offsetHeader) {
        this.joint = joint;
        this.maxEventBytes = maxEventBytes;
        this.patience = patience;
        this.offsetHeader = offsetHeader;
    }

    @Override
    public Framed frame(BlockBuilder block, int length, long offset, Rest rest) {
        byte[] array = block.array();
        blockOffset = offset;
        eventStart = -1;
        int at = 0;
        int done = 0;
        int lines = 0;
        for (int feed = Newlines.next(array, 0, length);
                feed >= 0;
                feed = Newlines.next(array, at, length)) {
            if (joint.isOwnEvent(array, at, feed, eventStart >= 0)) {
                lines += finish(block);
                done = at;
                begin(array, at, feed);
            }
            extend(array, feed);
            at = feed + 1;
        }
        if (rest == Rest.NEVER && at < length) {
            if (joint.isOwnEvent(array, at, length, eventStart >= 0)) {
                lines += finish(block);
                begin(array, at, length);
            }
            extend(array, length);
            at = length;
        }
        if (rest != Rest.COMES && eventStart >= 0) {
            lines += finish(block);
            done = at;
        }
        return lines == 0 ? Framed.NOTHING : new Framed(done, lines);
    }

    private void begin(byte[] array, int from, int to) {
        joint.begin(array, from, to);
        eventStart = from;
        eventLines = 0;
    }

    private void extend(byte[] array, int end) {
        eventEnd = end > eventStart && array[end - 1] == '\r' ? end - 1 : end;
        eventLines++;
    }

    /** Marks the event that was gathered and returns how many lines it has. */
    private int finish(BlockBuilder block) {
        if (eventStart < 0) {
            return 0;
        }
        int length = eventEnd - eventStart;
        block.mark(eventStart, Math.min(length, maxEventBytes));
        if (length > maxEventBytes) {
            block.header(LineFraming.TRUNCATED, length);
        }
        joint.describe(block);
        if (offsetHeader != null) {
            block.header(offsetHeader, blockOffset + eventStart);
        }
        // Ordinals count lines: those that were joined to the first one have none of their own.
        block.leaveOut(eventLines - 1);
        eventStart = -1;
        return eventLines;
    }

    @Override
    public void cut(BlockBuilder block, long offset, long length) {
        block.header(LineFraming.TRUNCATED, length);
        if (offsetHeader != null) {
            block.header(offsetHeader, offset);
        }
    }

    @Override
    public Duration patience() {
        return patience;
    }
}
