// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.frame.BlockBuilder;

import java.time.Duration;

/** Says where events begin and end in the bytes of a file. For one thread. */
public interface Framing {

    /** What is known of the bytes behind those at hand. */
    enum Rest {
        /** More may follow at any moment. */
        COMES,
        /** Nothing came for a while: complete lines are not to wait any longer. */
        LATE,
        /** Nothing will follow: even a line without its line feed is complete. */
        NEVER
    }

    /** What was framed: how many bytes from the start, and how many lines they are. */
    record Framed(int bytes, int lines) {
        public static final Framed NOTHING = new Framed(0, 0);
    }

    /**
     * Marks the complete events among the first {@code length} bytes of the builder's array, which
     * begin where the last call's bytes ended; ordinals count lines, so an event of several lines
     * leaves a gap behind it.
     *
     * <p>If nothing is complete nothing is marked; the same bytes and more come again.
     *
     * @param offset where the first of the bytes stands in the file
     */
    Framed frame(BlockBuilder block, int length, long offset, Rest rest);

    /**
     * Gives the event that was marked last, the start of one that is too long to be framed, its
     * headers.
     *
     * @param offset where it begins in the file
     * @param length how many bytes the event has there
     */
    void cut(BlockBuilder block, long offset, long length);

    /** How long after the last growth of the file the rest is late. */
    Duration patience();
}
