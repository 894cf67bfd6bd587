// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A hint that shortens recovery: what was known at a place that is durable.
 *
 * @param number of the segment
 * @param epoch of the segment
 * @param offset up to which the snapshot knows everything
 * @param nextSequence number of the next event there
 * @param bytesAppended of bodies, up to there
 * @param snapshot as bytes
 */
record Checkpoint(
        long number,
        long epoch,
        long offset,
        long nextSequence,
        long bytesAppended,
        byte[] snapshot) {
    static final String FILE = "checkpoint";
    static final String BESIDE = ".new";
    private static final int MAGIC = 0x434A524D;
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 16;
    private static final int PLACE_BYTES = 40;
    private static final int MAX_BYTES = 256 << 20;

    void save(Disk disk, Path directory) throws IOException {
        ByteBuffer out =
                ByteBuffer.allocate(HEAD_BYTES + PLACE_BYTES + snapshot.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, MAGIC);
        out.putShort(4, (short) VERSION);
        out.putInt(8, PLACE_BYTES + snapshot.length);
        out.putLong(HEAD_BYTES, number);
        out.putLong(HEAD_BYTES + 8, epoch);
        out.putLong(HEAD_BYTES + 16, offset);
        out.putLong(HEAD_BYTES + 24, nextSequence);
        out.putLong(HEAD_BYTES + 32, bytesAppended);
        out.put(HEAD_BYTES + PLACE_BYTES, snapshot);
        out.putInt(12, RecordHeader.crc(out, HEAD_BYTES, PLACE_BYTES + snapshot.length));
        Path beside = directory.resolve(FILE + BESIDE);
        try (DiskFile file = disk.open(beside, Disk.Mode.TRUNCATE)) {
            file.write(out.array(), 0, out.capacity());
            file.sync();
        }
        disk.move(beside, directory.resolve(FILE));
    }

    /** The checkpoint of a directory; null if there is none that can be trusted. */
    static @Nullable Checkpoint load(Disk disk, Path directory) {
        Path path = directory.resolve(FILE);
        try {
            if (disk.factsIfPresent(path).isEmpty()) {
                return null;
            }
            try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
                long size = file.size();
                if (size < HEAD_BYTES + PLACE_BYTES || size > MAX_BYTES) {
                    return null;
                }
                byte[] bytes = new byte[(int) size];
                int done = 0;
                while (done < bytes.length) {
                    int some = file.read(bytes, done, bytes.length - done, done);
                    if (some < 0) {
                        return null;
                    }
                    done += some;
                }
                return decode(bytes);
            }
        } catch (IOException unreadable) {
            // It is a hint: the segments say the same.
            return null;
        }
    }

    private static @Nullable Checkpoint decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.length - HEAD_BYTES;
        if (in.getInt(0) != MAGIC
                || in.getShort(4) != VERSION
                || in.getInt(8) != length
                || in.getInt(12) != RecordHeader.crc(in, HEAD_BYTES, length)) {
            return null;
        }
        byte[] snapshot = new byte[length - PLACE_BYTES];
        in.get(HEAD_BYTES + PLACE_BYTES, snapshot);
        return new Checkpoint(
                in.getLong(HEAD_BYTES),
                in.getLong(HEAD_BYTES + 8),
                in.getLong(HEAD_BYTES + 16),
                in.getLong(HEAD_BYTES + 24),
                in.getLong(HEAD_BYTES + 32),
                snapshot);
    }
}
