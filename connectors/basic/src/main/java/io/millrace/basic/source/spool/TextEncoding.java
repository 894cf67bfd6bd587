// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.OpenFile;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How lines are written in bytes.
 *
 * @param charset with a fixed order of bytes
 * @param lineFeed its bytes, which stand at multiples of their number
 * @param markBytes how many bytes at the beginning of the file say the order of bytes
 */
record TextEncoding(Charset charset, LineFeed lineFeed, int markBytes) {

    /** The bytes of a line feed. */
    record LineFeed(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof LineFeed that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** For files whose first bytes are not known. */
    static TextEncoding of(Charset charset) {
        return fixed(
                switch (charset.name()) {
                    case "UTF-16" -> StandardCharsets.UTF_16BE;
                    case "UTF-32" -> StandardCharsets.UTF_32BE;
                    default -> charset;
                },
                0);
    }

    /** For one file: UTF-16 and UTF-32 say in their first bytes which comes first. */
    static TextEncoding of(Charset charset, OpenFile file) throws IOException {
        boolean is16 = charset.name().equals("UTF-16");
        if (!is16 && !charset.name().equals("UTF-32")) {
            return of(charset);
        }
        Charset little = is16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_32LE;
        Charset big = is16 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_32BE;
        for (Charset order : new Charset[] {little, big}) {
            byte[] mark = "\uFEFF".getBytes(order);
            byte[] first = new byte[mark.length];
            if (file.read(first, 0, first.length, 0) == mark.length && Arrays.equals(mark, first)) {
                return fixed(order, mark.length);
            }
        }
        return fixed(big, 0);
    }

    private static TextEncoding fixed(Charset charset, int markBytes) {
        byte[] lineFeed = charset.canEncode() ? "\n".getBytes(charset) : new byte[] {'\n'};
        return new TextEncoding(charset, new LineFeed(lineFeed), markBytes);
    }

    /** Behind the last line feed among the first bytes of an array; 0 if there is none. */
    int endOfLastLine(byte[] array, int length) {
        byte[] feed = lineFeed.bytes;
        int unit = feed.length;
        for (int at = length - length % unit - unit; at >= 0; at -= unit) {
            if (array[at] == feed[0] && isFeed(array, at)) {
                return at + unit;
            }
        }
        return 0;
    }

    /** The index of the next line feed, or {@code length}. */
    int nextLineFeed(byte[] array, int from, int length) {
        byte[] feed = lineFeed.bytes;
        for (int at = from; at <= length - feed.length; at += feed.length) {
            if (array[at] == feed[0] && isFeed(array, at)) {
                return at;
            }
        }
        return length;
    }

    private boolean isFeed(byte[] array, int at) {
        byte[] feed = lineFeed.bytes;
        for (int i = 1; i < feed.length; i++) {
            if (array[at + i] != feed[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the first bytes of an array are valid, and the same text in another encoding. */
    boolean isSame(Charset other, byte[] array, int length) {
        if (!isAsciiLike(charset) || !isAsciiLike(other)) {
            return false;
        }
        boolean isUtf8 =
                charset.equals(StandardCharsets.UTF_8) && other.equals(StandardCharsets.UTF_8);
        return isUtf8 ? Utf8.isValid(array, length) : Utf8.isAscii(array, length);
    }

    /** Of these it is known that ASCII is ASCII in them, with no state. */
    private static boolean isAsciiLike(Charset charset) {
        String name = charset.name();
        return name.equals("UTF-8")
                || name.equals("US-ASCII")
                || name.startsWith("ISO-8859-")
                || name.startsWith("windows-125");
    }
}
