// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.follow.BlockReader;
import io.millrace.basic.source.follow.Framing;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives each file its turn: one block if it has one, else a look at its name and size.
 *
 * <p>A file is looked at again after a fiftieth of the time that it has rested, at least 1 ms and
 * at most 100 ms, or so much that the looks themselves take a little more than 1 % of the time.
 * Those of many files are looked at together, a few milliseconds late at most.
 */
final class Tailing {
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long NAME_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long FAILED_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_FAILURES = 6;
    private static final int PAUSE_PART = 50;
    private static final int LOOK_PART = 80;
    private static final int COST_WEIGHT = 64;
    private static final long WINDOW_NANOS = Duration.ofMillis(200).toNanos();
    private static final int WINDOW_PART = 80;
    private static final int GRID_PART = 8;
    private static final long WIDEST_GRID_NANOS = 1 << 22;
    private static final double LONGEST_STRETCH = 1000;

    private final TaildirConfig config;
    private final Clock clock;
    private final Disk disk;
    private final TailedFiles files;
    private final GroupDirectories directories;
    private final StreamBook book;
    private final BlockReader reader;
    private final Rotations rotations;
    private final TaildirReports reports;
    private final long idleNanos;

    /** What a look at a file at rest costs, on the average. */
    private long lookNanos;

    /** By how much pauses are longer since too much time goes into looks that find nothing. */
    private double stretch = 1;

    private long windowNanos;
    private long lookedNanos;

    private long allUnread;
    private int allFailing;

    // The same for other threads to see.
    private volatile long unreadBytes;
    private volatile int failing;

    Tailing(
            TaildirConfig config,
            Clock clock,
            Disk disk,
            TailedFiles files,
            GroupDirectories directories,
            StreamBook book,
            BlockReader reader,
            Rotations rotations,
            TaildirReports reports) {
        this.config = config;
        this.clock = clock;
        this.disk = disk;
        this.files = files;
        this.directories = directories;
        this.book = book;
        this.reader = reader;
        this.rotations = rotations;
        this.reports = reports;
        this.idleNanos = config.idleTimeout().toNanos();
    }

    /** Bytes of the followed files that were not read when each was looked at last; any thread. */
    long unreadBytes() {
        return unreadBytes;
    }

    /** How many files cannot be read; any thread. */
    int failing() {
        return failing;
    }

    /**
     * The next file, which was taken out of the queue, has its turn.
     *
     * @param started when it was looked for
     */
    void turn(TailedFile file, long started, PatientEmitter emitter) throws InterruptedException {
        boolean wasOpen = file.open != null;
        try {
            boolean progressed = advance(file, emitter);
            if (file.failures > 0) {
                file.failures = 0;
                fail(-1);
            }
            if (files.of(file.identity) == file) {
                count(file, Math.max(0, file.cursor.unreadBytes()));
                long now = clock.nanos();
                files.schedule(file, progressed ? now : after(pauseNanos(file, now), now));
                if (!progressed) {
                    looked(started, wasOpen);
                }
            } else {
                count(file, 0);
            }
        } catch (IOException failed) {
            failed(file, failed);
        }
    }

    private void count(TailedFile file, long unread) {
        allUnread += unread - file.unread;
        file.unread = unread;
        unreadBytes = allUnread;
    }

    private void looked(long started, boolean wasOpen) {
        long now = clock.nanos();
        long cost = now - started;
        if (!wasOpen) {
            lookNanos += (cost - lookNanos) / COST_WEIGHT;
        }
        lookedNanos += cost;
        if (now - windowNanos >= WINDOW_NANOS) {
            boolean isMuch = lookedNanos > (now - windowNanos) / WINDOW_PART;
            stretch =
                    isMuch ? Math.min(LONGEST_STRETCH, 1.5 * stretch) : Math.max(1, 0.9 * stretch);
            windowNanos = now;
            lookedNanos = 0;
        }
    }

    private void fail(int more) {
        allFailing += more;
        failing = allFailing;
    }

    private void failed(TailedFile file, IOException failed) {
        if (file.failures == 0) {
            fail(1);
        }
        file.failures = Math.min(MOST_FAILURES, file.failures + 1);
        reports.notRead(file.path, failed);
        if (files.of(file.identity) == file) {
            files.schedule(file, clock.nanos() + (FAILED_PAUSE_NANOS << (file.failures - 1)));
        }
    }

    private long pauseNanos(TailedFile file, long now) {
        long longest = Math.max(LONGEST_PAUSE_NANOS, lookNanos * LOOK_PART * files.count());
        long idle = now - file.activeNanos;
        long pause =
                Math.clamp((long) (stretch * idle / PAUSE_PART), SHORTEST_PAUSE_NANOS, longest);
        long patience = reader.patienceNanos() - idle;
        return patience > 0 ? Math.min(pause, patience) : pause;
    }

    /**
     * The end of a pause, or a little later: of many files at rest several have their turn together
     * then, since to wake for each costs more than the look itself.
     */
    private static long after(long pauseNanos, long now) {
        long share = Long.highestOneBit(pauseNanos) / GRID_PART;
        long grid = Math.clamp(share, 1, WIDEST_GRID_NANOS);
        long end = now + pauseNanos;
        return end + Math.floorMod(-end, grid);
    }

