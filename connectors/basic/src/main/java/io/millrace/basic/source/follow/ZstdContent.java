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
            // The library says only in words whether the end came too early or bytes are wrong.
            IOException told =
                    compressed.isAtEnd
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

    /** Notes how the compressed bytes ended. */
    private static final class Tail extends InputStream {
        private final InputStream bytes;
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
                return read;
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
