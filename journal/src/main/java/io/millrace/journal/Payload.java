// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.FrameEncoder;
import io.millrace.frame.Run;

import org.jspecify.annotations.Nullable;

import java.util.zip.CRC32C;

/**
 * What a record carries, compressed if it is to be, not yet encrypted. In pieces, so that neither
 * bodies nor the table of them need be copied to stand behind what describes them. For reading
 * only.
 */
final class Payload {
    /** The head of a frame, or all bytes. */
    private final byte[] head;

    /** The end of the frame, or null if there is none or it is compressed. */
    private final @Nullable Block block;

    private final Compression compression;
    private final int plainLength;
    private final int crc;

    private Payload(byte[] head, @Nullable Block block, Compression compression, int plainLength) {
        this.head = head;
        this.block = block;
        this.compression = compression;
        this.plainLength = plainLength;
        CRC32C sum = new CRC32C();
        for (int piece = 0; piece < pieces(); piece++) {
            sum.update(array(piece), at(piece), length(piece));
        }
        this.crc = (int) sum.getValue();
    }

    /** In one piece. */
    static Payload of(byte[] bytes) {
        return new Payload(bytes, null, Compression.NONE, bytes.length);
    }

    /** A frame, compressed if that makes it smaller. */
    static Payload of(Run run, Compression compression) {
        if (compression != Compression.NONE) {
            byte[] plain = FrameEncoder.encode(run);
            byte[] small = compression.shrink(plain);
            if (small != null) {
                return new Payload(small, null, compression, plain.length);
            }
        }
        Block block = FrameEncoder.block(run);
        byte[] head = FrameEncoder.head(run, block);
        return new Payload(head, block, Compression.NONE, FrameEncoder.length(head, block));
    }

    /** How many pieces, which follow each other without a gap. */
    int pieces() {
        return block == null ? 1 : 3;
    }

    /** The array that has a piece. */
    byte[] array(int piece) {
        if (block == null || piece == 0) {
            return head;
        }
        return piece == 1 ? block.offsets() : block.array();
    }

    /** Where a piece begins in its array. */
    int at(int piece) {
        if (block == null || piece == 0) {
            return 0;
        }
        return piece == 1 ? block.offsetsAt() : block.bodiesAt();
    }

    /** The length of a piece. */
    int length(int piece) {
        if (block == null || piece == 0) {
            return head.length;
        }
        return piece == 1 ? block.offsetsLength() : block.bodiesLength();
    }

    /** The length of all pieces. */
    int length() {
        return block == null ? head.length : FrameEncoder.length(head, block);
    }

    /** Of all pieces together. */
    Compression compression() {
        return compression;
    }

    /** The length before compression. */
    int plainLength() {
        return plainLength;
    }

    /** The checksum of all pieces. */
    int crc() {
        return crc;
    }
}
