// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.basic.source.Newlines;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Each line is an event, without its line feed and a carriage return before that. Of a line that is
 * too long only the start is kept.
 */
public final class LineFraming implements Framing {
    private static final int STRIDE = 32;
    // A line waits for its line feed, however late.
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** The header of a line that was cut: its length in bytes before that. */
    public static final String TRUNCATED = "truncated";

    private final int maxLineBytes;
    private final @Nullable String offsetHeader;
    private BlockBuilder block = new BlockBuilder(0);
    private long blockOffset;
    private int start;
    private int lines;

    /**
     * @param maxLineBytes longer lines are cut
     * @param offsetHeader the header that says where a line begins in the file; null for none
     */
    public LineFraming(int maxLineBytes, @Nullable String offsetHeader) {
        this.maxLineBytes = maxLineBytes;
        this.offsetHeader = offsetHeader;
    }

    @Override
    public Framed frame(BlockBuilder block, int length, long offset, Rest rest) {
        this.block = block;
        blockOffset = offset;
        start = 0;
        lines = 0;
        final byte[] array = block.array();
        int at = 0;
        // Four words at a time: most of them hold no line feed, and one branch says so for all.
        for (; at <= length - STRIDE && lines < Block.MAX_EVENTS - STRIDE; at += STRIDE) {
            long first = Newlines.feeds(array, at);
            long second = Newlines.feeds(array, at + 8);
            long third = Newlines.feeds(array, at + 16);
            long fourth = Newlines.feeds(array, at + 24);
            if ((first | second | third | fourth) != 0) {
                take(array, at, first);
                take(array, at + 8, second);
                take(array, at + 16, third);
                take(array, at + 24, fourth);
            }
        }
        for (; at < length && lines < Block.MAX_EVENTS; at++) {
            if (array[at] == '\n') {
                line(array, at);
            }
        }
        if (rest == Rest.NEVER && start < length && at == length) {
            line(array, length);
            start = length;
        }
        return lines == 0 ? Framed.NOTHING : new Framed(start, lines);
    }

    private void take(byte[] array, int at, long feeds) {
        for (long left = feeds; left != 0; left &= left - 1) {
            line(array, at + (Long.numberOfTrailingZeros(left) >>> 3));
        }
    }

    private void line(byte[] array, int end) {
        final int from = start;
        int length = end - from;
        if (length > 0 && array[end - 1] == '\r') {
            length--;
        }
        if (length > maxLineBytes) {
            block.mark(from, maxLineBytes);
            block.header(TRUNCATED, length);
        } else {
            block.mark(from, length);
        }
        if (offsetHeader != null) {
            block.header(offsetHeader, blockOffset + from);
        }
        start = end + 1;
        lines++;
    }

    @Override
    public void cut(BlockBuilder block, long offset, long length) {
        block.header(TRUNCATED, length);
        if (offsetHeader != null) {
            block.header(offsetHeader, offset);
        }
    }

    @Override
    public Duration patience() {
        return FOR_EVER;
    }
}
