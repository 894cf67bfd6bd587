// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.io.IOException;

/**
 * Compresses what it hands on, in pieces that can be read without what comes after them. For one
 * file and one thread.
 */
public final class CompressedOutput implements EventSerializer.Output, AutoCloseable {
    /** More does not make files much smaller, and each open file has as much in memory. */
    static final int PIECE_BYTES = 512 * 1024;

    private final Compression.Pieces pieces;
    private final EventSerializer.Output target;
    private final byte[] plain;
    private int used;

    CompressedOutput(Compression.Pieces pieces, EventSerializer.Output target) {
        this.pieces = pieces;
        this.target = target;
        this.plain = new byte[pieces.bytes()];
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            int some = Math.min(left, plain.length - used);
            System.arraycopy(source, at, plain, used, some);
            used += some;
            at += some;
            left -= some;
            if (used == plain.length) {
                endPiece();
            }
        }
    }

    /** All that was written is in the target when this returns, and can be read to its end. */
    public void endPiece() throws IOException {
        if (used > 0) {
            int length = used;
            used = 0;
            pieces.make(plain, length, target);
        }
    }

    /** Frees memory; writes nothing. */
    @Override
    public void close() {
        pieces.end();
    }
}
