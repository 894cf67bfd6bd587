// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What a compressed file holds, as if it were a file of its own: decompressed as it is read,
 * forward; to go back farther than a window it is decompressed anew. Its size is what is known of
 * it: a little more than was read, until the end is reached. One that is still being written grows.
 *
 * <p>Bytes that are not of the format make it fail with a {@link ZipException}.
 */
public final class CompressedFile implements DiskFile {
    private static final int AHEAD_BYTES = 512 * 1024;
    private static final int BEHIND_BYTES = 512 * 1024;
    private static final int STEP_BYTES = 64 * 1024;

    /** Decompresses a stream, whose end within its content is an {@link EOFException}. */
    private interface Format {
        InputStream open(InputStream compressed) throws IOException;
    }

    private final DiskFile raw;
    private final Format format;
    private @Nullable InputStream content;
    private byte[] window = new byte[STEP_BYTES];

    /** Where the window begins in the content, and how many bytes it has. */
    private long start;

    private int length;

    /** The first bytes, which are asked for again and again. */
    private final byte[] head = new byte[FilePosition.Print.HEAD_BYTES];

    private int headLength;

    /** How far it was read. */
    private long readTo;

    private boolean isComplete;

    /** The size of the file when it ended too early, or -1. */
    private long cutAt = -1;

    private CompressedFile(DiskFile raw, Format format) {
        this.raw = raw;
        this.format = format;
    }

    /** What a file of gzip members holds. */
    public static CompressedFile gzip(DiskFile raw) {
        return new CompressedFile(raw, stream -> new GZIPInputStream(stream, STEP_BYTES));
    }

    /** What a file of Zstandard frames holds. */
    public static CompressedFile zstd(DiskFile raw) {
        return new CompressedFile(raw, ZstdContent::new);
    }

    /** Whether {@link #size} is the size of all that it holds. */
    public boolean isComplete() {
        return isComplete;
    }

    @Override
    public int read(byte[] target, int offset, int count, long position) throws IOException {
        if (position + count <= headLength) {
            System.arraycopy(head, (int) position, target, offset, count);
            return count;
        }
        if (position < start) {
            restart();
        }
        fill(position + count);
        readTo = Math.max(readTo, position + count);
        int available = (int) Math.min(count, start + length - position);
        if (available <= 0) {
            return count == 0 ? 0 : -1;
        }
        System.arraycopy(window, (int) (position - start), target, offset, available);
        return available;
    }

    @Override
    public long size() throws IOException {
        fill(readTo + AHEAD_BYTES);
        return start + length;
    }

    private void restart() {
        content = null;
        start = 0;
        length = 0;
        isComplete = false;
        cutAt = -1;
    }

    /** Decompresses up to an offset of the content, if it has so much. */
    private void fill(long wanted) throws IOException {
        if (cutAt >= 0 && raw.size() > cutAt) {
            restart();
        }
        try {
            while (start + length < wanted && !isComplete && cutAt < 0) {
                if (content == null) {
                    content = format.open(new RawInput());
                }
                makeRoom(wanted);
                int read = content.read(window, length, window.length - length);
                isComplete = read < 0;
                length += Math.max(0, read);
                if (start == 0 && headLength < head.length) {
                    headLength = Math.min(length, head.length);
                    System.arraycopy(window, 0, head, 0, headLength);
                }
            }
        } catch (EOFException stillWritten) {
            cutAt = raw.size();
        }
    }

    private void makeRoom(long wanted) {
        if (length < window.length) {
            return;
        }
        long keepFrom = Math.min(readTo, wanted) - BEHIND_BYTES;
        int dropped = Math.clamp(keepFrom - start, 0, length);
        if (dropped >= STEP_BYTES) {
            System.arraycopy(window, dropped, window, 0, length - dropped);
            start += dropped;
            length -= dropped;
        } else {
            window = Arrays.copyOf(window, 2 * window.length);
        }
    }

    /** The file from its beginning. */
    private final class RawInput extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = raw.read(target, offset, count, position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public int available() throws IOException {
            return Math.clamp(raw.size() - position, 0, Integer.MAX_VALUE);
        }
    }

    @Override
    public void write(byte[] source, int offset, int count) {
        throw readOnly();
    }

    @Override
    public void write(ByteBuffer... sources) {
        throw readOnly();
    }

    @Override
    public void writeAt(long position, ByteBuffer source) {
        throw readOnly();
    }

    @Override
    public void truncate(long size) {
        throw readOnly();
    }

    @Override
    public void sync() {
        throw readOnly();
    }

    @Override
    public void syncData() {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("a compressed file is only read");
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
