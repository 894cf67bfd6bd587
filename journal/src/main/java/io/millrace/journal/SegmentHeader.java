// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stands at the start of a segment, twice.
 *
 * @param epoch tells this use of the file from all others; its lower half is that of the number
 * @param number of the segment
 * @param firstSequence number of its first event
 * @param bytesBefore of bodies, appended to the journal before this segment
 * @param previousNumber of the segment before, -1 if there is none
 * @param previousEnd where that one ends, 0 if there is none
 * @param createdMillis milliseconds since 1970-01-01 UTC
 * @param key with which payloads of frames and snapshots are encrypted, if they are
 */
record SegmentHeader(
        long epoch,
        long number,
        long firstSequence,
        long bytesBefore,
        long previousNumber,
        long previousEnd,
        long createdMillis,
        KeyUse key) {
    /** Records begin behind it. */
    static final int BYTES = 4096;

    private static final int MAGIC = 0x534A524D;
    private static final int VERSION = 1;
    private static final int ENCRYPTED = 1;
    private static final int COPY_BYTES = 512;
    private static final int[] COPIES_AT = {0, 2048};
    private static final int KEY_AT = 64;
    private static final int CRC_AT = 508;

    /**
     * The header that a segment must have had, by one of its records; what stood nowhere else is
     * unknown.
     *
     * @param key as the record says it, if it does
     */
    static SegmentHeader rebuilt(long number, RecordHeader record, KeyUse key) {
        return new SegmentHeader(record.epoch(), number, record.sequence(), 0, -1, 0, 0, key);
    }

    /** The epoch of a segment; {@code run} differs from one process to the next. */
    static long epoch(int run, long number) {
        return ((long) run << Integer.SIZE) | (number & 0xFFFFFFFFL);
    }

    /** Whether a record of this epoch belongs to the segment of this number. */
    static boolean isOf(long epoch, long number) {
        return (int) epoch == (int) number;
    }

    /** Writes both copies at the start of a little-endian buffer and fills up with zeros. */
    void put(ByteBuffer out) {
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            out.putLong(at, 0);
        }
        for (int at : COPIES_AT) {
            putCopy(out, at);
        }
    }

    private void putCopy(ByteBuffer out, int at) {
        out.putInt(at, MAGIC);
        out.putShort(at + 4, (short) VERSION);
        out.putShort(at + 6, (short) (key.isNone() ? 0 : ENCRYPTED));
        out.putLong(at + 8, epoch);
        out.putLong(at + 16, number);
        out.putLong(at + 24, firstSequence);
        out.putLong(at + 32, bytesBefore);
        out.putLong(at + 40, previousNumber);
        out.putLong(at + 48, previousEnd);
        out.putLong(at + 56, createdMillis);
        if (!key.isNone()) {
            key.put(out, at + KEY_AT);
        }
        out.putInt(at + CRC_AT, RecordHeader.crc(out, at, CRC_AT));
    }

    /**
     * The header that the first {@link #BYTES} bytes of a file say, or null if neither copy is one.
     *
     * @throws NewerFormatException if a later version wrote it
     */
    static @Nullable SegmentHeader get(byte[] bytes) throws NewerFormatException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at : COPIES_AT) {
            SegmentHeader header = getCopy(in, at);
            if (header != null) {
                return header;
            }
        }
        return null;
    }

    private static KeyUse key(ByteBuffer in, int at) {
        if ((in.getShort(at + 6) & ENCRYPTED) == 0) {
            return KeyUse.NONE;
        }
        try {
            return KeyUse.get(in, at + KEY_AT);
        } catch (DamagedException impossible) {
            // A name has 255 bytes at most, and the copy has passed its check.
            return KeyUse.NONE;
        }
    }

    private static @Nullable SegmentHeader getCopy(ByteBuffer in, int at)
            throws NewerFormatException {
        if (in.capacity() < at + COPY_BYTES
                || in.getInt(at) != MAGIC
                || in.getInt(at + CRC_AT) != RecordHeader.crc(in, at, CRC_AT)) {
            return null;
        }
        int version = in.getShort(at + 4);
        if (version != VERSION) {
            throw new NewerFormatException("segments of version " + version);
        }
        return new SegmentHeader(
                in.getLong(at + 8),
                in.getLong(at + 16),
                in.getLong(at + 24),
                in.getLong(at + 32),
                in.getLong(at + 40),
                in.getLong(at + 48),
                in.getLong(at + 56),
                key(in, at));
    }
}
