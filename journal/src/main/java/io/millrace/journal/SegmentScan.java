// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Walks the records of one segment and checks each. Sectors that cannot be read count as zeros, so
 * that a bad one costs the records in it and no others. For one thread.
 */
final class SegmentScan implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int SECTOR_BYTES = 4096;

    private final DiskFile file;
    private final long epoch;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteBuffer view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private long base;
    private int filled;

    /** A record whose header and payload passed their checks. */
    record Found(RecordHeader header, byte[] payload) {}

    /** Closes the file in the end. */
    SegmentScan(DiskFile file, long epoch) {
        this.file = file;
        this.epoch = epoch;
    }

    long fileSize() throws IOException {
        return file.size();
    }

    /** The header of the record at an offset, or null if none ends there before {@code end}. */
    @Nullable RecordHeader header(long offset, long end) throws IOException {
        if (offset + RecordHeader.BYTES > end || !load(offset, RecordHeader.BYTES, end)) {
            return null;
        }
        RecordHeader header = RecordHeader.get(view, (int) (offset - base), epoch, offset);
        return header == null || offset + RecordHeader.BYTES + header.storedLength() > end
                ? null
                : header;
    }

    /** The record at an offset, or null if none that passes all checks ends before {@code end}. */
    @Nullable Found record(long offset, long end) throws IOException {
        RecordHeader header = header(offset, end);
        return header == null ? null : payload(header, end);
    }

    /** The payload of a header that this scan gave, or null if it fails its check. */
    @Nullable Found payload(RecordHeader header, long end) throws IOException {
        byte[] payload = new byte[header.storedLength()];
        long from = header.offset() + RecordHeader.BYTES;
        if (!copy(from, payload, end)) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue() == header.payloadCrc() ? new Found(header, payload) : null;
    }

    /** The next record at or behind an offset that passes all checks, or null. */
    @Nullable Found next(long offset, long end) throws IOException {
        for (long at = RecordHeader.align(offset);
                at + RecordHeader.BYTES <= end;
                at += RecordHeader.ALIGNMENT) {
            if (!load(at, RecordHeader.BYTES, end)) {
                return null;
            }
            if (view.getInt((int) (at - base)) == RecordHeader.MAGIC) {
                Found found = record(at, end);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /**
     * The first record that was written to the segment of a number, whatever its epoch, or null.
     */
    @Nullable RecordHeader firstOf(long number) throws IOException {
        long end = file.size();
        for (long at = SegmentHeader.BYTES;
                at + RecordHeader.BYTES <= end;
                at += RecordHeader.ALIGNMENT) {
            if (!load(at, RecordHeader.BYTES, end)) {
                return null;
            }
            int in = (int) (at - base);
            long written = RecordHeader.epoch(view, in);
            if (view.getInt(in) == RecordHeader.MAGIC && SegmentHeader.isOf(written, number)) {
                RecordHeader header = RecordHeader.get(view, in, written, at);
                if (header != null) {
                    return header;
                }
            }
        }
        return null;
    }

    /** Whether the buffer has the range now; it is not longer than the buffer. */
    private boolean load(long offset, int length, long end) throws IOException {
        if (offset < base || offset + length > base + filled) {
            base = offset;
            filled = 0;
            int wanted = (int) Math.min(buffer.length, end - offset);
            filled = read(buffer, 0, wanted, offset);
        }
        return filled >= length && offset + length <= base + filled;
    }

    private boolean copy(long offset, byte[] target, long end) throws IOException {
        if (offset + target.length > end) {
            return false;
        }
        int ready = 0;
        if (offset >= base && offset < base + filled) {
            ready = (int) Math.min(target.length, base + filled - offset);
            System.arraycopy(buffer, (int) (offset - base), target, 0, ready);
        }
        int rest = target.length - ready;
        return read(target, ready, rest, offset + ready) == rest;
    }

    /** Reads until the range is full or the file ends. */
    int read(byte[] target, int at, int length, long position) throws IOException {
        int done = 0;
        while (done < length) {
            int some;
            try {
                some = file.read(target, at + done, length - done, position + done);
            } catch (IOException unreadable) {
                some = sector(target, at + done, length - done, position + done);
            }
            if (some < 0) {
                break;
            }
            done += some;
        }
        return done;
    }

    private int sector(byte[] target, int at, int length, long position) throws IOException {
        int bytes = (int) Math.min(length, SECTOR_BYTES - position % SECTOR_BYTES);
        try {
            return file.read(target, at, bytes, position);
        } catch (IOException unreadable) {
            int left = (int) Math.min(bytes, file.size() - position);
            if (left > 0) {
                Arrays.fill(target, at, at + left, (byte) 0);
            }
            return left > 0 ? left : -1;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
