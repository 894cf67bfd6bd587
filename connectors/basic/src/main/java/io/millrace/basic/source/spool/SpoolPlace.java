// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far a file is read.
 *
 * <p>Encoded as {@code docs/formats/file-position.md} says.
 *
 * @param number the file's number in the order of reading
 * @param isEnd whether nothing of the file is left
 * @param isInLine whether the event before was the start of a line that goes on here
 * @param file where, in which file
 */
record SpoolPlace(long number, boolean isEnd, boolean isInLine, FilePosition file) {
    private static final byte VERSION = 1;
    private static final int END = 1;
    private static final int IN_LINE = 2;
    private static final int HEAD_BYTES = 1 + 8 + 1;

    /** At an offset of which nothing is known but that it was reached. */
    static SpoolPlace at(long offset, String identity, String path) {
        return new SpoolPlace(
                0,
                false,
                false,
                new FilePosition(identity, offset, 0, 0, new FilePosition.Print(0, 0, 0, 0), path));
    }

    /** Whether the offset is from elsewhere, and so there is nothing to know the file by. */
    private boolean isUnproved() {
        return file.print().headLength() == 0 && file.offset() > 0;
    }

    /**
     * Goes to this place.
     *
     * @return false if the file does not hold any more what was read; it stays where it was
     */
    boolean resume(OpenFile open) throws IOException {
        return isUnproved() ? open.skipTo(file.offset()) : open.resume(file);
    }

    byte[] encode() {
        byte[] position = file.encode();
        int flags = (isEnd ? END : 0) | (isInLine ? IN_LINE : 0);
        return ByteBuffer.allocate(HEAD_BYTES + position.length)
                .put(VERSION)
                .putLong(number)
                .put((byte) flags)
                .put(position)
                .array();
    }

    /** The place, or empty if the bytes are none of a known version. */
    static Optional<SpoolPlace> decode(byte[] bytes) {
        if (bytes.length < HEAD_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, HEAD_BYTES - 1);
        long number = in.getLong();
        int flags = in.get();
        return FilePosition.decode(Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length))
                .map(file ->
                        new SpoolPlace(number, (flags & END) != 0, (flags & IN_LINE) != 0, file));
    }
}
