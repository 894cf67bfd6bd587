// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a part of a frame; every read is checked against the part's end before it allocates. */
final class FrameInput {
    private final byte[] array;
    private final int frameStart;
    private final int end;
    private int at;

    /** Where the field begins that was read last. */
    private int field;

    FrameInput(byte[] array, int frameStart, int from, int length) {
        this.array = array;
        this.frameStart = frameStart;
        this.at = from;
        this.field = from;
        this.end = from + length;
    }

    /** Checks that so many bytes are left, for the field that begins here. */
    void require(long bytes) throws FrameFormatException {
        field = at;
        if (bytes < 0 || bytes > end - at) {
            throw broken(bytes + " bytes expected, " + (end - at) + " left in the section");
        }
    }

    int u8() throws FrameFormatException {
        require(1);
        return array[at++] & 0xFF;
    }

    int u16() throws FrameFormatException {
        require(2);
        at += 2;
        return LittleEndian.u16(array, at - 2);
    }

    int i32() throws FrameFormatException {
        require(4);
        at += 4;
        return LittleEndian.i32(array, at - 4);
    }

    long i64() throws FrameFormatException {
        require(8);
        at += 8;
        return LittleEndian.i64(array, at - 8);
    }

    byte[] bytes(int length) throws FrameFormatException {
        require(length);
        at += length;
        return Arrays.copyOfRange(array, at - length, at);
    }

    String text(int length) throws FrameFormatException {
        require(length);
        at += length;
        return new String(array, at - length, length, StandardCharsets.UTF_8);
    }

    /** The next bytes as an input of their own. */
    FrameInput part(int length) throws FrameFormatException {
        require(length);
        at += length;
        return new FrameInput(array, frameStart, at - length, length);
    }

    /** Checks that all was read. */
    void end() throws FrameFormatException {
        field = at;
        if (at != end) {
            throw broken((end - at) + " bytes too many");
        }
    }

    /** What is wrong with the field that was read last. */
    FrameFormatException broken(String what) {
        return new FrameFormatException(what, field - frameStart);
    }
}
