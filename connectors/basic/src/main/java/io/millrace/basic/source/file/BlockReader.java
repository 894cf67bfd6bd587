// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

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
final class BlockReader {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int SPARE_EVENTS = 4;
    private static final int USUAL_LINE_BYTES = 128;

    /** How an attempt went. */
    enum Outcome {
        /** Events were emitted. */
        READ,
        /** There are new bytes, but no event is complete. */
        GREW,
        /** There is nothing new. */
        NOTHING,
        /** The file does not hold any more what was read before. */
        EMPTIED,
        /** Nothing was emitted: another file comes before this one. */
        LATE
    }

    /** Asked when the first bytes of a file have been read. */
    interface FirstLook {
        /** Whether another file comes before this one. */
        boolean isLate() throws IOException;
    }

    private final String stream;
    private final Framing framing;
    private final int maxLineBytes;
    private final Clock clock;
    private final FirstLook firstLook;
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private long epoch;
    private long nextOrdinal;
    private long readMillis;
    private int bytesPerEvent = USUAL_LINE_BYTES;

    /** The size of the file at the last attempt that completed nothing, or -1. */
    private long triedSize = -1;

    private Framing.Rest triedRest = Framing.Rest.COMES;

    /** How far a line that is too long was searched for its end. */
    private long scanned;

    private long size;
    private long offset;

    BlockReader(
            String stream, Framing framing, int maxLineBytes, Clock clock, FirstLook firstLook) {
        this.stream = stream;
        this.framing = framing;
        this.maxLineBytes = maxLineBytes;
        this.clock = clock;
        this.firstLook = firstLook;
    }

    String stream() {
        return stream;
    }

    /** Says how the stream goes on; called once, before the first read. */
    void begin(long epoch, long nextOrdinal) {
        this.epoch = epoch;
        this.nextOrdinal = nextOrdinal;
        this.readMillis = clock.millis();
    }

    /** Says that the next read is from another file, or from another place. */
    void turned() {
        triedSize = -1;
        scanned = 0;
        size = 0;
    }

    long patienceNanos() {
        return framing.patience().toNanos();
    }

    long readMillis() {
        return readMillis;
    }

    /** The size of the file when it was looked at last. */
    long knownSize() {
        return size;
    }

    long unreadBytes() {
        return Math.max(0, size - offset);
    }

    /** Where the stream starts if it starts with this file. */
    StreamPosition start(OpenFile file) {
        readMillis = clock.millis();
        return new StreamPosition(stream, epoch, nextOrdinal, position(file).encode());
    }

    FilePosition position(OpenFile file) {
        return new FilePosition(
                file.identity(), file.offset(), nextOrdinal, readMillis, file.print());
    }

    /** Emits the next events, if any are complete. */
    Outcome read(OpenFile file, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        long size = file.size();
        offset = file.offset();
        if (size < offset) {
            return Outcome.EMPTIED;
        }
        boolean isTried = size == triedSize && rest.compareTo(triedRest) <= 0;
        if (size == offset || isTried) {
            this.size = size;
            // It may have been emptied and have grown to the same size.
            return file.isUnchanged() ? Outcome.NOTHING : Outcome.EMPTIED;
        }
        boolean grew = size != this.size;
        this.size = size;
        if (rest == Framing.Rest.COMES && triedSize > offset && feed(file, triedSize, size) < 0) {
            triedSize = size;
            triedRest = rest;
            return Outcome.GREW;
        }
        Outcome outcome = readBlock(file, size - offset, rest, emitter);
        if (outcome == Outcome.READ) {
            triedSize = -1;
            scanned = 0;
            offset = file.offset();
        } else if (outcome == Outcome.NOTHING) {
            triedSize = size;
            triedRest = rest;
            return grew ? Outcome.GREW : Outcome.NOTHING;
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
            OpenFile file, long available, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        // Room for the line feed, and the carriage return before it, of the longest line.
        int most = Math.max(Block.TARGET_BYTES, maxLineBytes + 2);
        int wanted = (int) Math.min(available, Block.TARGET_BYTES);
        while (true) {
            BlockBuilder block = new BlockBuilder(wanted, wanted / bytesPerEvent + SPARE_EVENTS);
            int read = file.read(block.array(), 0, wanted, file.offset());
            boolean isAll = read == available;
            Framing.Framed framed = framing.frame(block, read, isAll ? rest : Framing.Rest.COMES);
            if (framed.bytes() == 0 && read == most) {
                framed = framing.frame(block, read, Framing.Rest.LATE);
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
                file.consume(block.array(), framed.bytes());
                bytesPerEvent = Math.max(1, framed.bytes() / block.events());
                emit(file, block, framed.lines(), emitter);
                return Outcome.READ;
            }
            if (read == most) {
                return cutLine(file, most, rest, emitter);
            }
            if (isAll || read < wanted) {
                return Outcome.NOTHING;
            }
            wanted = (int) Math.min(available, Math.min(most, 4L * wanted));
        }
    }

    /** The line at the offset is longer than {@code most} bytes: emits the start of it. */
    private Outcome cutLine(OpenFile file, int most, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        long start = file.offset();
        long end = feed(file, Math.max(scanned, start + most), size);
        if (end < 0) {
            scanned = size;
            if (rest != Framing.Rest.NEVER) {
                return Outcome.NOTHING;
            }
        }
        long length = (end < 0 ? size : end) - start;
        BlockBuilder block = new BlockBuilder(maxLineBytes, 1);
        block.advance(file.read(block.array(), 0, maxLineBytes, start));
        block.mark(0, block.used());
        block.header(LineFraming.TRUNCATED, length);
        file.seek(end < 0 ? size : end + 1);
        emit(file, block, 1, emitter);
        return Outcome.READ;
    }

    private void emit(OpenFile file, BlockBuilder block, int lines, PatientEmitter emitter)
            throws InterruptedException {
        long first = nextOrdinal;
        nextOrdinal += lines;
        readMillis = clock.millis();
        StreamPosition position = new StreamPosition(stream, epoch, first, position(file).encode());
        emitter.emit(Batch.of(block.build(readMillis, position)));
    }
}
