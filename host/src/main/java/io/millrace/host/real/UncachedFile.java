// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A new file whose large appends go past the page cache. The kernel writes them from an aligned
 * buffer, whole blocks of the file at a time; what stands before the first whole block of an append
 * and behind its last goes the usual way, so that no block of the file is ever written both ways.
 */
final class UncachedFile implements DiskFile {
    /** A write of less waits longer for the disk than it saves. */
    private static final int LEAST_BYTES = 64 * 1024;

    private static final int BUFFER_BYTES = 256 * 1024;

    /** No page of memory is smaller; a block of the file system may be. */
    private static final int LEAST_BLOCK = 4096;

    private final FileChannel cached;
    private final FileChannel direct;
    private final int block;
    private final ByteBuffer buffer;
    private long position;

    private UncachedFile(FileChannel cached, FileChannel direct, int block) {
        this.cached = cached;
        this.direct = direct;
        this.block = block;
        this.buffer =
                ByteBuffer.allocateDirect(BUFFER_BYTES + block)
                        .alignedSlice(block)
                        .limit(BUFFER_BYTES)
                        .slice();
    }

    /**
     * Over a file that was created and is empty.
     *
     * @param cached is closed by the file, and by nobody else, if there is one
     * @return empty if its file system cannot do it
     */
    static Optional<DiskFile> of(Path path, FileChannel cached) {
        try {
            long block = Math.max(LEAST_BLOCK, Files.getFileStore(path).getBlockSize());
            if (block > LEAST_BYTES || Long.bitCount(block) != 1) {
                return Optional.empty();
            }
            FileChannel direct = FileChannel.open(path, StandardOpenOption.WRITE, pastTheCache());
            return Optional.of(new UncachedFile(cached, direct, (int) block));
        } catch (IOException | UnsupportedOperationException cannot) {
            return Optional.empty();
        }
    }

    /**
     * The JDK's option for it: documented, in a package that javac warns of, so found by its name.
     * A JDK without it writes the usual way.
     */
    private static OpenOption pastTheCache() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option instanceof OpenOption direct && option.toString().equals("DIRECT")) {
                    return direct;
                }
            }
            throw new UnsupportedOperationException();
        } catch (ClassNotFoundException none) {
            throw new UnsupportedOperationException(none);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) {
        throw new NonReadableChannelException();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left >= LEAST_BYTES) {
            int first = (int) (-position & (block - 1));
            int whole = Math.min(left - first, BUFFER_BYTES) & -block;
            append(ByteBuffer.wrap(source, at, first));
            buffer.clear().put(source, at + first, whole).flip();
            appendBlocks(buffer);
            at += first + whole;
            left -= first + whole;
        }
        append(ByteBuffer.wrap(source, at, left));
    }

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        for (ByteBuffer source : sources) {
            append(source);
        }
    }

    private void append(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            position += cached.write(source, position);
        }
    }

    private void appendBlocks(ByteBuffer blocks) throws IOException {
        while (blocks.hasRemaining()) {
            int written = direct.write(blocks, position);
            position += written;
            if ((written & (block - 1)) != 0) {
                append(blocks); // A disk that is full takes a part; the other way says so.
            }
        }
    }

    @Override
    public void writeAt(long position, ByteBuffer source) {
        throw new UnsupportedOperationException("only for a file opened for update");
    }

    @Override
    public long size() throws IOException {
        return cached.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        cached.truncate(size);
        position = Math.min(position, size);
    }

    /** Of what went past the page cache, too: the disk's own cache is emptied. */
    @Override
    public void sync() throws IOException {
        cached.force(true);
    }

    @Override
    public void syncData() throws IOException {
        cached.force(false);
    }

    @Override
    public void close() throws IOException {
        try (cached;
                direct) {
            // Both in any case.
        }
    }
}
