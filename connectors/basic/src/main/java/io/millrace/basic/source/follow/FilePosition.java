// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a follower goes on: in which file, known by device and inode and by what it holds, and
 * behind which byte.
 *
 * <p>Encoded as {@code docs/formats/file-position.md} says.
 *
 * @param identity device and inode as the disk gives them; may be empty
 * @param offset where the first line begins that was not emitted
 * @param nextOrdinal the number of that line
 * @param readMillis the wall clock when the bytes before it were read
 * @param print what the file holds before the offset
 * @param path the name that the file had; may be empty
 */
public record FilePosition(
        String identity, long offset, long nextOrdinal, long readMillis, Print print, String path) {
    private static final byte FIRST_VERSION = 1;
    private static final byte VERSION = 2;
    private static final int FIXED_BYTES = 1 + 3 * 8 + 2 * 6 + 1 + 2;
    private static final int MOST_IDENTITY_BYTES = 255;
    private static final int MOST_PATH_BYTES = 65_535;

    /**
     * Checksums of the first bytes of a file and of the last ones before an offset. Two files with
     * the same print and enough bytes are taken for the same contents.
     */
    public record Print(int headLength, int headCrc, int tailLength, int tailCrc) {
        /** The most bytes that the head and the tail have. */
        public static final int HEAD_BYTES = 1024;

        public static final int TAIL_BYTES = 256;
    }

    /** Whether the print covers enough to know the file by it alone. */
    public boolean isTelling() {
        return offset >= Print.TAIL_BYTES;
    }

    public byte[] encode() {
        // Too long a name is as good as none: the print decides then.
        byte[] name = atMost(MOST_IDENTITY_BYTES, identity);
        byte[] where = atMost(MOST_PATH_BYTES, path);
        return ByteBuffer.allocate(FIXED_BYTES + name.length + where.length)
                .put(VERSION)
                .putLong(offset)
                .putLong(nextOrdinal)
                .putLong(readMillis)
                .putShort((short) print.headLength)
                .putInt(print.headCrc)
                .putShort((short) print.tailLength)
                .putInt(print.tailCrc)
                .put((byte) name.length)
                .put(name)
                .putShort((short) where.length)
                .put(where)
                .array();
    }

    private static byte[] atMost(int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length > length ? new byte[0] : bytes;
    }

    /** The position, or empty if the bytes are none of a known version. */
    public static Optional<FilePosition> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != FIRST_VERSION && version != VERSION) {
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
            String identity = text(in, Byte.toUnsignedInt(in.get()));
            String path =
                    version == FIRST_VERSION ? "" : text(in, Short.toUnsignedInt(in.getShort()));
            FilePosition position =
                    new FilePosition(identity, offset, nextOrdinal, readMillis, print, path);
            return position.isPossible() && !in.hasRemaining()
                    ? Optional.of(position)
                    : Optional.empty();
        } catch (BufferUnderflowException cut) {
            return Optional.empty();
        }
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private boolean isPossible() {
        return offset >= 0
                && nextOrdinal >= 0
                && print.headLength <= Print.HEAD_BYTES
                && print.tailLength <= Print.TAIL_BYTES
                && print.headLength <= offset
                && print.tailLength <= offset;
    }
}
