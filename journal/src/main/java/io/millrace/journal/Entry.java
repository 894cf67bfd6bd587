// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What becomes one record. Encoded by whoever appends, so that the one writer only copies. */
sealed interface Entry {

    int type();

    Payload payload();

    default int events() {
        return 0;
    }

    default int bodyBytes() {
        return 0;
    }

    /**
     * A frame.
     *
     * @param append of which it is a part
     * @param isLast whether it is the last part of it
     * @param compression asked for; the payload says whether it helped
     */
    record Frame(
            Append append,
            boolean isLast,
            Run run,
            @Nullable StreamEnd streamEnd,
            Compression compression,
            Payload payload,
            int bodyBytes)
            implements Entry {

        static Frame of(Append append, boolean isLast, Run run, Compression compression) {
            Payload payload = Payload.of(run, compression);
            if (payload.plainLength() > RecordHeader.MAX_FRAME) {
                throw new IllegalArgumentException(
                        "a frame of %d bytes, more than the %d of a record"
                                .formatted(payload.plainLength(), RecordHeader.MAX_FRAME));
            }
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
            return new Frame(append, isLast, run, end, compression, payload, (int) run.bodyBytes());
        }

        /** Of which the events are, or null. */
        @Nullable String stream() {
            StreamPosition position = run.block().position();
            return position == null ? null : position.stream();
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
            return of(append, isLast, run.slice(first, run.size()), compression);
        }

        @Override
        public int type() {
            return RecordHeader.FRAME;
        }

        @Override
        public int events() {
            return run.size();
        }
    }

    /** Bytes that are not events. */
    record Plain(int type, Payload payload) implements Entry {

        static Plain of(int type, byte[] bytes) {
            return new Plain(type, Payload.of(bytes));
        }
    }

    /** Acknowledgements, with what they say. */
    record Gone(Acknowledgements acknowledgements, Payload payload) implements Entry {

        static Gone of(long bodyBytes, List<SequenceRanges.Range> ranges) {
            Acknowledgements said = new Acknowledgements(bodyBytes, ranges);
            return new Gone(said, Payload.of(said.encode()));
        }

        @Override
        public int type() {
            return RecordHeader.ACKNOWLEDGEMENTS;
        }
    }
}
