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
     * @throws NewerFormatException if it is stored in a way that this version does not know
     */
    byte[] open(SegmentHeader segment, SegmentScan.Found found) throws IOException {
        if (found.header().compression() != 0) {
            throw new NewerFormatException(
                    "payloads with compression " + found.header().compression());
        }
        if (found.header().encrypted()) {
            throw new NewerFormatException("encrypted payloads");
        }
        return found.payload();
    }

    /**
     * The block of a frame.
     *
     * @throws FrameFormatException if the frame was damaged before it was written
     */
    Block block(SegmentHeader segment, SegmentScan.Found found)
            throws IOException, FrameFormatException {
        byte[] frame = open(segment, found);
        return decoder.decode(frame, 0, frame.length);
    }
}
