// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.basic.source.follow.RotatedName;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides where a file is begun that was not followed until now: where its stream was, if it is one
 * that was read before, whatever it is called; where Apache Flume was; at its end, or at its start.
 */
final class Arrivals {
    /** A file, and how it looked when it was found. */
    record Arrival(Path path, FileFacts facts, FileGroup group) {}

    /** A file that was read before and has a name now which no group follows. */
    record Leftover(OpenFile file, StreamBook.Waiting stream, FileGroup group) {}

    private interface Way {
        @Nullable TailedFile settle(Arrival arrival) throws IOException;
    }

    private static final long COARSE_CLOCK_MILLIS = 1000;

    private static final Comparator<Arrival> BY_AGE =
            Comparator.comparingLong((Arrival arrival) -> arrival.facts.modifiedMillis())
                    .thenComparing(Arrival::path);

    private final Disk disk;
    private final StreamBook book;
    private final StartPlaces starts;
    private final boolean skipToEnd;
    private final TaildirReports reports;
    private boolean isStart;
    private final Map<Long, FlumePositions.Entry> flume = new LinkedHashMap<>();

    Arrivals(
            Disk disk,
            StreamBook book,
            StartPlaces starts,
            boolean skipToEnd,
            TaildirReports reports) {
        this.reports = reports;
        this.disk = disk;
        this.book = book;
        this.starts = starts;
        this.skipToEnd = skipToEnd;
    }

    /** What Apache Flume had read before this source ran for the first time. */
    void takeOver(List<FlumePositions.Entry> entries) {
        entries.forEach(entry -> flume.put(entry.inode(), entry));
    }

    /**
     * The files to follow, each at its place, the one that changed longest ago first. What cannot
     * be read now is left out, to be found again.
     */
    List<TailedFile> settle(List<Arrival> arrivals) throws IOException {
        return settle(arrivals, List.of(), new ArrayList<>());
    }

    /**
     * The same for the files that are there when the source starts.
     *
     * @param leftovers is given what was read before and has names in the directories now which no
     *     group follows
     */
    List<TailedFile> settleAtStart(
            List<Arrival> arrivals, List<WatchedDirectory> directories, List<Leftover> leftovers)
            throws IOException {
        isStart = true;
        try {
            return settle(arrivals, directories, leftovers);
        } finally {
            isStart = false;
        }
    }

    private List<TailedFile> settle(
            List<Arrival> arrivals, List<WatchedDirectory> directories, List<Leftover> leftovers)
            throws IOException {
        List<Arrival> sorted = new ArrayList<>(arrivals);
        sorted.sort(BY_AGE);
        Map<Arrival, TailedFile> settled = new LinkedHashMap<>();
        // Who a file is counts first, for all of them; only then what it is called and holds.
        List<Arrival> open = settle(sorted, settled, this::byIdentity);
        for (WatchedDirectory directory : directories) {
            leftovers.addAll(leftovers(directory));
        }
        open = settle(open, settled, this::byContent);
        settle(open, settled, this::begin);
        List<TailedFile> files = new ArrayList<>();
        for (Arrival arrival : sorted) {
            TailedFile file = settled.get(arrival);
            if (file != null) {
                file.foundMillis = arrival.facts.modifiedMillis();
                files.add(file);
            }
        }
        return files;
    }

