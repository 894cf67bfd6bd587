// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.basic.source.Newlines;
import io.millrace.basic.source.PatientEmitter;
import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;

import java.io.IOException;

/**
 * Reads blocks of complete events, straight from the file into the array of the block, and emits
 * them. An unfinished line is not kept but read again, so that there is one truth: the file.
 */
public final class BlockReader {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int SPARE_EVENTS = 4;

    /** How an attempt went. */
    public enum Outcome {
        /** Events were emitted. */
        READ,
        /** There are new bytes, but no event is complete. */
        GREW,
        /** There is nothing new. */
        NOTHING,
        /** The file does not hold any more what was read before. */
        EMPTIED,
        /** Nothing was emitted: another file comes before this one. */
        LATE,
        /** Nothing was emitted: the source is to stop, and the channel refuses. */
        STOPPED
    }

    /** Asked when the first bytes of a file have been read. */
    public interface FirstLook {
        /** Whether another file comes before this one. */
        boolean isLate() throws IOException;
    }

    private final Framing framing;
    private final int maxLineBytes;
    private final Clock clock;
    private final byte[] scratch = new byte[SCRATCH_BYTES];

    /**
     * @param maxLineBytes the longest line; of a longer one only the start is read into memory
     */
    public BlockReader(Framing framing, int maxLineBytes, Clock clock) {
        this.framing = framing;
        this.maxLineBytes = maxLineBytes;
        this.clock = clock;
    }

    /** How long after the last growth of a file its rest is late. */
    public long patienceNanos() {
        return framing.patience().toNanos();
    }

    /** Emits the next events, if any are complete. */
    public Outcome read(
            Cursor cursor,
            OpenFile file,
            Framing.Rest rest,
            FirstLook firstLook,
            PatientEmitter emitter)
            throws IOException, InterruptedException {
        long size = file.size();
        long offset = file.offset();
        cursor.offset = offset;
        if (size < offset) {
            return Outcome.EMPTIED;
        }
        boolean isTried = size == cursor.triedSize && rest.compareTo(cursor.triedRest) <= 0;
        if (size == offset || isTried) {
            // It may have been emptied and have grown to the same size.
            if (!file.isUnchanged()) {
                return Outcome.EMPTIED;
            }
            cursor.size = size;
            return Outcome.NOTHING;
        }
        long knownSize = cursor.size;
        boolean grew = size != knownSize;
        cursor.size = size;
        boolean hasStart = rest == Framing.Rest.COMES && cursor.triedSize > offset;
        if (hasStart && feed(file, cursor.triedSize, size) < 0) {
            cursor.triedSize = size;
            cursor.triedRest = rest;
            return Outcome.GREW;
        }
        Outcome outcome = readBlock(cursor, file, size - offset, rest, firstLook, emitter);
        if (outcome == Outcome.READ) {
            cursor.triedSize = -1;
            cursor.scanned = 0;
            cursor.offset = file.offset();
        } else if (outcome == Outcome.NOTHING) {
            cursor.triedSize = size;
            cursor.triedRest = rest;
            return grew ? Outcome.GREW : Outcome.NOTHING;
        } else if (outcome == Outcome.EMPTIED) {
            cursor.size = knownSize;
        }
        return outcome;
    }

    /** The offset of the first line feed in a part of the file, or -1. */
    private long feed(OpenFile file, long from, long to) throws IOException {
        for (long at = from; at < to; ) {
            int read = file.read(scratch, 0, (int) Math.min(scratch.length, to - at), at);
            int found = Newlines.next(scratch, 0, read);
            if (found >= 0) {
                return at + found;
            }
            if (read == 0) {
                return -1;
            }
            at += read;
        }
        return -1;
    }

    private Outcome readBlock(
            Cursor cursor,
            OpenFile file,
            long available,
            Framing.Rest rest,
            FirstLook firstLook,
            PatientEmitter emitter)
            throws IOException, InterruptedException {
        // Room for the line feed, and the carriage return before it, of the longest line.
        int most = Math.max(Block.TARGET_BYTES, maxLineBytes + 2);
        int wanted = (int) Math.min(available, Block.TARGET_BYTES);
        while (true) {
            BlockBuilder block =
                    new BlockBuilder(wanted, wanted / cursor.bytesPerEvent + SPARE_EVENTS);
            int read = file.read(block.array(), 0, wanted, file.offset());
            boolean isAll = read == available;
            Framing.Rest behind = isAll ? rest : Framing.Rest.COMES;
            Framing.Framed framed = framing.frame(block, read, file.offset(), behind);
            if (framed.bytes() == 0 && read == most) {
                framed = framing.frame(block, read, file.offset(), Framing.Rest.LATE);
            }
            // Meanwhile the file may have been emptied, and have grown beyond the old offset.
            if (!file.isUnchanged()) {
                return Outcome.EMPTIED;
            }
            if (file.offset() == 0 && firstLook.isLate()) {
                return Outcome.LATE;
            }
            if (framed.bytes() > 0) {
                block.advance(framed.bytes());
                begin(cursor, file, block.events(), emitter);
                file.consume(block.array(), framed.bytes());
                cursor.bytesPerEvent = Math.max(1, framed.bytes() / block.events());
                return emit(cursor, file, block, framed.lines(), emitter);
            }
            if (read == most) {
                return cutLine(cursor, file, most, rest, emitter);
            }
            if (isAll || read < wanted) {
                return Outcome.NOTHING;
            }
            wanted = (int) Math.min(available, Math.min(most, 4L * wanted));
        }
    }

    /** The line at the offset is longer than {@code most} bytes: emits the start of it. */
    private Outcome cutLine(
            Cursor cursor, OpenFile file, int most, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        long start = file.offset();
        long size = cursor.size;
        long end = feed(file, Math.max(cursor.scanned, start + most), size);
        if (end < 0) {
            cursor.scanned = size;
            if (rest != Framing.Rest.NEVER) {
                return Outcome.NOTHING;
            }
        }
        long length = (end < 0 ? size : end) - start;
        BlockBuilder block = new BlockBuilder(maxLineBytes, 1);
        block.advance(file.read(block.array(), 0, maxLineBytes, start));
        block.mark(0, block.used());
        framing.cut(block, start, length);
        begin(cursor, file, 1, emitter);
        if (!file.skipTo(end < 0 ? size : end + 1)) {
            return Outcome.EMPTIED;
        }
        return emit(cursor, file, block, 1, emitter);
    }

    /**
     * Before the first events of a stream: if only some of them are accepted, it has to be known
     * afterwards which stream they are of.
     */
    private void begin(Cursor cursor, OpenFile file, int events, PatientEmitter emitter)
            throws IOException {
        if (!cursor.isBegun) {
            emitter.begin(cursor.start(file, clock.millis()), events);
            cursor.isBegun = true;
        }
    }

    private Outcome emit(
            Cursor cursor, OpenFile file, BlockBuilder block, int lines, PatientEmitter emitter)
            throws InterruptedException {
        cursor.headers().forEach(block::constant);
        long first = cursor.nextOrdinal;
        cursor.nextOrdinal += lines;
        cursor.readMillis = clock.millis();
        StreamPosition position =
                new StreamPosition(
                        cursor.stream(), cursor.epoch(), first, cursor.position(file).encode());
        boolean isTaken = emitter.emit(Batch.of(block.build(cursor.readMillis, position)));
        return isTaken ? Outcome.READ : Outcome.STOPPED;
    }
}
