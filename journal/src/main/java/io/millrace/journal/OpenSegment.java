// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is written. Records are gathered in a buffer and reach the file in large writes.
 * For the writer's thread.
 */
final class OpenSegment {
    private static final int LEAST_AHEAD_BYTES = 4 << 10;
    private static final int MOST_AHEAD_BYTES = 4 << 20;
    private static final int WRITES_AHEAD = 64;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(MOST_AHEAD_BYTES);

    private final SegmentHeader header;
    private final DiskFile file;
    private final ByteBuffer staging;
    private final @Nullable Sealer sealer;

    /** Where the buffer begins in the file. */
    private long stagingAt;

    /** The file has bytes up to here, so that a sync behind a write before it is quick. */
    private long allocated;

    /**
     * @param file closed by {@link #close}
     * @param staging direct, little-endian; used by one segment at a time
     * @param keys among which is the one that the header names
     */
    OpenSegment(SegmentHeader header, DiskFile file, ByteBuffer staging, JournalKeys keys)
            throws IOException {
        this.header = header;
        this.file = file;
        this.allocated = file.size();
        this.sealer = header.key().isNone() ? null : new Sealer(header, keys);
        this.staging = staging.clear();
        header.put(staging);
        staging.position(SegmentHeader.BYTES);
    }

    SegmentHeader header() {
        return header;
    }

    /** Where the next record goes. */
    long end() {
        return stagingAt + staging.position();
    }

    /** How long the segment is with one record more. */
    long endWith(Entry entry) {
        return RecordHeader.align(end() + RecordHeader.BYTES + storedLength(entry));
    }

    private int storedLength(Entry entry) {
        Sealer seals = sealer;
        return entry.payload().length() + (seals == null ? 0 : seals.added(entry.type()));
    }

    /** Up to here the file has room already. */
    long allocated() {
        return allocated;
    }

    void put(Entry entry, long sequence, long durable) throws IOException {
        long end = endWith(entry);
        Payload payload = entry.payload();
        if (staging.remaining() < RecordHeader.BYTES) {
            flush();
        }
        RecordHeader record =
                new RecordHeader(
                        entry.type(),
                        payload.compression().code(),
                        sealer != null && Sealer.seals(entry.type()),
                        header.epoch(),
                        end(),
                        sequence,
                        entry.events(),
                        entry.bodyBytes(),
                        durable,
                        storedLength(entry),
                        payload.plainLength(),
                        payload.crc());
        Sealer seals = sealer;
        if (seals != null && record.encrypted()) {
            record = seals.seal(record, payload);
        }
        record.put(staging, staging.position());
        staging.position(staging.position() + RecordHeader.BYTES);
        if (seals != null && record.encrypted()) {
            copy(seals.sealed(), 0, record.storedLength());
        } else {
            for (int piece = 0; piece < payload.pieces(); piece++) {
                copy(payload.array(piece), payload.at(piece), payload.length(piece));
            }
        }
        while (end() < end) {
            if (!staging.hasRemaining()) {
                flush();
            }
            staging.put((byte) 0);
        }
    }

    private void copy(byte[] source, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!staging.hasRemaining()) {
                flush();
            }
            int some = Math.min(length - done, staging.remaining());
            staging.put(source, offset + done, some);
            done += some;
        }
    }

    /** Hands all that was put to the file. */
    void flush() throws IOException {
        staging.flip();
        int length = staging.limit();
        if (length > 0) {
            file.writeAt(stagingAt, staging);
        }
        stagingAt += length;
        staging.clear();
        if (stagingAt > allocated) {
            allocate(length);
        }
    }

    /**
     * Writes zeros ahead, for some more writes like the last one, and the more the longer the file
     * is: a sync after each of many small writes that make the file longer would wait for the file
     * system's own journal each time. Much more would make a small write wait for long.
     */
    private void allocate(int written) throws IOException {
        long wanted = Math.min((long) WRITES_AHEAD * written, stagingAt / 2);
        long more = Math.clamp(wanted, LEAST_AHEAD_BYTES, MOST_AHEAD_BYTES);
        ByteBuffer zeros = ZEROS.duplicate().limit((int) more);
        file.writeAt(stagingAt, zeros);
        allocated = stagingAt + more;
    }

    /** Returns when all that was flushed is durable. */
    void sync() throws IOException {
        file.syncData();
    }

    void close() throws IOException {
        file.close();
    }
}
