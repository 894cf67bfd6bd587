// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Finds out whether a nonce was used twice with one key, by what that does: two different records
 * are then encrypted with the same stream of bytes. Knows nothing of how keys and nonces are made.
 */
final class KeyStreams {
    private static final int HEAD_BYTES = 16;

    private final JournalKeys keys;

    /** What was encrypted with each stream, by the stream's first bytes. */
    private final Map<String, String> seen = new HashMap<>();

    KeyStreams(JournalKeys keys) {
        this.keys = keys;
    }

    /** How many streams there were. */
    int count() {
        return seen.size();
    }

    /** Looks at all encrypted records that a directory has now. */
    void look(Path directory) throws Exception {
        Disk disk = new RealHost().disk();
        for (Path path : disk.list(directory)) {
            try {
                look(disk, path);
            } catch (NoSuchFileException delivered) {
                // It became a spare meanwhile.
            }
        }
    }

    private void look(Disk disk, Path path) throws Exception {
        if (path.toString().endsWith(Checkpoint.FILE)) {
            lookAtCheckpoint(Files.readAllBytes(path));
        } else {
            byte[] start = new byte[SegmentHeader.BYTES];
            try (SegmentScan scan = new SegmentScan(disk.open(path, Disk.Mode.READ), 0)) {
                scan.read(start, 0, start.length, 0);
            }
            SegmentHeader header = SegmentHeader.get(start);
            if (header != null && !header.key().isNone()) {
                lookAtSegment(disk, path, header);
            }
        }
    }

    private void lookAtSegment(Disk disk, Path path, SegmentHeader header) throws Exception {
        SealCipher cipher = keys.segment(header.key(), header.epoch());
        try (SegmentScan scan = new SegmentScan(disk.open(path, Disk.Mode.READ), header.epoch())) {
            long end = scan.fileSize();
            SegmentScan.Found found = scan.next(SegmentHeader.BYTES, end);
            while (found != null) {
                RecordHeader record = found.header();
                if (record.encrypted()) {
                    byte[] sealed = found.payload();
                    int before = record.type() == RecordHeader.SNAPSHOT ? header.key().bytes() : 0;
                    byte[] plain =
                            cipher.open(
                                    sealed,
                                    before,
                                    sealed.length - before,
                                    record.offset(),
                                    record.open());
                    note(sealed, before, plain, record.epoch() + "/" + record.offset());
                }
                found = scan.next(record.nextOffset(), end);
            }
        }
    }

    private void lookAtCheckpoint(byte[] bytes) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getShort(4) != 2) {
            return;
        }
        KeyUse use = KeyUse.get(in, 56);
        int at = 56 + use.bytes();
        byte[] open = new byte[40];
        in.get(16, open);
        byte[] plain = keys.checkpoint(use).open(bytes, at, bytes.length - at, 0, open);
        note(bytes, at, plain, HexFormat.of().formatHex(use.salt()));
    }

    private void note(byte[] sealed, int at, byte[] plain, String what) {
        byte[] stream = new byte[HEAD_BYTES];
        for (int i = 0; i < HEAD_BYTES; i++) {
            stream[i] = (byte) (sealed[at + i] ^ plain[i]);
        }
        String text = HexFormat.of().formatHex(sealed, at, sealed.length);
        String before = seen.putIfAbsent(HexFormat.of().formatHex(stream), text);
        if (before != null && !before.equals(text)) {
            throw new AssertionError(what + " is encrypted like another record before");
        }
    }
}
