// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.host.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a journal holds at one moment, read without its lock: whoever has it open goes on. Changes
 * nothing on disk. What is damaged is left out, and whoever opens the journal reports it. For one
 * thread.
 *
 * <p>Events that were acknowledged in the last tenth of a second may still be seen; so may events
 * that are written and not synced yet, which a power cut could still take away.
 */
public final class JournalView {
    private static final Disk.Mode READ = Disk.Mode.READ;

    private final Disk disk;
    private final JournalKeys keys;
    private final PayloadCodec codec;
    private final List<Part> parts = new ArrayList<>();
    private Snapshot known = Snapshot.empty(0, 0);

    /** A segment, up to where it counted when the view was made. */
    record Part(Path path, SegmentHeader header, long end) {}

    /**
     * A file with events.
     *
     * @param path of it
     * @param number of it
     * @param firstEvent number of its first event
     * @param endEvent the one behind its last
     * @param waiting how many of them are not acknowledged
     * @param bytes up to the end of its last record
     * @param createdMillis milliseconds since 1970-01-01 UTC
     * @param key the name of the key that it is encrypted with; empty if it is not
     */
    public record SegmentFacts(
            Path path,
            long number,
            long firstEvent,
            long endEvent,
            long waiting,
            long bytes,
            long createdMillis,
            String key) {}

    /** Is shown events. */
    public interface Visitor {
        /**
         * @param sequence number of the first event
         * @return whether to go on
         */
        boolean visit(long sequence, Run run) throws IOException;
    }

    private JournalView(Disk disk, JournalKeys keys) {
        this.disk = disk;
        this.keys = keys;
        this.codec = new PayloadCodec(keys);
    }

    /**
     * A view of the journal in these directories.
     *
     * @param keys of what is there
     * @throws NewerFormatException if a later version wrote there
     * @throws UnusableKeyException if a key of what is there is missing, or another one
     */
    public static JournalView of(Disk disk, List<Path> directories, JournalKeys keys)
            throws IOException {
        JournalView view = new JournalView(disk, keys);
        TreeMap<Long, Path> files = new TreeMap<>();
        for (Path directory : directories) {
            for (Path path : disk.list(directory)) {
                long number = SegmentStore.number(path, SegmentStore.SEGMENT);
                if (number >= 0) {
                    files.put(number, path);
                }
            }
        }
        view.findParts(files);
        for (Part part : view.parts) {
            view.readAcknowledged(part);
        }
        return view;
    }

    /** The segments, rising. */
    List<Part> parts() {
        return parts;
    }

    private void findParts(NavigableMap<Long, Path> files) throws IOException {
        SegmentHeader after = null;
        for (var file : files.descendingMap().entrySet()) {
            try (SegmentScan scan = new SegmentScan(disk.open(file.getValue(), READ), 0)) {
                byte[] bytes = new byte[SegmentHeader.BYTES];
                scan.read(bytes, 0, bytes.length, 0);
                SegmentHeader header = SegmentHeader.get(bytes);
                if (header == null || header.number() != file.getKey()) {
                    continue;
                }
                keys.require(header.key(), file.getValue());
                boolean isNext = after != null && after.previousNumber() == header.number();
                long end = after != null && isNext ? after.previousEnd() : scan.fileSize();
                parts.addFirst(new Part(file.getValue(), header, end));
                after = header;
            } catch (NoSuchFileException delivered) {
                // All that was in it is acknowledged.
            }
        }
    }

    private interface Records {
        boolean found(SegmentScan.Found record) throws IOException;
    }

    /** Goes through the records of a part; false if it was told to stop. */
    private boolean walk(Part part, Records records) throws IOException {
        try (SegmentScan scan =
                new SegmentScan(disk.open(part.path(), READ), part.header().epoch())) {
            long end = Math.min(part.end(), scan.fileSize());
            SegmentScan.@Nullable Found found = scan.next(SegmentHeader.BYTES, end);
            while (found != null) {
                if (!records.found(found)) {
                    return false;
                }
                found = scan.next(found.header().nextOffset(), end);
            }
        } catch (NoSuchFileException delivered) {
            // All that was in it is acknowledged.
            return true;
        }
        return true;
    }

