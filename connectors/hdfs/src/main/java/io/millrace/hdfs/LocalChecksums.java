// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Syncable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A local file with the hidden checksum file that Hadoop puts beside it, {@code .name.crc}.
 *
 * <p>Hadoop's own stream keeps the last incomplete chunk in memory, whatever one flushes: events
 * that were delivered would be lost with the process. Here every byte goes to the file at once, and
 * the checksum file is written when the file is closed. Until then the file has none, and Hadoop
 * reads it without.
 */
final class LocalChecksums extends OutputStream implements Syncable {
    private static final byte[] MAGIC = {'c', 'r', 'c', 0};

    /** The sums are kept in memory; a file of more than 2 GiB goes without. */
    private static final int MOST_SUM_BYTES = 16 << 20;

    private final FSDataOutputStream data;
    private final LocalFileSystem files;
    private final Path path;
    private final int chunkBytes;
    private final CRC32 crc = new CRC32();
    private int inChunk;
    private byte[] sums = new byte[4096];
    private int sumsLength;
    private boolean unknown;
    private boolean closed;

    private LocalChecksums(LocalFileSystem files, Path path, FSDataOutputStream data) {
        this.files = files;
        this.path = path;
        this.data = data;
        this.chunkBytes = files.getBytesPerSum();
    }

    /** Creates a file that must not exist yet. */
    static FSDataOutputStream create(LocalFileSystem files, Path path) throws IOException {
        FSDataOutputStream data = files.getRawFileSystem().create(path, false);
        return new FSDataOutputStream(new LocalChecksums(files, path, data), null);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        boolean known = !unknown;
        unknown = true; // Until the write returns nobody knows what the file has.
        data.write(source, offset, length);
        unknown = !known;
        int at = offset;
        int left = length;
        while (left > 0) {
            int take = Math.min(left, chunkBytes - inChunk);
            crc.update(source, at, take);
            at += take;
            left -= take;
            inChunk += take;
            if (inChunk == chunkBytes) {
                endChunk();
            }
        }
    }

    private void endChunk() {
        if (sumsLength == MOST_SUM_BYTES) {
            unknown = true;
            inChunk = 0;
            return;
        }
        if (sumsLength == sums.length) {
            sums = Arrays.copyOf(sums, sums.length * 2);
        }
        int sum = (int) crc.getValue();
        sums[sumsLength++] = (byte) (sum >>> 24);
        sums[sumsLength++] = (byte) (sum >>> 16);
        sums[sumsLength++] = (byte) (sum >>> 8);
        sums[sumsLength++] = (byte) sum;
        crc.reset();
        inChunk = 0;
    }

    @Override
    public void flush() throws IOException {
        data.flush();
    }

    @Override
    public void hflush() throws IOException {
        data.hflush();
    }

    @Override
    public void hsync() throws IOException {
        data.hsync();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        data.close();
        if (inChunk > 0) {
            endChunk();
        }
        if (unknown) {
            closed = true;
            return;
        }
        try (FSDataOutputStream out =
                files.getRawFileSystem().create(files.getChecksumFile(path), true)) {
            out.write(MAGIC);
            out.writeInt(chunkBytes);
            out.write(sums, 0, sumsLength);
        }
        closed = true;
    }
}
