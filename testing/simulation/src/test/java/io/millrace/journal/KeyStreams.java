// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Finds out whether a nonce was used twice with one key, by what that does: two different records
 * are then encrypted with the same stream of bytes. Whoever has both knows something of each.
 */
public final class KeyStreams {
    private static final int HEAD_BYTES = 16;

    private final JournalKeys keys;

    /** What was encrypted with each stream, by the stream's first bytes. */
    private final Map<String, String> seen = new HashMap<>();

    /**
     * @param keys all that a journal had in this history
     */
    public KeyStreams(JournalKeys keys) {
        this.keys = keys;
    }

    /** Derives a key and encrypts something with it. */
    public static void warmUp(JournalKeys keys) {
        byte[] out = new byte[SealCipher.TAG_BYTES];
        keys.segment(keys.begin(), 1).seal(Payload.of(new byte[0]), 0, new byte[0], out, 0);
    }

    /** Looks at all encrypted records in the bytes of a file; other files have none. */
    public void look(byte[] bytes) {
        SegmentHeader header;
        try {
            header = SegmentHeader.get(Arrays.copyOf(bytes, SegmentHeader.BYTES));
        } catch (NewerFormatException flipped) {
            return;
        }
        if (header == null || header.key().isNone()) {
            return;
        }
        SealCipher cipher = keys.segment(header.key(), header.epoch());
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = SegmentHeader.BYTES;
                at + RecordHeader.BYTES <= bytes.length;
                at += RecordHeader.ALIGNMENT) {
            RecordHeader record = RecordHeader.get(in, at, header.epoch(), at);
            if (record != null && record.encrypted()) {
                look(header, cipher, record, bytes);
            }
        }
    }

    private void look(SegmentHeader header, SealCipher cipher, RecordHeader record, byte[] bytes) {
        int at = (int) record.offset() + RecordHeader.BYTES;
        int before = record.type() == RecordHeader.SNAPSHOT ? header.key().bytes() : 0;
        int end = at + record.storedLength();
        if (end > bytes.length) {
            return;
        }
        byte[] plain;
        try {
            plain =
                    cipher.open(
                            bytes, at + before, end - at - before, record.offset(), record.open());
        } catch (DamagedException torn) {
            return;
        }
        byte[] stream = new byte[Math.min(HEAD_BYTES, plain.length)];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = (byte) (bytes[at + before + i] ^ plain[i]);
        }
        String sealed = HexFormat.of().formatHex(bytes, at + before, end);
        String other = seen.putIfAbsent(HexFormat.of().formatHex(stream), sealed);
        if (other != null && !other.equals(sealed)) {
            throw new AssertionError(
                    "the record at %d of segment %d is encrypted like another one"
                            .formatted(record.offset(), header.number()));
        }
    }
}