    private void readAcknowledged(Part part) throws IOException {
        boolean _ =
                walk(
                        part,
                        found -> {
                            switch (found.header().type()) {
                                case RecordHeader.FRAME -> {
                                    // Not yet of interest.
                                }
                                case RecordHeader.ACKNOWLEDGEMENTS ->
                                        Acknowledgements.decode(found.payload())
                                                .ranges()
                                                .forEach(range ->
                                                        known.acknowledged()
                                                                .add(range.from(), range.to()));
                                case RecordHeader.SNAPSHOT -> readSnapshot(part, found);
                                default ->
                                        throw new NewerFormatException(
                                                "records of type " + found.header().type());
                            }
                            return true;
                        });
    }

    private void readSnapshot(Part part, SegmentScan.Found found) throws IOException {
        try {
            known.acknowledge(Snapshot.decode(codec.open(part.header(), found)));
        } catch (DamagedException changed) {
            // What it says stands in other records too, unless they are gone.
        }
    }

    /** The files with events, rising. */
    public List<SegmentFacts> segments() throws IOException {
        List<SegmentFacts> all = new ArrayList<>(parts.size());
        for (Part part : parts) {
            long first = part.header().firstSequence();
            long[] ends = {first, SegmentHeader.BYTES};
            boolean _ =
                    walk(
                            part,
                            found -> {
                                ends[0] = Math.max(ends[0], found.header().end());
                                ends[1] = found.header().nextOffset();
                                return true;
                            });
            long waiting = 0;
            for (SequenceRanges.Range range : known.acknowledged().missing(first, ends[0])) {
                waiting += range.size();
            }
            all.add(
                    new SegmentFacts(
                            part.path(),
                            part.header().number(),
                            first,
                            ends[0],
                            waiting,
                            ends[1],
                            part.header().createdMillis(),
                            part.header().key().name()));
        }
        return all;
    }

    /** Shows all events that are not acknowledged, rising by sequence number. */
    public void visit(Visitor visitor) throws IOException {
        visit(visitor, known.acknowledged()::missing);
    }

    /** Shows all events that are acknowledged and still there, rising by sequence number. */
    public void visitDelivered(Visitor visitor) throws IOException {
        visit(
                visitor,
                (from, to) -> {
                    SequenceRanges waiting = new SequenceRanges(0);
                    for (SequenceRanges.Range range : known.acknowledged().missing(from, to)) {
                        waiting.add(range.from(), range.to());
                    }
                    return waiting.missing(from, to);
                });
    }

    /** Which events of a range are shown. */
    private interface Choice {
        List<SequenceRanges.Range> of(long from, long to);
    }

    private void visit(Visitor visitor, Choice choice) throws IOException {
        for (Part part : parts) {
            if (!walk(
                    part,
                    found ->
                            found.header().type() != RecordHeader.FRAME
                                    || visit(part, found, visitor, choice))) {
                return;
            }
        }
    }

    private boolean visit(Part part, SegmentScan.Found found, Visitor visitor, Choice choice)
            throws IOException {
        long first = found.header().sequence();
        List<SequenceRanges.Range> waiting = choice.of(first, found.header().end());
        if (waiting.isEmpty()) {
            return true;
        }
        Run run;
        try {
            Block block = codec.block(part.header(), found);
            run = Run.of(block);
        } catch (DamagedException spoiltInMemory) {
            return true;
        }
        for (SequenceRanges.Range range : waiting) {
            Run events = run.slice((int) (range.from() - first), (int) (range.to() - first));
            if (!visitor.visit(range.from(), events)) {
                return false;
            }
        }
        return true;
    }
}
