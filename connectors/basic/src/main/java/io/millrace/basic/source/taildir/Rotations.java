// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.Cursor;
import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.FollowReports;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.basic.source.follow.RotatedName;
import io.millrace.host.Clock;
import io.millrace.host.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Tells copies that a rotation makes before it empties a file from files of their own, so that a
 * copy goes on where the file was, and the file begins anew.
 */
final class Rotations {
    /** How long a copy may rest before the file is emptied. */
    private static final long DECISION_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long COARSE_CLOCK_MILLIS = 1000;

    /** How often a directory is listed in which names change all the time. */
    private static final int ATTEMPTS = 3;

    private final Clock clock;
    private final Disk disk;
    private final TailedFiles files;
    private final GroupDirectories directories;
    private final GroupDirectories.Finder finder;
    private final Arrivals arrivals;
    private final StreamBook book;
    private final StartPlaces starts;
    private final FollowReports reports;
    private final TaildirReports ownReports;

    /** Whether a file was not under its name any more when it was looked at. */
    private boolean moved;

    Rotations(
            Clock clock,
            Disk disk,
            TailedFiles files,
            GroupDirectories directories,
            GroupDirectories.Finder finder,
            Arrivals arrivals,
            StreamBook book,
            StartPlaces starts,
            FollowReports reports,
            TaildirReports ownReports) {
        this.clock = clock;
        this.disk = disk;
        this.files = files;
        this.directories = directories;
        this.finder = finder;
        this.arrivals = arrivals;
        this.book = book;
        this.starts = starts;
        this.reports = reports;
        this.ownReports = ownReports;
    }

    /**
     * Whether a file, of which nothing was read yet, has the name and the beginning of a rotation's
     * copy. Then it waits until that is decided.
     */
    boolean mayBeCopy(TailedFile file, OpenFile open) throws IOException {
        if (file.isOwn || !file.isNamed) {
            return false;
        }
        for (Path name : Contents.originals(file.path)) {
            TailedFile original = files.named(name);
            // Of what is emptied often nothing may be read yet when its next copy is made.
            boolean isReadSoon = !Contents.isCompressed(file.path);
            if (original != null
                    && original != file
                    && (isReadSoon || !original.isUntouched())
                    && beginsAlike(open, original)) {
                file.original = original;
                file.activeNanos = clock.nanos();
                file.size = open.size();
                return true;
            }
        }
        if (Contents.isCompressed(file.path) && isLateCopy(file, open)) {
            return true;
        }
        file.isOwn = true;
        return false;
    }

    /** Whether a compressed file was read before under a name that nobody has any more. */
    private boolean isLateCopy(TailedFile file, OpenFile open) throws IOException {
        List<Path> names = Contents.originals(file.path);
        for (TailedFile other : files.all()) {
            boolean isLost = !other.isNamed && !other.isUntouched() && names.contains(other.path);
            if (isLost && open.holdsHead(other.position())) {
                file.original = other;
                return true;
            }
        }
        for (Path name : names) {
            for (StreamBook.Waiting stream : book.of(name)) {
                if (stream.place().offset() > 0 && open.resume(stream.place())) {
                    goOnIn(file, open, stream);
                    return true;
                }
            }
        }
        return false;
    }

    private void goOnIn(TailedFile file, OpenFile open, StreamBook.Waiting stream)
            throws IOException {
        book.claim(stream);
        book.gone(file.cursor, TailedFile.start(file.identity, 0));
        FilePosition place = stream.cursor().position(open);
        files.close(file);
        file.goOn(stream.cursor(), place);
        file.size = -1;
        file.isOwn = true;
    }

    private boolean beginsAlike(OpenFile copy, TailedFile original) throws IOException {
        FilePosition place = original.position();
        int length = place.print().headLength();
        if (length > 0 && copy.size() >= length) {
            return copy.holdsHead(place);
        }
        // It is being copied, or both begin with the same few bytes, or nothing was read yet.
        try (OpenFile named = Contents.open(disk, original.path)) {
            if (named == null) {
                return false;
            }
            byte[] one = new byte[(int) Math.min(copy.size(), FilePosition.Print.HEAD_BYTES)];
            byte[] other = new byte[one.length];
            return copy.read(one, 0, one.length, 0) == named.read(other, 0, other.length, 0)
                    && Arrays.equals(one, other);
        }
    }

