// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Decompresses Zstandard and fails as the JDK does for gzip: a cut file is an end of file. */
final class ZstdContent extends InputStream {
    private static final byte[] FRAME = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    private static final byte[] SKIPPABLE_FRAME = {0x50, 0x2A, 0x4D, 0x18};

    private final Tail compressed;
    private final ZstdInputStream content;

    ZstdContent(InputStream compressed) {
        this.compressed = new Tail(compressed);
        this.content = new ZstdInputStream(this.compressed);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return content.read(target, offset, length);
        } catch (IOException | MalformedInputException | IllegalArgumentException failed) {
            if (compressed.failure != null) {
                throw compressed.failure;
            }
            // The library says only in words whether the end came too early or bytes are wrong, and
            // of a short file of another kind that it is too short.
            IOException told =
                    compressed.isAtEnd && compressed.mayBeZstd()
                            ? new EOFException("the Zstandard frame is cut")
                            : new ZipException("not in Zstandard format: " + failed.getMessage());
            told.initCause(failed);
            throw told;
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** Notes how the compressed bytes begin and end. */
    private static final class Tail extends InputStream {
        private final InputStream bytes;
        private final byte[] first = new byte[4];
        private int firstLength;
        private boolean isAtEnd;
        private @Nullable IOException failure;

        Tail(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = bytes.read(target, offset, length);
                isAtEnd |= read < 0;
                for (int i = 0; i < read && firstLength < first.length; i++) {
                    first[firstLength++] = target[offset + i];
                }
                return read;
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }

        /** Whether the first bytes, as far as they are there, are those of a frame. */
        boolean mayBeZstd() {
            return startsAs(FRAME, 0xFF) || startsAs(SKIPPABLE_FRAME, 0xF0);
        }

        /** {@code mask} says which bits of the first byte count. */
        private boolean startsAs(byte[] magic, int mask) {
            for (int i = 0; i < firstLength; i++) {
                if (((first[i] ^ magic[i]) & (i == 0 ? mask : 0xFF)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
