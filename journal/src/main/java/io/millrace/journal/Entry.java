// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.EncodedFrame;
import io.millrace.frame.FrameEncoder;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.zip.CRC32C;

/** What becomes one record. Encoded by whoever appends, so that the one writer only copies. */
sealed interface Entry {

    int type();

    /** The first part of the payload. */
    byte[] head();

    /** The array with the second part, which may be empty. */
    byte[] tail();

    int tailAt();

    int tailLength();

    int payloadCrc();

    default int events() {
        return 0;
    }

    default int bodyBytes() {
        return 0;
    }

    default int payloadLength() {
        return head().length + tailLength();
    }

    /**
     * A frame.
     *
     * @param append of which it is a part
     * @param isLast whether it is the last part of it
     */
    record Frame(
            Append append,
            boolean isLast,
            Run run,
            @Nullable String stream,
            @Nullable StreamEnd streamEnd,
            EncodedFrame frame,
            int bodyBytes,
            int payloadCrc)
            implements Entry {

        static Frame of(Append append, boolean isLast, Run run) {
            EncodedFrame frame = FrameEncoder.pieces(run);
            if (frame.length() > RecordHeader.MAX_PAYLOAD) {
                throw new IllegalArgumentException(
                        "a frame of %d bytes, more than the %d of a record"
                                .formatted(frame.length(), RecordHeader.MAX_PAYLOAD));
            }
            CRC32C crc = new CRC32C();
            crc.update(frame.head());
            crc.update(frame.bodies(), frame.bodiesAt(), frame.bodiesLength());
            Block block = run.block();
            StreamPosition position = block.position();
            StreamEnd end = null;
            if (position != null) {
                byte[] goOn = run.endsBlock() ? position.end() : new byte[0];
                end =
                        StreamEnd.of(
                                position,
                                ordinalAfter(run, run.size() - 1),
                                goOn,
                                block.acceptedMillis());
            }
            return new Frame(
                    append,
                    isLast,
                    run,
                    position == null ? null : position.stream(),
                    end,
                    frame,
                    (int) run.bodyBytes(),
                    (int) crc.getValue());
        }

        private static long ordinalAfter(Run run, int event) {
            return run.block().ordinal(run.blockIndex(event)) + 1;
        }

        /** How many events of this frame a stream has already; they are its first ones. */
        int alreadyIn(@Nullable StreamEnd held) {
            StreamEnd own = streamEnd;
            if (held == null || own == null || held.epoch() != own.epoch()) {
                return 0;
            }
            if (own.nextOrdinal() <= held.nextOrdinal()) {
                return run.size();
            }
            int count = 0;
            while (ordinalAfter(run, count) <= held.nextOrdinal()) {
                count++;
            }
            return count;
        }

        /** Without its first events. */
        Frame without(int first) {
            return of(append, isLast, run.slice(first, run.size()));
        }

        @Override
        public int type() {
            return RecordHeader.FRAME;
        }

        @Override
        public byte[] head() {
            return frame.head();
        }

        @Override
        public byte[] tail() {
            return frame.bodies();
        }

        @Override
        public int tailAt() {
            return frame.bodiesAt();
        }

        @Override
        public int tailLength() {
            return frame.bodiesLength();
        }

        @Override
        public int events() {
            return run.size();
        }
    }

    /** A payload in one piece. */
    record Plain(int type, byte[] head, int payloadCrc) implements Entry {

        static Plain of(int type, byte[] payload) {
            CRC32C crc = new CRC32C();
            crc.update(payload);
            return new Plain(type, payload, (int) crc.getValue());
        }

        @Override
        public byte[] tail() {
            return head;
        }

        @Override
        public int tailAt() {
            return 0;
        }

        @Override
        public int tailLength() {
            return 0;
        }
    }

    /** Acknowledgements, with what they say. */
    record Gone(Acknowledgements acknowledgements, Plain plain) implements Entry {

        static Gone of(long bodyBytes, List<SequenceRanges.Range> ranges) {
            Acknowledgements said = new Acknowledgements(bodyBytes, ranges);
            return new Gone(said, Plain.of(RecordHeader.ACKNOWLEDGEMENTS, said.encode()));
        }

        @Override
        public int type() {
            return plain.type();
        }

        @Override
        public byte[] head() {
            return plain.head();
        }

        @Override
        public byte[] tail() {
            return plain.tail();
        }

        @Override
        public int tailAt() {
            return 0;
        }

        @Override
        public int tailLength() {
            return 0;
        }

        @Override
        public int payloadCrc() {
            return plain.payloadCrc();
        }
    }
}