    /** Whether a file that may be a copy is known to be none; if it is one it has its place now. */
    boolean isDecided(TailedFile file) throws IOException {
        TailedFile original = file.original;
        if (original == null) {
            return true;
        }
        OpenFile open = file.open;
        long size = open == null ? file.size : open.size();
        if (size != file.size) {
            file.size = size;
            file.activeNanos = clock.nanos();
        }
        boolean isThere = files.of(original.identity) == original;
        boolean isCompressed = Contents.isCompressed(file.path);
        if (isThere && (isCompressed || clock.nanos() - file.activeNanos < DECISION_NANOS)) {
            return false;
        }
        if (isCompressed) {
            claim(file, original);
        }
        file.original = null;
        file.isOwn = true;
        file.size = -1;
        return true;
    }

    /** What was compressed is gone: its stream goes on in what it became. */
    private void claim(TailedFile file, TailedFile original) throws IOException {
        try (OpenFile open = Contents.open(disk, file.path)) {
            if (open == null) {
                return;
            }
            for (StreamBook.Waiting stream : book.of(original.identity)) {
                if (open.resume(stream.place())) {
                    goOnIn(file, open, stream);
                    return;
                }
            }
        }
    }

    /** An open file holds no more what was read. */
    void emptied(TailedFile file) throws IOException {
        OpenFile open = file.open;
        if (open != null) {
            FilePosition place = file.cursor.position(open);
            long known = file.cursor.knownSize();
            open.rewind();
            turnOver(file, place, known);
        }
    }

    /** The same was found when it was opened; it was opened at its start. */
    void emptiedWhileClosed(TailedFile file) throws IOException {
        turnOver(file, file.place, Math.max(file.place.offset(), file.cursor.knownSize()));
    }

    private void turnOver(TailedFile file, FilePosition place, long known) throws IOException {
        Cursor stream = file.cursor;
        file.goOn(book.fresh(), TailedFile.start(file.identity, 0));
        file.isOwn = true;
        WatchedDirectory directory = directories.of(file.path);
        if (directory == null) {
            reports.emptied(file.path, place.offset(), known, false);
            book.gone(stream, place);
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            moved = false;
            boolean isSettled = list(directory);
            TailedFile copy = copy(file, place);
            if (copy == null && isSettled && !moved) {
                break;
            }
            if (copy != null && goOn(file, copy, stream, place, known)) {
                return;
            }
        }
        OpenFile unwanted = unwantedCopy(file, directory, place);
        reports.emptied(file.path, place.offset(), known, unwanted != null);
        if (unwanted == null) {
            book.gone(stream, place);
            return;
        }
        tooEarly(file.path, file.path, place.offset(), unwanted.size(), known);
        follow(unwanted, file.group, file.path, stream);
    }

    /** Whether nothing in the directory was renamed meanwhile. */
    private boolean list(WatchedDirectory directory) throws IOException {
        try {
            return directories.list(directory, finder);
        } catch (NoSuchFileException gone) {
            // Then there is no copy in it.
            return true;
        }
    }

    /** Reads a file that no group follows to its end, as the last of a stream. */
    void follow(OpenFile open, FileGroup group, Path path, Cursor stream) throws IOException {
        if (files.of(open.identity()) != null) {
            open.close();
            return;
        }
        TailedFile rest = new TailedFile(open.identity(), group, path, stream);
        rest.isNamed = false;
        rest.isOwn = true;
        rest.lostNanos = clock.nanos();
        rest.activeNanos = clock.nanos();
        files.add(rest, clock.nanos());
        files.opened(rest, open);
    }

