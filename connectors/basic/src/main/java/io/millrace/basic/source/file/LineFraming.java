// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import io.millrace.basic.source.Newlines;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import java.time.Duration;

/**
 * Each line is an event, without its line feed and a carriage return before that. Of a line that is
 * too long only the start is kept.
 */
final class LineFraming implements Framing {
    private static final int STRIDE = 32;
    // A line waits for its line feed, however late.
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** The header of a line that was cut: its length in bytes before that. */
    static final String TRUNCATED = "truncated";

    private final int maxLineBytes;
    private BlockBuilder block = new BlockBuilder(0);
    private int start;
    private int lines;

    LineFraming(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    @Override
    public Framed frame(BlockBuilder block, int length, Rest rest) {
        this.block = block;
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
        start = end + 1;
        lines++;
    }

    @Override
    public Duration patience() {
        return FOR_EVER;
    }
}
