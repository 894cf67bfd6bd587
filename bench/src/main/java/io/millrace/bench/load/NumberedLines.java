// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of equal length that begin with a serial number: from how many bytes have arrived follows
 * which lines have, and at the end each is checked.
 *
 * @param lineBytes the length of a line, line feed included
 */
public record NumberedLines(int lineBytes) {
    private static final int DIGITS = 10;

    /** Appends the line with this number to a buffer that has room for it. */
    public void put(ByteBuffer target, long number) {
        int start = target.position();
        putNumber(target, start, number);
        target.position(start + DIGITS);
        while (target.position() < start + lineBytes - 1) {
            target.put((byte) ('a' + target.position() % 26));
        }
        target.put((byte) '\n');
    }

    /** Writes the number of the line that begins at an index, and leaves the rest of it. */
    static void putNumber(ByteBuffer target, int at, long number) {
        long rest = number;
        for (int i = DIGITS - 1; i >= 0; i--) {
            target.put(at + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    /**
     * Checks what arrived against what was sent.
     *
     * @return empty if it is the lines 0 to {@code count} - 1, each once and in order; otherwise
     *     what is wrong
     */
    public String check(byte[] arrived, long count) {
        if (arrived.length != count * lineBytes) {
            return arrived.length / (double) lineBytes + " lines arrived of " + count;
        }
        for (int line = 0; line < count; line++) {
            int at = line * lineBytes;
            String text = new String(arrived, at, DIGITS, StandardCharsets.US_ASCII);
            if (!text.equals(String.format("%010d", line)) || arrived[at + lineBytes - 1] != '\n') {
                return "line "
                        + line
                        + " is "
                        + new String(
                                Arrays.copyOfRange(arrived, at, at + lineBytes),
                                StandardCharsets.US_ASCII);
            }
        }
        return "";
    }
}
