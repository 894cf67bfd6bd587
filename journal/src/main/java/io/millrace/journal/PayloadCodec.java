// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.FrameDecoder;
import io.millrace.frame.FrameFormatException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;

/** Makes of a payload as it is stored what was appended. Safe for any thread. */
final class PayloadCodec {
    private final FrameDecoder decoder = new FrameDecoder(RecordHeader.MAX_PAYLOAD);
    private final JournalKeys keys;
    private final ReentrantLock lock = new ReentrantLock();

    /** Segments are read one after another: the cipher of the last one, guarded by the lock. */
    private @Nullable Opener last;

    private record Opener(long epoch, SealCipher cipher) {}

    PayloadCodec(JournalKeys keys) {
        this.keys = keys;
    }

    /**
     * The payload as it was before it was stored.
     *
     * @throws DamagedException if it passed its check and is no such payload all the same
     * @throws NewerFormatException if it is stored in a way that this version does not know
     */
    byte[] open(SegmentHeader segment, SegmentScan.Found found) throws IOException {
        RecordHeader header = found.header();
        Compression compression = Compression.of(header.compression());
        if (compression == null) {
            throw new NewerFormatException("payloads with compression " + header.compression());
        }
        if (!header.encrypted() && !segment.key().isNone() && Sealer.seals(header.type())) {
            // A checksum can be made without the key: somebody put it there.
            throw new DamagedException("a payload in plain in an encrypted segment", null);
        }
        byte[] stored = header.encrypted() ? decrypted(segment, found) : found.payload();
        return compression.restore(stored, header.plainLength());
    }

    private byte[] decrypted(SegmentHeader segment, SegmentScan.Found found)
            throws DamagedException {
        RecordHeader header = found.header();
        if (segment.key().isNone()) {
            throw new DamagedException("the salt of its segment is damaged", null);
        }
        byte[] sealed = found.payload();
        int before = header.type() == RecordHeader.SNAPSHOT ? keyUse(found).bytes() : 0;
        lock.lock();
        try {
            Opener opener = last;
            if (opener == null || opener.epoch() != segment.epoch()) {
                opener = new Opener(segment.epoch(), keys.segment(segment.key(), segment.epoch()));
                last = opener;
            }
            return opener.cipher()
                    .open(sealed, before, sealed.length - before, header.offset(), header.open());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What an encrypted snapshot says of its segment's key; {@link KeyUse#NONE} for other records.
     */
    static KeyUse keyUse(SegmentScan.Found found) throws DamagedException {
        RecordHeader header = found.header();
        return header.encrypted() && header.type() == RecordHeader.SNAPSHOT
                ? KeyUse.get(ByteBuffer.wrap(found.payload()).order(ByteOrder.LITTLE_ENDIAN), 0)
                : KeyUse.NONE;
    }

    /**
     * The block of a frame.
     *
     * @throws DamagedException if the bytes passed their check and are no frame all the same
     */
    Block block(SegmentHeader segment, SegmentScan.Found found) throws IOException {
        byte[] frame = open(segment, found);
        try {
            return decoder.decode(frame, 0, frame.length);
        } catch (FrameFormatException spoilt) {
            throw new DamagedException("a frame that was damaged before it was written", spoilt);
        }
    }
}
