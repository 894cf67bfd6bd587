// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is written. Records are gathered in a buffer and reach the file in large writes.
 * For the writer's thread.
 */
final class OpenSegment {
    private final SegmentHeader header;
    private final DiskFile file;
    private final ByteBuffer staging;

    /** Where the buffer begins in the file. */
    private long stagingAt;

    /**
     * @param file closed by {@link #close}
     * @param staging direct, little-endian; used by one segment at a time
     */
    OpenSegment(SegmentHeader header, DiskFile file, ByteBuffer staging) {
        this.header = header;
        this.file = file;
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
        return RecordHeader.align(end() + RecordHeader.BYTES + entry.payloadLength());
    }

    void put(Entry entry, long sequence, long durable) throws IOException {
        long end = endWith(entry);
        if (staging.remaining() < RecordHeader.BYTES) {
            flush();
        }
        RecordHeader record =
                new RecordHeader(
                        entry.type(),
                        0,
                        false,
                        header.epoch(),
                        end(),
                        sequence,
                        entry.events(),
                        entry.bodyBytes(),
                        durable,
                        entry.payloadLength(),
                        entry.payloadLength(),
                        entry.payloadCrc());
        record.put(staging, staging.position());
        staging.position(staging.position() + RecordHeader.BYTES);
        copy(entry.head(), 0, entry.head().length);
        copy(entry.tail(), entry.tailAt(), entry.tailLength());
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
    }

    /** Returns when all that was flushed is durable. */
    void sync() throws IOException {
        file.syncData();
    }

    void close() throws IOException {
        file.close();
    }
}
