// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a follower goes on: in which file, known by device and inode and by what it holds, and
 * behind which byte.
 *
 * <p>Encoded, version 1, big-endian: u8 version, i64 offset, i64 next ordinal, i64 milliseconds,
 * u16 and i32 length and CRC32C of the head, u16 and i32 of the tail, u8 and bytes identity in
 * UTF-8.
 *
 * @param identity device and inode as the disk gives them; may be empty
 * @param offset where the first line begins that was not emitted
 * @param nextOrdinal the number of that line
 * @param readMillis the wall clock when the bytes before it were read
 * @param print what the file holds before the offset
 */
record FilePosition(String identity, long offset, long nextOrdinal, long readMillis, Print print) {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 3 * 8 + 2 * 6 + 1;
    private static final int MOST_IDENTITY_BYTES = 255;

    /**
     * Checksums of the first bytes of a file and of the last ones before an offset. Two files with
     * the same print and enough bytes are taken for the same contents.
     */
    record Print(int headLength, int headCrc, int tailLength, int tailCrc) {
        /** The most bytes that the head and the tail have. */
        static final int HEAD_BYTES = 1024;

        static final int TAIL_BYTES = 256;
    }

    /** Whether the print covers enough to know the file by it alone. */
    boolean isTelling() {
        return offset >= Print.TAIL_BYTES;
    }

    byte[] encode() {
        byte[] name = identity.getBytes(StandardCharsets.UTF_8);
        // Too long an identity is as good as none: the print decides then.
        int length = name.length > MOST_IDENTITY_BYTES ? 0 : name.length;
        return ByteBuffer.allocate(FIXED_BYTES + length)
                .put(VERSION)
                .putLong(offset)
                .putLong(nextOrdinal)
                .putLong(readMillis)
                .putShort((short) print.headLength)
                .putInt(print.headCrc)
                .putShort((short) print.tailLength)
                .putInt(print.tailCrc)
                .put((byte) length)
                .put(name, 0, length)
                .array();
    }

    /** The position, or empty if the bytes are not one of this version. */
    static Optional<FilePosition> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != VERSION) {
                return Optional.empty();
            }
            long offset = in.getLong();
            long nextOrdinal = in.getLong();
            long readMillis = in.getLong();
            Print print =
                    new Print(
                            Short.toUnsignedInt(in.getShort()),
                            in.getInt(),
                            Short.toUnsignedInt(in.getShort()),
                            in.getInt());
            byte[] name = new byte[Byte.toUnsignedInt(in.get())];
            in.get(name);
            boolean plausible =
                    offset >= 0
                            && nextOrdinal >= 0
                            && print.headLength <= Print.HEAD_BYTES
                            && print.tailLength <= Print.TAIL_BYTES
                            && print.headLength <= offset
                            && print.tailLength <= offset
                            && !in.hasRemaining();
            return plausible
                    ? Optional.of(
                            new FilePosition(
                                    new String(name, StandardCharsets.UTF_8),
                                    offset,
                                    nextOrdinal,
                                    readMillis,
                                    print))
                    : Optional.empty();
        } catch (BufferUnderflowException cut) {
            return Optional.empty();
        }
    }
}
