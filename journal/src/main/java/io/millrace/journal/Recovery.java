// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out what the directories of a journal hold: which segments count up to where, what is
 * acknowledged, how far each stream is. The steps are those of {@code docs/formats/journal.md}.
 * Changes no segment; a file without a start is put aside or becomes a spare.
 */
final class Recovery {
    private static final int COPY_BYTES = 256 * 1024;

    private final Disk disk;
    private final JournalOptions options;
    private final JournalListener listener;
    private final PayloadCodec codec;
    private final @Nullable Checkpoint checkpoint;

    /** Every number that a file has or had; the next segment gets one above. */
    private long highestNumber;

    private final TreeMap<Long, Path> files = new TreeMap<>();
    private final List<Path> spares = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    /** So much of the newest segment was synced by the process that wrote it. */
    private long syncedTo;

    private Snapshot known = Snapshot.empty(0, 0);
    private long next;
    private long bytesAppended;

    /**
     * What a journal starts from.
     *
     * @param segments rising
     * @param spares files that can become segments
     * @param known what is acknowledged, and the streams
     * @param nextSequence number of the next event
     * @param bytesAppended of bodies, ever
     * @param nextNumber of the next segment
     */
    record Recovered(
            List<Segment> segments,
            List<Path> spares,
            Snapshot known,
            long nextSequence,
            long bytesAppended,
            long nextNumber) {}

    private Recovery(
            Disk disk, JournalOptions options, PayloadCodec codec, JournalListener listener)
            throws IOException {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.listener = listener;
        this.checkpoint = Checkpoint.load(disk, options.home(), options.keys());
        this.highestNumber = checkpoint == null ? 0 : checkpoint.number();
    }

    /**
     * Reads the directories, which exist and are locked.
     *
     * @throws NewerFormatException if a later version wrote there
     * @throws UnusableKeyException if a key of what is there is missing, or another one
     */
    static Recovered run(
            Disk disk, JournalOptions options, PayloadCodec codec, JournalListener listener)
            throws IOException {
        Recovery recovery = new Recovery(disk, options, codec, listener);
        recovery.listFiles();
        recovery.findEnds(recovery.readHeaders());
        recovery.readRecords();
        recovery.reportGaps();
        recovery.reportMissingEnd();
        recovery.syncNewest();
        return new Recovered(
                recovery.segments,
                recovery.spares,
                recovery.known,
                recovery.next,
                recovery.bytesAppended,
                recovery.highestNumber + 1);
    }

    /**
     * What a process that died had not synced was read from memory, and may be gone with the power:
     * from now on it counts as durable. It is written anew, since its sync may have failed: then
     * the system takes it for written, and another sync does nothing.
     */
    private void syncNewest() throws IOException {
        if (segments.isEmpty() || syncedTo >= segments.getLast().end()) {
            return;
        }
        Segment newest = segments.getLast();
        try (DiskFile file = disk.open(newest.path(), Disk.Mode.UPDATE)) {
            byte[] bytes = new byte[COPY_BYTES];
            long at = syncedTo;
            while (at < newest.end()) {
                int some = file.read(bytes, 0, (int) Math.min(COPY_BYTES, newest.end() - at), at);
                if (some < 0) {
                    break;
                }
                file.writeAt(at, ByteBuffer.wrap(bytes, 0, some));
                at += some;
            }
            file.sync();
        }
        saveCheckpoint(newest);
    }

    /** With it, later damage to these records is not taken for their end. */
    private void saveCheckpoint(Segment newest) {
        try {
            new Checkpoint(
                            newest.number(),
                            newest.header().epoch(),
                            newest.end(),
                            next,
                            bytesAppended,
                            known.encode())
                    .save(disk, options.home(), options.keys());
        } catch (IOException later) {
            // It is a hint; the next one comes.
        }
    }

