// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.EncodedFrame;

import java.util.zip.CRC32C;

/**
 * What a record carries, compressed if it is to be, not yet encrypted. In two pieces, so that
 * bodies need not be copied to stand behind what describes them. For reading only.
 *
 * @param head the first piece
 * @param tail the array with the second piece
 * @param tailAt where it begins in the array
 * @param tailLength its length, which may be 0
 * @param compression of both together
 * @param plainLength before compression
 * @param crc of both together
 */
record Payload(
        byte[] head,
        byte[] tail,
        int tailAt,
        int tailLength,
        Compression compression,
        int plainLength,
        int crc) {

    /** In one piece. */
    static Payload of(byte[] bytes) {
        return of(bytes, bytes, 0, 0, Compression.NONE, bytes.length);
    }

    /** A frame, compressed if that makes it smaller. */
    static Payload of(EncodedFrame frame, Compression compression) {
        if (compression != Compression.NONE) {
            byte[] plain = new byte[frame.length()];
            System.arraycopy(frame.head(), 0, plain, 0, frame.head().length);
            System.arraycopy(
                    frame.bodies(),
                    frame.bodiesAt(),
                    plain,
                    frame.head().length,
                    frame.bodiesLength());
            byte[] small = compression.shrink(plain);
            if (small != null) {
                return of(small, small, 0, 0, compression, plain.length);
            }
        }
        return of(
                frame.head(),
                frame.bodies(),
                frame.bodiesAt(),
                frame.bodiesLength(),
                Compression.NONE,
                frame.length());
    }

    private static Payload of(
            byte[] head, byte[] tail, int at, int length, Compression compression, int plain) {
        CRC32C crc = new CRC32C();
        crc.update(head);
        crc.update(tail, at, length);
        return new Payload(head, tail, at, length, compression, plain, (int) crc.getValue());
    }

    /** The length of both pieces. */
    int length() {
        return head.length + tailLength;
    }
}
