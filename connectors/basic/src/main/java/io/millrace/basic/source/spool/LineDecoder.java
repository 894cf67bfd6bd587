// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Takes lines from one encoding into another, with a policy for bytes that are not of it. */
final class LineDecoder {
    private final TextEncoding encoding;
    private final Charset output;
    private final CharsetDecoder decoder;
    private final int maxCharacters;
    private CharBuffer characters;
    private boolean isInLine;
    private boolean hasCut;

    LineDecoder(
            TextEncoding encoding,
            Charset output,
            SpoolConfig.DecodeErrorPolicy policy,
            int maxCharacters) {
        this.encoding = encoding;
        this.output = output;
        CodingErrorAction action =
                switch (policy) {
                    case FAIL -> CodingErrorAction.REPORT;
                    case REPLACE -> CodingErrorAction.REPLACE;
                    case IGNORE -> CodingErrorAction.IGNORE;
                };
        this.decoder =
                encoding.charset()
                        .newDecoder()
                        .onMalformedInput(action)
                        .onUnmappableCharacter(action);
        if (action == CodingErrorAction.REPLACE) {
            decoder.replaceWith("\uFFFD");
        }
        // Half of a pair is no character that can be encoded.
        this.maxCharacters = Math.max(2, maxCharacters);
        this.characters = CharBuffer.allocate(Math.min(1024, this.maxCharacters));
    }

    boolean isInLine() {
        return isInLine;
    }

    /** Whether the last call cut a line. */
    boolean hasCut() {
        return hasCut;
    }

    /**
     * Appends the lines of the first bytes of an array.
     *
     * @param isWhole whether the last of the bytes ends a line; else the line goes on
     * @param isInLine whether they begin within a line
     * @param offset where the first byte stands in the file
     * @return how many bytes were taken
     * @throws BadContentException if the policy is to fail and nothing can be taken
     */
    int decode(
            BlockBuilder block,
            byte[] array,
            int length,
            boolean isWhole,
            boolean isInLine,
            long offset)
            throws BadContentException {
        this.isInLine = isInLine;
        hasCut = false;
        int start = 0;
        while (start < length && block.events() < Block.MAX_EVENTS) {
            int end = encoding.nextLineFeed(array, start, length);
            boolean hasFeed = end < length;
            int taken = line(block, array, start, end, hasFeed || isWhole, offset);
            if (taken < end) {
                return taken;
            }
            if (hasFeed) {
                this.isInLine = false;
                start = end + encoding.lineFeed().bytes().length;
            } else {
                start = end;
            }
        }
        return start;
    }

    /** One line, or a part of one; returns how far it was taken. */
    private int line(
            BlockBuilder block, byte[] array, int start, int end, boolean isWhole, long offset)
            throws BadContentException {
        reserve(
                (int)
                        Math.min(
                                maxCharacters,
                                2 + (long) (decoder.maxCharsPerByte() * (end - start))));
        ByteBuffer in = ByteBuffer.wrap(array, start, end - start);
        decoder.reset();
        boolean isFirst = !isInLine;
        while (block.events() < Block.MAX_EVENTS) {
            int from = in.position();
            characters.clear();
            CoderResult result = decoder.decode(in, characters, isWhole);
            if (result.isUnderflow() && isWhole) {
                decoder.flush(characters);
            }
            if (result.isError()) {
                if (block.events() > 0) {
                    // What was taken stays taken; the next call finds nothing to take.
                    return from;
                }
                throw new BadContentException(
                        offset + in.position(), "a byte that is not " + encoding.charset());
            }
            boolean isFull = result.isOverflow() || characters.position() >= maxCharacters;
            if (!isWhole && !isFull) {
                return from;
            }
            // Nothing behind the last piece of a line is no event; an empty line is one.
            if (characters.position() > 0 || isFirst) {
                byte[] body = characters.flip().toString().getBytes(output);
                block.append(body, 0, body.length);
            }
            isFirst = false;
            isInLine = true;
            if (result.isUnderflow()) {
                return in.position();
            }
            hasCut = true;
        }
        return in.position();
    }

    private void reserve(int count) {
        if (characters.capacity() < count) {
            int wanted = Math.max(count, 2 * characters.capacity());
            characters = CharBuffer.allocate(Math.min(wanted, maxCharacters));
        }
    }
}