    private void listFiles() throws IOException {
        for (Path directory : options.directories()) {
            for (Path path : disk.list(directory)) {
                long number = SegmentStore.number(path, SegmentStore.SEGMENT);
                if (number >= 0 && files.putIfAbsent(number, path) == null) {
                    highestNumber = Math.max(highestNumber, number);
                } else if (SegmentStore.number(path, SegmentStore.SPARE) >= 0) {
                    spares.add(path);
                } else if (!isKnown(path)) {
                    listener.foreign(path);
                }
            }
        }
    }

    private static boolean isKnown(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.equals(Journal.LOCK)
                || name.equals(Checkpoint.FILE)
                || name.equals(Journal.IDENTITY)
                || name.equals(Journal.IDENTITY + Checkpoint.BESIDE)
                || name.equals(Checkpoint.FILE + Checkpoint.BESIDE)
                || Fence.isKept(path);
    }

    /**
     * The headers of all segments, rising; files that have none are put where they belong, but not
     * before it is known that all others can be read.
     */
    private List<SegmentHeader> readHeaders() throws IOException {
        TreeMap<Long, SegmentHeader> found = new TreeMap<>();
        for (Map.Entry<Long, Path> file : files.entrySet()) {
            SegmentHeader header = header(file.getValue(), file.getKey());
            if (header != null) {
                options.keys().require(header.key(), file.getValue());
                found.put(file.getKey(), header);
            }
        }
        for (Map.Entry<Long, Path> file : files.entrySet()) {
            long number = file.getKey();
            if (!found.containsKey(number)) {
                putAside(file.getValue(), number, found.higherKey(number) == null);
            }
        }
        return new ArrayList<>(found.values());
    }

    private void putAside(Path path, long number, boolean isNewest) throws IOException {
        if (isNewest && !isNamed(number)) {
            // It was begun, and nothing in it was ever durable.
            Path spare = path.resolveSibling(SegmentStore.name(number, SegmentStore.SPARE));
            disk.move(path, spare);
            spares.add(spare);
        } else {
            Fence.keepWhole(disk, path, number);
        }
    }

    private boolean isNamed(long number) {
        return checkpoint != null && checkpoint.number() == number;
    }