    /** Reads a block, or does what else is to be done; false if there is nothing to do now. */
    private boolean advance(TailedFile file, PatientEmitter emitter)
            throws IOException, InterruptedException {
        if (file.original != null && !rotations.isDecided(file)) {
            return false;
        }
        OpenFile open = file.open;
        if (open == null) {
            open = open(file);
            if (open == null) {
                return false;
            }
        }
        BlockReader.Outcome outcome = read(file, open, rest(file, open), emitter);
        return switch (outcome) {
            case READ -> true;
            case GREW -> {
                file.size = -1;
                file.activeNanos = clock.nanos();
                yield false;
            }
            case EMPTIED -> {
                rotations.emptied(file);
                yield true;
            }
            case LATE, STOPPED -> false;
            case NOTHING -> rest(file, open, emitter);
        };
    }

    private Framing.Rest rest(TailedFile file, OpenFile open) {
        if (Contents.isComplete(open)) {
            return Framing.Rest.NEVER;
        }
        long idle = clock.nanos() - file.activeNanos;
        return idle >= reader.patienceNanos() ? Framing.Rest.LATE : Framing.Rest.COMES;
    }

    private BlockReader.Outcome read(
            TailedFile file, OpenFile open, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        BlockReader.Outcome outcome =
                reader.read(
                        file.cursor, open, rest, () -> rotations.mayBeCopy(file, open), emitter);
        if (outcome == BlockReader.Outcome.READ) {
            // Of very many files most are closed before they are looked at again.
            boolean isAll = open.offset() == file.cursor.knownSize();
            file.size = isAll && !Contents.isCompressed(file.path) ? open.offset() : -1;
            file.accepted = open.offset();
            file.activeNanos = clock.nanos();
            files.used(file);
        }
        return outcome;
    }

    /** Opens a file that has something new; null if it has not, or is not there. */
    private @Nullable OpenFile open(TailedFile file) throws IOException {
        if (!file.isNamed) {
            return lost(file);
        }
        Optional<FileFacts> facts = disk.factsIfPresent(file.path);
        if (facts.isEmpty() || !TailedFiles.isSame(facts.get(), file)) {
            unname(file);
            return null;
        }
        boolean isChanged =
                facts.get().size() != file.size
                        || facts.get().modifiedMillis() != file.modifiedMillis;
        if (!isChanged) {
            return null;
        }
        file.modifiedMillis = facts.get().modifiedMillis();
        if (facts.get().size() == 0 && file.place.offset() == 0) {
            file.size = 0;
            return null;
        }
        file.size = -1;
        OpenFile open = Contents.open(disk, file.path);
        if (open == null || !open.identity().equals(file.identity)) {
            if (open != null) {
                open.close();
            }
            unname(file);
            return null;
        }
        return opened(file, open);
    }

    private @Nullable OpenFile opened(TailedFile file, OpenFile open) throws IOException {
        boolean holds;
        try {
            holds = open.resume(file.place);
        } catch (IOException failed) {
            open.close();
            throw failed;
        }
        files.opened(file, open);
        if (!holds) {
            rotations.emptiedWhileClosed(file);
        }
        // To read the rest of a copy, it may have been closed again.
        return file.open;
    }

    /** There is nothing new in an open file: is it still what its name says, is it at rest? */
    private boolean rest(TailedFile file, OpenFile open, PatientEmitter emitter)
            throws IOException, InterruptedException {
        long now = clock.nanos();
        if (file.isNamed && now - file.namedNanos >= NAME_PAUSE_NANOS) {
            file.namedNanos = now;
            Optional<FileFacts> facts = disk.factsIfPresent(file.path);
            if (facts.isEmpty() || !TailedFiles.isSame(facts.get(), file)) {
                unname(file);
            } else {
                long size = facts.get().size();
                boolean isAll = Contents.isComplete(open) || size == file.cursor.knownSize();
                file.size = isAll ? size : -1;
                file.modifiedMillis = facts.get().modifiedMillis();
            }
        }
        if (now - Math.max(file.activeNanos, file.lostNanos) < idleNanos) {
            return false;
        }
        boolean isWhole = !Contents.isCompressed(file.path) || Contents.isComplete(open);
        boolean isLast = !file.isNamed || (isWhole && !config.holdLastLine());
        if (isLast && read(file, open, Framing.Rest.NEVER, emitter) == BlockReader.Outcome.READ) {
            return true;
        }
        if (file.isNamed) {
            files.close(file);
        } else {
            finish(file);
        }
        return false;
    }

    /** The file is not where it was. */
    private void unname(TailedFile file) {
        files.unname(file);
        file.lostNanos = clock.nanos();
        file.size = -1;
        directories.hurry(directories.of(file.path));
    }

    /**
     * A closed file without a name: it is found by its directory's next listing, or under a name
     * that no group follows, or gone. It is read at once if it was opened: another one may need its
     * handle before its next turn.
     */
    private @Nullable OpenFile lost(TailedFile file) throws IOException {
        WatchedDirectory directory = directories.of(file.path);
        boolean isListed =
                directory == null
                        || directory.isMissing
                        || directory.listedNanos - file.lostNanos > 0;
        long lostNanos = clock.nanos() - file.lostNanos;
        if (!isListed && lostNanos < LOST_PAUSE_NANOS) {
            return null;
        }
        OpenFile elsewhere = directory == null ? null : rotations.elsewhere(file, directory);
        if (elsewhere != null) {
            files.opened(file, elsewhere);
            return elsewhere;
        }
        long known = file.cursor.knownSize();
        if (known > file.place.offset()) {
            reports.wentAway(file.path, file.place.offset(), known);
        }
        finish(file);
        return null;
    }

    private void finish(TailedFile file) throws IOException {
        files.close(file);
        book.gone(file.cursor, file.place);
        files.remove(file);
    }
}