    /** A file of the groups that holds what was read of another, and of which nothing was read. */
    private @Nullable TailedFile copy(TailedFile original, FilePosition place) throws IOException {
        RotatedName rotated = new RotatedName(original.path);
        TailedFile shorter = null;
        for (TailedFile file : files.all()) {
            boolean isCandidate =
                    file != original
                            && file.isNamed
                            && file.isUntouched()
                            && (!file.isOwn || file.original == original)
                            && Objects.equals(original.path.getParent(), file.path.getParent())
                            && rotated.isOfThis(file.path);
            if (isCandidate) {
                Likeness likeness = likeness(file, place);
                if (likeness == Likeness.HOLDS) {
                    return file;
                }
                shorter = likeness == Likeness.BEGINS_ALIKE ? file : shorter;
            }
        }
        return shorter;
    }

    private enum Likeness {
        HOLDS,
        BEGINS_ALIKE,
        NONE
    }

    private Likeness likeness(TailedFile file, FilePosition place) throws IOException {
        try (OpenFile open = Contents.open(disk, file.path)) {
            if (open == null || !open.identity().equals(file.identity)) {
                moved = true;
                return Likeness.NONE;
            }
            if (open.size() == 0) {
                return Likeness.NONE;
            }
            if (open.holds(place)) {
                return Likeness.HOLDS;
            }
            boolean isPart =
                    !Contents.isCompressed(file.path)
                            && open.size() < place.offset()
                            && open.holdsHead(place);
            return isPart ? Likeness.BEGINS_ALIKE : Likeness.NONE;
        }
    }

    /** False if another file has the copy's name by now. */
    private boolean goOn(
            TailedFile original, TailedFile copy, Cursor stream, FilePosition place, long known)
            throws IOException {
        files.close(copy);
        try (OpenFile open = Contents.open(disk, copy.path)) {
            if (open == null || !open.identity().equals(copy.identity)) {
                return false;
            }
            long size = Contents.isCompressed(copy.path) ? Long.MAX_VALUE : open.size();
            reports.emptied(original.path, place.offset(), known, true);
            copy.original = null;
            copy.isOwn = true;
            copy.size = -1;
            copy.activeNanos = clock.nanos();
            tooEarly(original.path, copy.path, place.offset(), size, known);
            if (size < place.offset()) {
                // All of it was read before it was emptied, and more.
                book.gone(stream, place);
                open.skipTo(size);
                copy.goOn(copy.cursor, copy.cursor.position(open));
                starts.add(copy.place);
                starts.save();
            } else if (open.resume(place)) {
                Cursor unused = copy.cursor;
                copy.goOn(stream, stream.position(open));
                book.gone(unused, TailedFile.start(copy.identity, 0));
            } else {
                // It changed since it was found: it is read anew, which may give lines twice.
                book.gone(stream, place);
            }
            return true;
        }
    }

    private void tooEarly(Path path, Path copy, long offset, long size, long known) {
        if (known > Math.max(offset, size)) {
            ownReports.copiedTooEarly(path, copy, Math.max(offset, size), known);
        }
    }

    /** A copy which no group follows, at the place. */
    private @Nullable OpenFile unwantedCopy(
            TailedFile original, WatchedDirectory directory, FilePosition place)
            throws IOException {
        RotatedName rotated = new RotatedName(original.path);
        for (Arrivals.Arrival other : arrivals.others(directory)) {
            boolean isLater =
                    other.facts().modifiedMillis() >= place.readMillis() - COARSE_CLOCK_MILLIS;
            if (isLater && rotated.isOfThis(other.path())) {
                OpenFile open = arrivals.openIfHolds(other, place);
                if (open != null) {
                    return open;
                }
            }
        }
        return null;
    }

    /** A file that lost its name, opened under one which no group follows; null if it has none. */
    @Nullable OpenFile elsewhere(TailedFile file, WatchedDirectory directory) throws IOException {
        for (Arrivals.Arrival other : arrivals.others(directory)) {
            if (other.facts().identity().equals(file.identity)) {
                return arrivals.openIfHolds(other, file.place);
            }
        }
        return null;
    }
}
