// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Goes through the records of a segment from one place to another, over what is damaged. For one
 * thread.
 */
final class SegmentWalk implements AutoCloseable {
    private final SegmentScan scan;
    private final Damage damage;
    private long offset;
    private long sequence;

    /** Hears where records should be and are not. */
    interface Damage {
        /**
         * @param from offset where a record should begin
         * @param to where the next good one begins, or the end
         * @param firstEvent number of the first event lost
         * @param endEvent the one behind the last
         */
        void found(long from, long to, long firstEvent, long endEvent) throws IOException;
    }

    /**
     * @param scan closed with the walk
     * @param offset of a record
     * @param sequence number of the first event in it, or of the next one
     */
    SegmentWalk(SegmentScan scan, long offset, long sequence, Damage damage) {
        this.scan = scan;
        this.offset = offset;
        this.sequence = sequence;
        this.damage = damage;
    }

    /** Where the next record begins. */
    long offset() {
        return offset;
    }

    /** The number of the next event. */
    long sequence() {
        return sequence;
    }

    /**
     * Passes records of which nothing is needed, unread, up to the one with an event.
     *
     * @param end of the segment
     */
    void skipTo(long wanted, long end) throws IOException {
        while (offset < end) {
            RecordHeader header = scan.header(offset, end);
            if (header == null || header.sequence() != sequence || header.end() > wanted) {
                return;
            }
            pass(header);
        }
    }

    /**
     * The next record, or null at the end. All up to the end was durable once, so that what fails
     * its check is damage.
     *
     * @param end of the segment
     * @param endSequence number of the event behind it
     */
    SegmentScan.@Nullable Found next(long end, long endSequence) throws IOException {
        if (offset >= end) {
            missing(offset, end, endSequence);
            return null;
        }
        SegmentScan.Found found = scan.record(offset, end);
        if (found == null) {
            found = scan.next(offset + RecordHeader.ALIGNMENT, end);
            long to = found == null ? end : found.header().offset();
            long resumed = found == null ? endSequence : found.header().sequence();
            long from = offset;
            offset = to;
            damage.found(from, to, sequence, Math.max(sequence, resumed));
            sequence = Math.max(sequence, resumed);
            if (found == null) {
                return null;
            }
        }
        RecordHeader header = found.header();
        missing(header.offset(), header.offset(), header.sequence());
        pass(header);
        return found;
    }

    private void missing(long from, long to, long resumed) throws IOException {
        if (resumed > sequence) {
            long first = sequence;
            sequence = resumed;
            damage.found(from, to, first, resumed);
        }
    }

    /** As {@link #next}, but null, without a word of damage, where the first bad record is. */
    SegmentScan.@Nullable Found nextGood(long end) throws IOException {
        SegmentScan.Found found = scan.record(offset, end);
        if (found == null || found.header().sequence() != sequence) {
            return null;
        }
        pass(found.header());
        return found;
    }

    /** Whether a good record behind this place says that events from this one on were durable. */
    boolean isDurableBehind(long end) throws IOException {
        long at = offset + RecordHeader.ALIGNMENT;
        while (true) {
            SegmentScan.Found found = scan.next(at, end);
            if (found == null) {
                return false;
            }
            if (found.header().durable() > sequence) {
                return true;
            }
            at = found.header().nextOffset();
        }
    }

    private void pass(RecordHeader header) {
        offset = header.nextOffset();
        sequence = Math.max(sequence, header.end());
    }

    @Override
    public void close() throws IOException {
        scan.close();
    }
}
