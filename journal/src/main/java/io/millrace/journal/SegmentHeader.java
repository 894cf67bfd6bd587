// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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
 * @param encrypted whether payloads of frames and snapshots are
 * @param salt 16 bytes; not to be changed
 * @param keyName empty if not encrypted
 */
record SegmentHeader(
        long epoch,
        long number,
        long firstSequence,
        long bytesBefore,
        long previousNumber,
        long previousEnd,
        long createdMillis,
        boolean encrypted,
        byte[] salt,
        String keyName) {
    /** Records begin behind it. */
    static final int BYTES = 4096;

    static final int SALT_BYTES = 16;

    private static final int MAGIC = 0x534A524D;
    private static final int VERSION = 1;
    private static final int COPY_BYTES = 512;
    private static final int[] COPIES_AT = {0, 2048};
    private static final int SALT_AT = 64;
    private static final int KEY_AT = 80;
    private static final int MAX_KEY_BYTES = 200;
    private static final int CRC_AT = 508;

    /**
     * The header that a segment must have had, by one of its records; what stood nowhere else is
     * unknown.
     */
    static SegmentHeader rebuilt(long number, RecordHeader record) {
        return new SegmentHeader(
                record.epoch(),
                number,
                record.sequence(),
                0,
                -1,
                0,
                0,
                record.encrypted(),
                new byte[SALT_BYTES],
                "");
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
        byte[] key = keyName.getBytes(StandardCharsets.UTF_8);
        if (key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a key's name of " + key.length + " bytes");
        }
        out.putInt(at, MAGIC);
        out.putShort(at + 4, (short) VERSION);
        out.putShort(at + 6, (short) (encrypted ? 1 : 0));
        out.putLong(at + 8, epoch);
        out.putLong(at + 16, number);
        out.putLong(at + 24, firstSequence);
        out.putLong(at + 32, bytesBefore);
        out.putLong(at + 40, previousNumber);
        out.putLong(at + 48, previousEnd);
        out.putLong(at + 56, createdMillis);
        out.put(at + SALT_AT, salt);
        out.put(at + KEY_AT, (byte) key.length);
        out.put(at + KEY_AT + 1, key);
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
        byte[] salt = new byte[SALT_BYTES];
        in.get(at + SALT_AT, salt);
        byte[] key = new byte[Math.min(MAX_KEY_BYTES, in.get(at + KEY_AT) & 0xFF)];
        in.get(at + KEY_AT + 1, key);
        return new SegmentHeader(
                in.getLong(at + 8),
                in.getLong(at + 16),
                in.getLong(at + 24),
                in.getLong(at + 32),
                in.getLong(at + 40),
                in.getLong(at + 48),
                in.getLong(at + 56),
                (in.getShort(at + 6) & 1) != 0,
                salt,
                new String(key, StandardCharsets.UTF_8));
    }
}
