// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Encrypts the records of the segment that is written. For the writer's thread. */
final class Sealer {
    private static final int LEAST_ROOM = 64 << 10;

    private final KeyUse key;
    private final SealCipher cipher;
    private byte[] room = new byte[LEAST_ROOM];

    /** For a segment that is encrypted. */
    Sealer(SegmentHeader header, JournalKeys keys) {
        this.key = header.key();
        this.cipher = keys.segment(header.key(), header.epoch());
    }

    /** Whether records of a type are encrypted: acknowledgements are numbers and nothing else. */
    static boolean seals(int type) {
        return type != RecordHeader.ACKNOWLEDGEMENTS;
    }

    /** How much longer a payload gets. */
    int added(int type) {
        return seals(type) ? before(type) + SealCipher.TAG_BYTES : 0;
    }

    /** The first record says the key again, for the case that the header is lost. */
    private int before(int type) {
        return type == RecordHeader.SNAPSHOT ? key.bytes() : 0;
    }

    /**
     * Encrypts a payload; {@link #sealed} has it then, until the next one.
     *
     * @param header with the length as stored
     * @return the header with the checksum of what is stored
     */
    RecordHeader seal(RecordHeader header, Payload payload) {
        int length = header.storedLength();
        if (room.length < length) {
            room = new byte[Math.max(length, Math.min(2 * room.length, RecordHeader.MAX_PAYLOAD))];
        }
        int before = before(header.type());
        if (before > 0) {
            key.put(ByteBuffer.wrap(room).order(ByteOrder.LITTLE_ENDIAN), 0);
        }
        cipher.seal(payload, header.offset(), header.open(), room, before);
        CRC32C crc = new CRC32C();
        crc.update(room, 0, length);
        return header.withPayloadCrc((int) crc.getValue());
    }

    /** What was encrypted last, from the start of the array on. */
    byte[] sealed() {
        return room;
    }
}
