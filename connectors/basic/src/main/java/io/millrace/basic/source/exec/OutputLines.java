// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.exec;

import java.util.Arrays;

/**
 * Parts the output of a command into lines, however it arrives. A line ends with LF, CR, or CR LF;
 * of a line that is too long the start is kept and the rest counted. For one thread.
 */
final class OutputLines {
    private static final int FIRST_BYTES = 256;

    /** One long line must not keep its memory for ever. */
    private static final int MANY_BYTES = 64 * 1024;

    /** Gets each line. */
    interface Receiver {

        /**
         * A line.
         *
         * @param cutFrom the length that it had before it was cut, or -1
         */
        void line(byte[] array, int offset, int length, long cutFrom) throws InterruptedException;
    }

    private final int maxLineBytes;
    private final Receiver receiver;
    private byte[] begun = new byte[FIRST_BYTES];
    private int begunLength;
    private long dropped;
    private boolean isBegun;
    private boolean isAfterReturn;

    OutputLines(int maxLineBytes, Receiver receiver) {
        this.maxLineBytes = maxLineBytes;
        this.receiver = receiver;
    }

    /** Takes what has arrived. */
    void take(byte[] array, int length) throws InterruptedException {
        int start = 0;
        for (int i = 0; i < length; i++) {
            byte b = array[i];
            if (b == '\n' && isAfterReturn && i == start) {
                // The second half of CR LF.
                start = i + 1;
                isAfterReturn = false;
            } else if (b == '\n' || b == '\r') {
                end(array, start, i - start);
                start = i + 1;
                isAfterReturn = b == '\r';
            } else if (i == start) {
                isAfterReturn = false;
            }
        }
        if (start < length) {
            begin(array, start, length - start);
        }
    }

    /** The command has ended: a line that was begun is one. */
    void finish() throws InterruptedException {
        if (isBegun) {
            end(begun, 0, 0);
        }
    }

    private void begin(byte[] array, int offset, int length) {
        isBegun = true;
        int kept = Math.min(length, maxLineBytes - begunLength);
        if (begun.length < begunLength + kept) {
            int wanted = Math.max(begunLength + kept, 2 * begun.length);
            begun = Arrays.copyOf(begun, Math.min(maxLineBytes, wanted));
        }
        System.arraycopy(array, offset, begun, begunLength, kept);
        begunLength += kept;
        dropped += length - kept;
    }

    private void end(byte[] array, int offset, int length) throws InterruptedException {
        if (!isBegun && length <= maxLineBytes) {
            receiver.line(array, offset, length, -1);
            return;
        }
        begin(array, offset, length);
        receiver.line(begun, 0, begunLength, dropped > 0 ? begunLength + dropped : -1);
        if (begun.length > MANY_BYTES) {
            begun = new byte[FIRST_BYTES];
        }
        begunLength = 0;
        dropped = 0;
        isBegun = false;
    }
}
