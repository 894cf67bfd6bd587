// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.FrameDecoder;
import io.millrace.frame.FrameFormatException;

import java.io.IOException;

/** Makes of a payload as it is stored what was appended. Safe for any thread. */
final class PayloadCodec {
    private final FrameDecoder decoder = new FrameDecoder(RecordHeader.MAX_PAYLOAD);

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
        if (header.encrypted()) {
            throw new NewerFormatException("encrypted payloads");
        }
        return compression.restore(found.payload(), header.plainLength());
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
