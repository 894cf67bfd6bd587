// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The 64 bytes before the payload of a record.
 *
 * @param type {@link #FRAME}, {@link #ACKNOWLEDGEMENTS}, {@link #SNAPSHOT}, or one of a later
 *     version
 * @param compression 0 for none
 * @param encrypted whether the payload is
 * @param epoch of the segment
 * @param offset of the record in the segment
 * @param sequence number of the first event of a frame, else of the next event
 * @param events of a frame
 * @param bodyBytes of a frame
 * @param durable all events below were synced when the record was written
 * @param storedLength of the payload in the segment
 * @param plainLength of the payload before compression
 * @param payloadCrc of the payload as stored
 */
record RecordHeader(
        int type,
        int compression,
        boolean encrypted,
        long epoch,
        long offset,
        long sequence,
        int events,
        int bodyBytes,
        long durable,
        int storedLength,
        int plainLength,
        int payloadCrc) {
    static final int BYTES = 64;
    static final int ALIGNMENT = 8;
    static final int MAGIC = 0x524A524D;
    static final int FRAME = 1;
    static final int ACKNOWLEDGEMENTS = 2;
    static final int SNAPSHOT = 3;

    /** A longer payload is damage: nothing that long is ever written. */
    static final int MAX_PAYLOAD = 64 << 20;

    /** The longest frame; its record has room for what encryption adds. */
    static final int MAX_FRAME = MAX_PAYLOAD - SealCipher.TAG_BYTES;

    /** So much of the header is known before the payload is encrypted, and protected with it. */
    private static final int OPEN_BYTES = 56;

    private static final int CRC_AT = 60;

    /** Writes the header at a position of a little-endian buffer, whose own position stays. */
    void put(ByteBuffer out, int at) {
        out.putInt(at, MAGIC);
        out.put(at + 4, (byte) type);
        out.put(at + 5, (byte) compression);
        out.put(at + 6, (byte) (encrypted ? 1 : 0));
        out.put(at + 7, (byte) 0);
        out.putLong(at + 8, epoch);
        out.putLong(at + 16, offset);
        out.putLong(at + 24, sequence);
        out.putInt(at + 32, events);
        out.putInt(at + 36, bodyBytes);
        out.putLong(at + 40, durable);
        out.putInt(at + 48, storedLength);
        out.putInt(at + 52, plainLength);
        out.putInt(at + 56, payloadCrc);
        out.putInt(at + CRC_AT, crc(out, at, CRC_AT));
    }

    /**
     * The header at a position of a little-endian buffer with 64 bytes behind it, or null if there
     * is none that was written there for this epoch.
     */
    static @Nullable RecordHeader get(ByteBuffer in, int at, long epoch, long offset) {
        if (in.getInt(at) != MAGIC
                || in.getLong(at + 8) != epoch
                || in.getLong(at + 16) != offset
                || in.getInt(at + CRC_AT) != crc(in, at, CRC_AT)) {
            return null;
        }
        RecordHeader header =
                new RecordHeader(
                        in.get(at + 4),
                        in.get(at + 5),
                        (in.get(at + 6) & 1) != 0,
                        epoch,
                        offset,
                        in.getLong(at + 24),
                        in.getInt(at + 32),
                        in.getInt(at + 36),
                        in.getLong(at + 40),
                        in.getInt(at + 48),
                        in.getInt(at + 52),
                        in.getInt(at + 56));
        return header.isPossible() ? header : null;
    }

    /** The part of the header that is protected with an encrypted payload. */
    byte[] open() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        put(header, 0);
        return Arrays.copyOf(header.array(), OPEN_BYTES);
    }

    /** The same header with the payload's checksum. */
    RecordHeader withPayloadCrc(int crc) {
        return new RecordHeader(
                type,
                compression,
                encrypted,
                epoch,
                offset,
                sequence,
                events,
                bodyBytes,
                durable,
                storedLength,
                plainLength,
                crc);
    }

    /** The epoch that a header at a position says; not checked. */
    static long epoch(ByteBuffer in, int at) {
        return in.getLong(at + 8);
    }

    private boolean isPossible() {
        return storedLength >= 0
                && storedLength <= MAX_PAYLOAD
                && plainLength >= 0
                && plainLength <= MAX_PAYLOAD
                && events >= 0
                && bodyBytes >= 0
                && sequence >= 0;
    }

    /** The number behind the last event of a frame; of other records, that of the next event. */
    long end() {
        return sequence + events;
    }

    /** Where the next record begins. */
    long nextOffset() {
        return align(offset + BYTES + storedLength);
    }

    static long align(long offset) {
        return (offset + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static int crc(ByteBuffer bytes, int at, int length) {
        // A view of the buffer would be garbage for each record.
        int position = bytes.position();
        int limit = bytes.limit();
        CRC32C crc = new CRC32C();
        crc.update(bytes.clear().position(at).limit(at + length));
        bytes.clear().limit(limit).position(position);
        return (int) crc.getValue();
    }
}