    /** Settles those that a way to do it knows, and returns the others. */
    private List<Arrival> settle(
            List<Arrival> arrivals, Map<Arrival, TailedFile> settled, Way way) {
        List<Arrival> others = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            try {
                TailedFile file = way.settle(arrival);
                if (file == null) {
                    others.add(arrival);
                } else {
                    settled.put(arrival, file);
                }
            } catch (NoSuchFileException renamedMeanwhile) {
                // It is found again under its new name.
            } catch (IOException failed) {
                reports.notRead(arrival.path, failed);
            }
        }
        return others;
    }

    private @Nullable TailedFile byIdentity(Arrival arrival) throws IOException {
        if (book.of(arrival.facts.identity()).isEmpty()) {
            return null;
        }
        try (OpenFile file = open(arrival)) {
            StreamBook.Waiting stream = book.byIdentity(file);
            return stream == null ? null : claimed(arrival, file, stream);
        }
    }

    /** A copy of what was read, made by a rotation, or put back in its place. */
    private @Nullable TailedFile byContent(Arrival arrival) throws IOException {
        List<StreamBook.Waiting> candidates = new ArrayList<>();
        addKnownByContent(candidates, arrival.path);
        for (Path original : Contents.originals(arrival.path)) {
            addKnownByContent(candidates, original);
        }
        if (candidates.isEmpty()) {
            return null;
        }
        try (OpenFile file = open(arrival)) {
            StreamBook.Waiting best = null;
            for (StreamBook.Waiting stream : candidates) {
                boolean isFurther = best == null || stream.place().offset() > best.place().offset();
                if (isFurther && file.holds(stream.place())) {
                    best = stream;
                }
            }
            return best == null ? null : claimed(arrival, file, best);
        }
    }

    private void addKnownByContent(List<StreamBook.Waiting> candidates, Path path)
            throws IOException {
        for (StreamBook.Waiting stream : book.of(path)) {
            boolean isAway = disk.factsIfPresent(path).isEmpty();
            boolean isRead = stream.place().offset() > 0;
            if (stream.isSaved() && isRead && (isAway || isKnownByContent(stream))) {
                candidates.add(stream);
            }
        }
    }

    /** Whether enough was read to know a copy by it, or the file itself is known to be emptied. */
    private boolean isKnownByContent(StreamBook.Waiting stream) throws IOException {
        FilePosition place = stream.place();
        if (place.isTelling() || place.path().isEmpty()) {
            return place.isTelling();
        }
        Optional<FileFacts> named = disk.factsIfPresent(Path.of(place.path()));
        return named.isPresent() && named.get().identity().equals(place.identity());
    }

    private TailedFile claimed(Arrival arrival, OpenFile file, StreamBook.Waiting stream) {
        book.claim(stream);
        TailedFile tailed =
                new TailedFile(file.identity(), arrival.group, arrival.path, stream.cursor());
        tailed.goOn(stream.cursor(), in(file, stream.place()));
        tailed.isOwn = true;
        if (arrival.facts.size() == stream.place().offset()
                && !Contents.isCompressed(arrival.path)) {
            tailed.size = arrival.facts.size();
            tailed.modifiedMillis = arrival.facts.modifiedMillis();
        }
        return tailed;
    }

    private static FilePosition in(OpenFile file, FilePosition place) {
        return new FilePosition(
                file.identity(),
                place.offset(),
                place.nextOrdinal(),
                place.readMillis(),
                place.print(),
                place.path());
    }

    private @Nullable TailedFile begin(Arrival arrival) throws IOException {
        String identity = arrival.facts.identity();
        FlumePositions.Entry former = flume.remove(FlumePositions.inode(identity));
        TailedFile tailed = new TailedFile(identity, arrival.group, arrival.path, book.fresh());
        boolean skips = isStart && skipToEnd;
        if (former == null && !skips && !starts.knows(identity)) {
            return tailed;
        }
        try (OpenFile file = open(arrival)) {
            Optional<FilePosition> known = starts.of(file);
            if (known.isPresent()) {
                tailed.goOn(tailed.cursor, known.get());
                return tailed;
            }
            long offset = former == null ? -1 : placeOf(former, arrival.path, file);
            if (offset < 0) {
                offset = skips && former == null ? end(file) : 0;
            }
            // Of a file that became shorter all is new.
            file.skipTo(offset);
            tailed.goOn(tailed.cursor, tailed.cursor.position(file));
            starts.add(tailed.place);
        }
        return tailed;
    }

    /** The size of all that a file holds. */
    private static long end(OpenFile file) throws IOException {
        byte[] last = new byte[1];
        long end = file.size();
        while (end > 0 && !Contents.isComplete(file) && file.read(last, 0, 1, end - 1) == 1) {
            long further = file.size();
            if (further == end) {
                break;
            }
            end = further;
        }
        return end;
    }

    /**
     * Where Flume was in a file, or -1 if its entry is about another one: an inode may have been
     * used again, which is to be seen by a name that differs and a place that is within a line.
     */
    private static long placeOf(FlumePositions.Entry entry, Path path, OpenFile file)
            throws IOException {
        if (entry.position() > file.size()) {
            return -1;
        }
        boolean hasName = entry.file().equals(path.toString());
        return hasName || isLineEnd(file, entry.position()) ? entry.position() : -1;
    }

    private static boolean isLineEnd(OpenFile file, long offset) throws IOException {
        byte[] last = new byte[1];
        return offset > 0 && file.read(last, 0, 1, offset - 1) == 1 && last[0] == '\n';
    }

    /**
     * Files of a directory that were read before, have more, and are called as no group wants them
     * now: moved away by a rotation while nobody followed, or copied and emptied.
     */
    List<Leftover> leftovers(WatchedDirectory directory) throws IOException {
        List<StreamBook.Waiting> here =
                book.waiting().stream()
                        .filter(StreamBook.Waiting::isSaved)
                        .filter(stream -> isIn(directory.path, stream.place().path()))
                        .toList();
        List<Leftover> leftovers = new ArrayList<>();
        if (here.isEmpty()) {
            return leftovers;
        }
        List<Arrival> others = others(directory);
        for (StreamBook.Waiting stream : here) {
            Leftover leftover = leftover(stream, others);
            if (leftover != null) {
                book.claim(stream);
                leftovers.add(leftover);
            }
        }
        return leftovers;
    }

    private static boolean isIn(Path directory, String path) {
        return !path.isEmpty() && directory.equals(Path.of(path).getParent());
    }

    /** The files of a directory that no group follows. */
    List<Arrival> others(WatchedDirectory directory) throws IOException {
        List<Arrival> others = new ArrayList<>();
        try {
            for (Path entry : disk.list(directory.path)) {
                if (directory.group(entry).isEmpty()) {
                    disk.factsIfPresent(entry)
                            .filter(FileFacts::isFile)
                            .map(facts -> new Arrival(entry, facts, directory.groups.getFirst()))
                            .ifPresent(others::add);
                }
            }
        } catch (NoSuchFileException gone) {
            return List.of();
        }
        return others;
    }

    private @Nullable Leftover leftover(StreamBook.Waiting stream, List<Arrival> others)
            throws IOException {
        FilePosition place = stream.place();
        for (Arrival other : others) {
            if (other.facts.identity().equals(place.identity())) {
                return leftover(stream, other);
            }
        }
        if (!isKnownByContent(stream)) {
            return null;
        }
        RotatedName rotated = new RotatedName(Path.of(place.path()));
        for (Arrival other : others) {
            boolean isLater =
                    other.facts.modifiedMillis() >= place.readMillis() - COARSE_CLOCK_MILLIS;
            boolean isCopy =
                    Contents.isCompressed(other.path)
                            ? Contents.originals(other.path).contains(Path.of(place.path()))
                            : rotated.isOfThis(other.path);
            if (isLater && isCopy) {
                Leftover leftover = leftover(stream, other);
                if (leftover != null) {
                    return leftover;
                }
            }
        }
        return null;
    }

    private @Nullable Leftover leftover(StreamBook.Waiting stream, Arrival other)
            throws IOException {
        boolean isPlain = !Contents.isCompressed(other.path);
        if (isPlain && other.facts.size() <= stream.place().offset()) {
            return null;
        }
        OpenFile file = openIfHolds(other, stream.place());
        return file == null ? null : new Leftover(file, stream, other.group);
    }

    /** Opens a file at a place; null if it does not hold what was read up to there, or is gone. */
    @Nullable OpenFile openIfHolds(Arrival other, FilePosition place) throws IOException {
        OpenFile file;
        try {
            file = open(other);
        } catch (NoSuchFileException | AccessDeniedException none) {
            return null;
        }
        if (file.resume(place)) {
            return file;
        }
        file.close();
        return null;
    }

    /** The file itself, not another that has its name by now. */
    private OpenFile open(Arrival arrival) throws IOException {
        OpenFile file = Contents.open(disk, arrival.path);
        if (file != null && file.identity().equals(arrival.facts.identity())) {
            return file;
        }
        if (file != null) {
            file.close();
        }
        throw new NoSuchFileException(arrival.path.toString());
    }
}
