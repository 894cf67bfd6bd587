// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a record of acknowledgements.
 *
 * @param bodyBytes of all the events
 * @param ranges rising
 */
record Acknowledgements(long bodyBytes, List<SequenceRanges.Range> ranges) {

    byte[] encode() {
        ByteBuffer out =
                ByteBuffer.allocate(12 + 16 * ranges.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(bodyBytes).putInt(ranges.size());
        for (SequenceRanges.Range range : ranges) {
            out.putLong(range.from()).putLong(range.to());
        }
        return out.array();
    }

    static Acknowledgements decode(byte[] bytes) throws DamagedException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long bodyBytes = in.getLong();
            int count = in.getInt();
            List<SequenceRanges.Range> ranges = new ArrayList<>();
            for (int range = 0; range < count; range++) {
                ranges.add(new SequenceRanges.Range(in.getLong(), in.getLong()));
            }
            return new Acknowledgements(bodyBytes, ranges);
        } catch (BufferUnderflowException cut) {
            throw new DamagedException("acknowledgements end too early", cut);
        }
    }
}