    private @Nullable SegmentHeader header(Path path, long number) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        try (SegmentScan scan = new SegmentScan(disk.open(path, Disk.Mode.READ), 0)) {
            scan.read(bytes, 0, bytes.length, 0);
            SegmentHeader header = SegmentHeader.get(bytes);
            if (header != null && header.number() == number) {
                return header;
            }
            RecordHeader first = scan.firstOf(number);
            return first == null ? null : SegmentHeader.rebuilt(number, first, key(scan, first));
        }
    }

    private static KeyUse key(SegmentScan scan, RecordHeader first) throws IOException {
        SegmentScan.Found found = scan.payload(first, scan.fileSize());
        try {
            return found == null ? KeyUse.NONE : PayloadCodec.keyUse(found);
        } catch (DamagedException unknown) {
            // Its records are found and reported as damaged, one by one.
            return KeyUse.NONE;
        }
    }

    /** Where each segment ends: the header of the next one says it, else its own records do. */
    private void findEnds(List<SegmentHeader> headers) throws IOException {
        for (int i = 0; i < headers.size(); i++) {
            SegmentHeader header = headers.get(i);
            Path path = files.getOrDefault(header.number(), options.home());
            SegmentHeader after = i + 1 < headers.size() ? headers.get(i + 1) : null;
            Segment segment =
                    new Segment(path, header, SegmentHeader.BYTES, header.firstSequence());
            if (after == null) {
                segments.add(segment.endingAt(disk.facts(path).size(), header.firstSequence()));
            } else if (after.previousNumber() == header.number()) {
                segments.add(segment.endingAt(after.previousEnd(), after.firstSequence()));
            } else {
                segments.add(measured(segment, after.firstSequence()));
            }
        }
    }

    /** A segment whose successor is not there: as far as its records go. */
    private Segment measured(Segment segment, long most) throws IOException {
        long end = SegmentHeader.BYTES;
        long endSequence = segment.header().firstSequence();
        try (SegmentScan scan = scan(segment)) {
            long size = scan.fileSize();
            SegmentScan.Found found = scan.next(end, size);
            while (found != null && found.header().end() <= most) {
                end = found.header().nextOffset();
                endSequence = Math.max(endSequence, found.header().end());
                found = scan.next(end, size);
            }
        }
        return segment.endingAt(end, endSequence);
    }

    private SegmentScan scan(Segment segment) throws IOException {
        return new SegmentScan(disk.open(segment.path(), Disk.Mode.READ), segment.header().epoch());
    }

    /** Applies all records from the best place to start at. */
    private void readRecords() throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        int start = segments.size() - 1;
        long offset = startIn(segments.get(start));
        while (offset < 0 && start > 0) {
            start--;
            offset = startIn(segments.get(start));
        }
        if (offset < 0) {
            SegmentHeader first = segments.getFirst().header();
            known = Snapshot.empty(first.firstSequence(), first.bytesBefore());
            next = first.firstSequence();
            bytesAppended = first.bytesBefore();
            offset = SegmentHeader.BYTES;
        }
        for (int i = start; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            long from = i == start ? offset : SegmentHeader.BYTES;
            next = Math.max(next, segment.header().firstSequence());
            if (i < segments.size() - 1) {
                readSealed(segment, from);
            } else {
                segments.set(i, readNewest(segment, from));
            }
        }
    }

    /**
     * Takes the checkpoint in a segment, or else its first record, as what is known.
     *
     * @return where to read on, or -1 if it has neither
     */
    private long startIn(Segment segment) throws IOException {
        SegmentHeader header = segment.header();
        if (checkpoint != null && isAt(segment) && checkpoint.offset() <= segment.end()) {
            known = Snapshot.decode(checkpoint.snapshot());
            next = checkpoint.nextSequence();
            bytesAppended = checkpoint.bytesAppended();
            return checkpoint.offset();
        }
        try (SegmentScan scan = scan(segment)) {
            SegmentScan.Found first = scan.record(SegmentHeader.BYTES, segment.end());
            if (first == null || first.header().type() != RecordHeader.SNAPSHOT) {
                return -1;
            }
            try {
                known = Snapshot.decode(codec.open(segment.header(), first));
            } catch (DamagedException spoilt) {
                return -1;
            }
            next = first.header().sequence();
            bytesAppended = Math.max(header.bytesBefore(), known.acknowledgedBytes());
            return first.header().nextOffset();
        }
    }

    private boolean isAt(Segment segment) {
        return checkpoint != null
                && checkpoint.number() == segment.number()
                && checkpoint.epoch() == segment.header().epoch();
    }

    private void readSealed(Segment segment, long from) throws IOException {
        try (SegmentWalk walk = walk(segment, from)) {
            SegmentScan.Found found = walk.next(segment.end(), segment.endSequence());
            while (found != null) {
                apply(segment, found);
                found = walk.next(segment.end(), segment.endSequence());
            }
            next = walk.sequence();
        }
    }

    private Segment readNewest(Segment segment, long from) throws IOException {
        boolean isAtCheckpoint = isAt(segment);
        long durableTo = checkpoint != null && isAtCheckpoint ? checkpoint.offset() : 0;
        long durable = checkpoint != null && isAtCheckpoint ? checkpoint.nextSequence() : 0;
        syncedTo = durableTo;
        Deque<RecordHeader> unsure = new ArrayDeque<>();
        try (SegmentWalk walk = walk(segment, from)) {
            while (true) {
                SegmentScan.Found found = walk.nextGood(segment.end());
                if (found == null) {
                    boolean wasDurable =
                            walk.offset() < Math.min(durableTo, segment.end())
                                    || walk.isDurableBehind(segment.end());
                    if (!wasDurable) {
                        next = walk.sequence();
                        return segment.endingAt(walk.offset(), next);
                    }
                    found = walk.next(segment.end(), Math.max(durable, walk.sequence()));
                }
                if (found != null) {
                    apply(segment, found);
                    noteSynced(unsure, found.header());
                }
            }
        }
    }

    /** A record says which events had been synced before it, and all that lies before them was. */
    private void noteSynced(Deque<RecordHeader> unsure, RecordHeader header) {
        while (!unsure.isEmpty() && unsure.getFirst().end() <= header.durable()) {
            syncedTo = Math.max(syncedTo, unsure.removeFirst().nextOffset());
        }
        if (header.events() > 0) {
            unsure.addLast(header);
        }
    }

    private SegmentWalk walk(Segment segment, long from) throws IOException {
        return new SegmentWalk(
                scan(segment),
                from,
                next,
                (damagedFrom, to, first, end) -> {
                    if (to > damagedFrom) {
                        Fence.keep(disk, segment, damagedFrom, to);
                    }
                    lost(segment.path(), damagedFrom, to, first, end);
                });
    }

    private void apply(Segment segment, SegmentScan.Found found) throws IOException {
        RecordHeader header = found.header();
        switch (header.type()) {
            case RecordHeader.FRAME -> {
                bytesAppended += header.bodyBytes();
                advance(segment, found);
            }
            case RecordHeader.ACKNOWLEDGEMENTS -> {
                Acknowledgements gone = Acknowledgements.decode(found.payload());
                known.addAcknowledgedBytes(gone.bodyBytes());
                gone.ranges().forEach(range -> known.acknowledged().add(range.from(), range.to()));
            }
            case RecordHeader.SNAPSHOT -> applySnapshot(segment, found);
            default -> throw new NewerFormatException("records of type " + header.type());
        }
    }

    /** It says again what is known, unless a record before it was damaged. */
    private void applySnapshot(Segment segment, SegmentScan.Found found) throws IOException {
        RecordHeader header = found.header();
        try {
            known.add(Snapshot.decode(codec.open(segment.header(), found)));
        } catch (DamagedException spoilt) {
            lost(
                    segment.path(),
                    header.offset(),
                    header.nextOffset(),
                    header.sequence(),
                    header.sequence());
        }
    }

    private void advance(Segment segment, SegmentScan.Found found) throws IOException {
        try {
            Block block = codec.block(segment.header(), found);
            StreamPosition position = block.position();
            if (position != null) {
                known.advance(
                        position.stream(),
                        StreamEnd.of(
                                position,
                                block.ordinal(block.events() - 1) + 1,
                                position.end(),
                                block.acceptedMillis()));
            }
        } catch (DamagedException spoiltInMemory) {
            // Whoever reads it to deliver it finds the same and reports it.
        }
    }

    /** Numbers that no segment has any more. */
    private void reportGaps() {
        long expected = known.acknowledged().lowWater();
        for (Segment segment : segments) {
            lost(segment.path(), 0, 0, expected, segment.header().firstSequence());
            expected = Math.max(expected, segment.endSequence());
        }
    }

    /** The checkpoint may know of a segment that is gone. */
    private void reportMissingEnd() throws IOException {
        if (checkpoint == null || checkpoint.nextSequence() <= next) {
            return;
        }
        Snapshot then = Snapshot.decode(checkpoint.snapshot());
        boolean wasEmpty = then.acknowledged().lowWater() >= checkpoint.nextSequence();
        known.acknowledge(then);
        if (wasEmpty) {
            // All was delivered: nothing is lost if the sources go on where they were.
            then.streams().forEach(known::advance);
        }
        lost(options.home().resolve(Checkpoint.FILE), 0, 0, next, checkpoint.nextSequence());
        next = checkpoint.nextSequence();
        bytesAppended = Math.max(bytesAppended, checkpoint.bytesAppended());
    }

    /** Tells of events that are gone, but for those that were delivered, and lets them go. */
    private void lost(Path path, long from, long to, long first, long end) {
        List<SequenceRanges.Range> missing = known.acknowledged().missing(first, end);
        for (SequenceRanges.Range range : missing) {
            listener.damaged(path, from, to, range.from(), range.to());
            known.acknowledged().add(range.from(), range.to());
        }
        if (missing.isEmpty() && to > from) {
            listener.damaged(path, from, to, first, first);
        }
    }
}
