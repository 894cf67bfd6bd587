// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

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
    private static final int PLAIN = 1;
    private static final int ENCRYPTED = 2;
    private static final int HEAD_BYTES = 16;
    private static final int PLACE_BYTES = 40;
    private static final int KEY_AT = HEAD_BYTES + PLACE_BYTES;
    private static final int MAX_BYTES = 256 << 20;

    void save(Disk disk, Path directory, JournalKeys keys) throws IOException {
        KeyUse key = keys.begin();
        int snapshotAt = key.isNone() ? KEY_AT : KEY_AT + key.bytes();
        int length = snapshotAt + snapshot.length + (key.isNone() ? 0 : SealCipher.TAG_BYTES);
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, MAGIC);
        out.putShort(4, (short) (key.isNone() ? PLAIN : ENCRYPTED));
        out.putInt(8, length - HEAD_BYTES);
        out.putLong(HEAD_BYTES, number);
        out.putLong(HEAD_BYTES + 8, epoch);
        out.putLong(HEAD_BYTES + 16, offset);
        out.putLong(HEAD_BYTES + 24, nextSequence);
        out.putLong(HEAD_BYTES + 32, bytesAppended);
        if (key.isNone()) {
            out.put(snapshotAt, snapshot);
        } else {
            key.put(out, KEY_AT);
            byte[] open = Arrays.copyOfRange(out.array(), HEAD_BYTES, KEY_AT);
            keys.checkpoint(key).seal(Payload.of(snapshot), 0, open, out.array(), snapshotAt);
        }
        out.putInt(12, RecordHeader.crc(out, HEAD_BYTES, length - HEAD_BYTES));
        Path beside = directory.resolve(FILE + BESIDE);
        try (DiskFile file = disk.open(beside, Disk.Mode.TRUNCATE)) {
            file.write(out.array(), 0, out.capacity());
            file.sync();
        }
        disk.move(beside, directory.resolve(FILE));
    }

    /**
     * The checkpoint of a directory; null if there is none that can be trusted.
     *
     * @throws UnusableKeyException if its key is missing or another one
     */
    static @Nullable Checkpoint load(Disk disk, Path directory, JournalKeys keys)
            throws UnusableKeyException {
        Path path = directory.resolve(FILE);
        try {
            if (disk.factsIfPresent(path).isEmpty()) {
                return null;
            }
            try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
                long size = file.size();
                if (size < KEY_AT || size > MAX_BYTES) {
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
                return decode(bytes, keys, path);
            }
        } catch (UnusableKeyException unusable) {
            throw unusable;
        } catch (IOException unreadable) {
            // It is a hint: the segments say the same.
            return null;
        }
    }

    private static @Nullable Checkpoint decode(byte[] bytes, JournalKeys keys, Path path)
            throws UnusableKeyException, DamagedException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.length - HEAD_BYTES;
        int version = in.getShort(4);
        if (in.getInt(0) != MAGIC
                || (version != PLAIN && version != ENCRYPTED)
                || in.getInt(8) != length
                || in.getInt(12) != RecordHeader.crc(in, HEAD_BYTES, length)) {
            return null;
        }
        byte[] snapshot = Arrays.copyOfRange(bytes, KEY_AT, bytes.length);
        if (version == ENCRYPTED) {
            KeyUse key = KeyUse.get(in, KEY_AT);
            keys.require(key, path);
            byte[] open = Arrays.copyOfRange(bytes, HEAD_BYTES, KEY_AT);
            int before = key.bytes();
            snapshot =
                    keys.checkpoint(key).open(snapshot, before, snapshot.length - before, 0, open);
        }
        return new Checkpoint(
                in.getLong(HEAD_BYTES),
                in.getLong(HEAD_BYTES + 8),
                in.getLong(HEAD_BYTES + 16),
                in.getLong(HEAD_BYTES + 24),
                in.getLong(HEAD_BYTES + 32),
                snapshot);
    }
}
