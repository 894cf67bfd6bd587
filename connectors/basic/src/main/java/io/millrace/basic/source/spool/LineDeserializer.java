// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.Newlines;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.Charset;

/**
 * Each line is an event. Bytes that mean the same in both encodings stay where they were read, and
 * lines are only marked there; others are decoded line by line.
 */
final class LineDeserializer implements Deserializer {
    private static final int STRIDE = 4 * 8;
    private static final int USUAL_LINE_BYTES = 128;
    private static final int MOST_CHARACTER_BYTES = 4;
    private static final int SPARE_EVENTS = 4;

    private final int maxCharacters;
    private final Charset input;
    private final Charset output;
    private final SpoolConfig.DecodeErrorPolicy policy;
    private final Runnable cutLines;

    private TextEncoding encoding;
    private LineDecoder decoder;
    private boolean isInLine;
    private int bytesPerEvent = USUAL_LINE_BYTES;

    // Of the block that is framed.
    private BlockBuilder block = new BlockBuilder(0);
    private int start;
    private boolean isCut;

    /**
     * @param maxCharacters longer lines are cut
     * @param cutLines is run for each block in which one was
     */
    LineDeserializer(
            int maxCharacters,
            Charset input,
            Charset output,
            SpoolConfig.DecodeErrorPolicy policy,
            Runnable cutLines) {
        this.maxCharacters = maxCharacters;
        this.input = input;
        this.output = output;
        this.policy = policy;
        this.cutLines = cutLines;
        this.encoding = TextEncoding.of(input);
        this.decoder = new LineDecoder(encoding, output, policy, maxCharacters);
    }

    @Override
    public void begin(OpenFile file, boolean isInLine) throws IOException {
        this.isInLine = isInLine;
        TextEncoding found = TextEncoding.of(input, file);
        if (!found.equals(encoding)) {
            encoding = found;
            decoder = new LineDecoder(encoding, output, policy, maxCharacters);
        }
        if (file.offset() == 0 && encoding.markBytes() > 0) {
            byte[] mark = new byte[encoding.markBytes()];
            file.consume(mark, file.read(mark, 0, mark.length, 0));
        }
    }

    @Override
    public boolean isInLine() {
        return isInLine;
    }

    @Override
    public boolean hasEmptyEvents() {
        return true;
    }

    @Override
    public @Nullable BlockBuilder next(OpenFile file, Ending ending) throws IOException {
        long most = Math.max(Block.TARGET_BYTES, (long) MOST_CHARACTER_BYTES * maxCharacters + 8);
        long wanted = Block.TARGET_BYTES;
        while (true) {
            int length = (int) Math.min(wanted, file.size() - file.offset());
            if (length <= 0) {
                return null;
            }
            BlockBuilder filled = new BlockBuilder(length, length / bytesPerEvent + SPARE_EVENTS);
            int read = file.read(filled.array(), 0, length, file.offset());
            boolean isEnd = read < length || file.offset() + read >= file.size();
            int lines = encoding.endOfLastLine(filled.array(), read);
            if (lines == 0 && !isEnd && wanted < most) {
                wanted = Math.min(most, 4 * wanted);
                continue;
            }
            // Behind the last line there may be one that ends with the file, or is too long.
            boolean isFinal = isEnd && lines < read && ending.isFinal();
            int whole = isFinal ? read : lines;
            BlockBuilder framed = frame(file, filled, whole > 0 ? whole : read, whole > 0);
            if (framed.events() > 0) {
                return framed;
            }
            if (start == 0) {
                return null;
            }
            // Only the line feed of a line that was cut: it is no event.
            file.consume(filled.array(), start);
        }
    }

    /**
     * Marks events among the first bytes of a block, and moves the file's offset behind them if
     * there are any.
     *
     * @param isWhole whether the last of the bytes ends a line; else the line goes on
     */
    private BlockBuilder frame(OpenFile file, BlockBuilder filled, int length, boolean isWhole)
            throws IOException {
        start = 0;
        isCut = false;
        block = filled;
        if (encoding.isSame(output, filled.array(), length)) {
            mark(filled.array(), length, isWhole);
            if (filled.events() > 0) {
                filled.advance(start);
            }
        } else {
            block = new BlockBuilder(length + length / 2, length / bytesPerEvent + SPARE_EVENTS);
            start = decoder.decode(block, filled.array(), length, isWhole, isInLine, file.offset());
            isCut = decoder.hasCut();
            isInLine = decoder.isInLine();
        }
        if (block.events() > 0) {
            file.consume(filled.array(), start);
            bytesPerEvent = Math.max(1, start / block.events());
        }
        if (isCut) {
            cutLines.run();
        }
        return block;
    }

    private void mark(byte[] array, int length, boolean isWhole) {
        int at = 0;
        // Four words at a time: most of them hold no line feed, and one branch says so for all.
        for (; at <= length - STRIDE; at += STRIDE) {
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
        for (; at < length; at++) {
            if (array[at] == '\n') {
                line(array, at);
            }
        }
        if (start < length && block.events() < Block.MAX_EVENTS) {
            rest(array, length, isWhole);
        }
    }

    private void take(byte[] array, int at, long feeds) {
        for (long left = feeds; left != 0; left &= left - 1) {
            line(array, at + (Long.numberOfTrailingZeros(left) >>> 3));
        }
    }

    /** A line from the start to before its line feed. */
    private void line(byte[] array, int end) {
        if (end - start > maxCharacters) {
            pieces(array, end);
        }
        if (block.events() == Block.MAX_EVENTS) {
            // Its rest, if anything was taken of it, is left for the next block.
            return;
        }
        if (end > start || !isInLine) {
            block.mark(start, end - start);
        }
        isInLine = false;
        start = end + 1;
    }

    /** What stands behind the last line feed. */
    private void rest(byte[] array, int end, boolean isWhole) {
        pieces(array, end);
        if (isWhole && start < end && block.events() < Block.MAX_EVENTS) {
            block.mark(start, end - start);
            // Should the file grow yet, a line feed alone would end this line.
            isInLine = true;
            start = end;
        }
    }

    /** Takes pieces of the greatest length off a line that is too long. */
    private void pieces(byte[] array, int end) {
        while (end - start >= maxCharacters && block.events() < Block.MAX_EVENTS) {
            int cut = Utf8.behind(array, start, end, maxCharacters);
            if (cut < 0) {
                return;
            }
            block.mark(start, cut - start);
            isCut |= cut < end;
            isInLine = true;
            start = cut;
        }
    }
}
