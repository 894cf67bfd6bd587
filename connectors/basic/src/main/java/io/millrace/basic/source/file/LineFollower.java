// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.follow.BlockReader;
import io.millrace.basic.source.follow.Cursor;
import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.FollowReports;
import io.millrace.basic.source.follow.Framing;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Follows one growing file from its beginning, through rotation, and resumes behind what was
 * emitted before.
 *
 * <p>At the end of the file it looks again after a pause that grows with the time since the last
 * line: a fiftieth of it, at least 1 ms and at most 100 ms. So a line waits a few milliseconds in a
 * flow that is alive, and an idle flow costs next to nothing.
 *
 * <p>A renamed file is read to its end, for as long as nothing is written under its old name, and a
 * quarter of a second longer for writers that hold it still. Then come files that were rotated away
 * in between, the oldest first, then the one under the name. A file that was emptied in place is
 * read anew from its start, after the rest of the copy that a rotation made of it.
 */
public final class LineFollower {
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final int PAUSE_PART = 50;

    /** How long a renamed file is watched once its successor has something in it. */
    private static final long LAST_WRITES_NANOS = Duration.ofMillis(250).toNanos();

    private final Path path;
    private final Context context;
    private final Clock clock;
    private final Disk disk;
    private final StopSignal stop;
    private final RotatedFiles rotated;
    private final FollowReports reports;
    private final BlockReader reader;
    private Cursor cursor;
    private @Nullable OpenFile file;
    private @Nullable FilePosition resumeAt;
    private @Nullable Done done;
    private boolean rotationSeen;
    private long rotationNanos;
    private long activeNanos;
    private volatile boolean waitsForFile;
    private volatile long unreadBytes;

    /** The file that was read to its end last, and when that was. */
    private record Done(String identity, long readMillis) {}

    /**
     * @param path the file to follow; it need not exist yet
     * @param maxLineBytes longer lines are cut
     */
    public LineFollower(
            Path path, Framing framing, int maxLineBytes, Context context, StopSignal stop) {
        this.path = path;
        this.context = context;
        this.clock = context.host().clock();
        this.disk = context.host().disk();
        this.stop = stop;
        this.rotated = new RotatedFiles(disk, path);
        this.reports = new FollowReports(context);
        this.reader = new BlockReader(framing, maxLineBytes, clock);
        this.cursor = new Cursor("file:" + path, 0, 0, 0);
        context.meters()
                .gauge(
                        "file_unread_bytes",
                        "Bytes of the followed file that were not read when it was looked at last.",
                        () -> unreadBytes);
    }

    /** Whether there is no file to follow; any thread. */
    public boolean waitsForFile() {
        return waitsForFile;
    }

    /**
     * Refuses what can never be followed.
     *
     * @throws ProblemException if the path names something else than a file
     */
    public void check() throws IOException {
        Optional<FileFacts> facts = disk.factsIfPresent(path);
        if (facts.isPresent() && !facts.get().isFile()) {
            throw reports.notAFile(path);
        }
    }

    /** Follows until the stop signal is set. Called once. */
    public void run(Emitter out) throws IOException, InterruptedException {
        PatientEmitter emitter = new PatientEmitter(out, context, stop);
        try {
            resume(out.position(cursor.stream()));
            activeNanos = clock.nanos();
            while (!stop.isSet()) {
                if (file == null ? !begin(out) : !advance(file, emitter)) {
                    stop.await(pauseNanos());
                }
            }
        } finally {
            leave();
        }
    }

    /** Reads or turns to another file; false if there is nothing to do now. */
    private boolean advance(OpenFile current, PatientEmitter emitter)
            throws IOException, InterruptedException {
        boolean late = idleNanos() >= reader.patienceNanos();
        BlockReader.Outcome outcome =
                read(current, late ? Framing.Rest.LATE : Framing.Rest.COMES, emitter);
        unreadBytes = cursor.unreadBytes();
        return switch (outcome) {
            case READ -> {
                activeNanos = clock.nanos();
                yield true;
            }
            case GREW -> {
                activeNanos = clock.nanos();
                yield false;
            }
            case EMPTIED -> {
                emptied(current);
                yield true;
            }
            case LATE -> turnToNext();
            case STOPPED -> false;
            case NOTHING -> hasSuccessor(current) && finish(current, emitter);
        };
    }

    private BlockReader.Outcome read(OpenFile current, Framing.Rest rest, PatientEmitter emitter)
            throws IOException, InterruptedException {
        return reader.read(cursor, current, rest, this::isLate, emitter);
    }

    private long idleNanos() {
        return clock.nanos() - activeNanos;
    }

    private long pauseNanos() {
        long idle = idleNanos();
        long longest = rotationSeen ? LAST_WRITES_NANOS / PAUSE_PART : LONGEST_PAUSE_NANOS;
        long pause = Math.clamp(idle / PAUSE_PART, SHORTEST_PAUSE_NANOS, longest);
        long patience = reader.patienceNanos() - idle;
        return patience > 0 ? Math.min(pause, patience) : pause;
    }

    private void resume(Optional<StreamPosition> known) {
        if (known.isEmpty()) {
            goOnFrom(clock.millis(), 0);
            return;
        }
        resumeAt = FilePosition.decode(known.get().end()).orElse(null);
        if (resumeAt == null) {
            reports.positionUnreadable(path.toString());
            goOnFrom(Math.max(clock.millis(), known.get().epoch() + 1), 0);
        } else {
            goOnFrom(known.get().epoch(), resumeAt.nextOrdinal());
        }
    }

    private void goOnFrom(long epoch, long nextOrdinal) {
        cursor = new Cursor(cursor.stream(), epoch, nextOrdinal, clock.millis());
        cursor.describe(path.toString(), Map.of());
    }

    /** Opens the first file, when it is there. */
    private boolean begin(Emitter out) throws IOException {
        OpenFile named = openNamed();
        FilePosition position = resumeAt;
        if (position != null && (named != null || !waitsForFile)) {
            named = goOn(named, position);
        }
        if (named == null) {
            check();
            if (!waitsForFile) {
                waitsForFile = true;
                reports.waitsForFile(path);
            }
            return false;
        }
        waitsForFile = false;
        resumeAt = null;
        turnTo(named);
        if (position == null) {
            // The file may be rotated away, and the agent die, before a first line is delivered.
            out.begin(cursor.start(named, clock.millis()));
        }
        return true;
    }

    private @Nullable OpenFile openNamed() throws IOException {
        try {
            return OpenFile.open(disk, path);
        } catch (AccessDeniedException denied) {
            throw reports.notReadable(path, denied);
        }
    }

    /** The file to go on with, at its place; null to wait for one. */
    private @Nullable OpenFile goOn(@Nullable OpenFile named, FilePosition position)
            throws IOException {
        if (named == null) {
            return rotated.find(position, false);
        }
        boolean isSame = named.identity().equals(position.identity());
        if (isSame && named.resume(position)) {
            return named;
        }
        OpenFile rest = rotated.find(position, isSame);
        if (rest == null && !isSame && position.isTelling() && named.resume(position)) {
            // A copy was put back in its place.
            return named;
        }
        if (rest == null) {
            reports.fileGone(path, position.offset());
            rest = rotated.next(position.identity(), position.readMillis());
        }
        if (rest == null) {
            return named;
        }
        named.close();
        return rest;
    }

    private void turnTo(OpenFile next) throws IOException {
        leave();
        file = next;
        rotationSeen = false;
        activeNanos = clock.nanos();
        cursor.turned();
    }

    private void leave() throws IOException {
        OpenFile current = file;
        file = null;
        if (current != null) {
            current.close();
        }
    }

    /** The file was cut in place: what was not read may stand in a copy. */
    private void emptied(OpenFile current) throws IOException {
        FilePosition position = cursor.position(current);
        OpenFile copy = rotated.find(position, true);
        reports.emptied(path, current.offset(), cursor.knownSize(), copy != null);
        if (copy != null) {
            turnTo(copy);
            return;
        }
        current.rewind();
        cursor.turned();
    }

    /** Whether something was written under the name after this file was moved away from it. */
    private boolean hasSuccessor(OpenFile current) throws IOException {
        Optional<FileFacts> named = disk.factsIfPresent(path);
        if (named.isPresent()
                && (!named.get().isFile() || named.get().identity().equals(current.identity()))) {
            rotationSeen = false;
            return false;
        }
        boolean hasBytes = named.isPresent() && named.get().size() > 0;
        boolean isAnother = hasBytes || isFollowedByRotated(current);
        if (isAnother && !rotationSeen) {
            rotationNanos = clock.nanos();
        }
        rotationSeen = isAnother;
        return isAnother
                && idleNanos() >= LAST_WRITES_NANOS
                && clock.nanos() - rotationNanos >= LAST_WRITES_NANOS;
    }

    /** Whether its successor has been rotated away, too, with something in it. */
    private boolean isFollowedByRotated(OpenFile current) throws IOException {
        try (OpenFile next = rotated.next(current.identity(), cursor.readMillis())) {
            return next != null && next.size() > 0;
        }
    }

    private boolean finish(OpenFile current, PatientEmitter emitter)
            throws IOException, InterruptedException {
        if (read(current, Framing.Rest.NEVER, emitter) == BlockReader.Outcome.READ) {
            return true;
        }
        done = new Done(current.identity(), cursor.readMillis());
        return turnToNext();
    }

    private boolean turnToNext() throws IOException {
        // Opened first: should it be rotated away meanwhile, it is among the next ones.
        OpenFile named = openNamed();
        OpenFile next = nextRotated();
        if (next != null && named != null) {
            named.close();
        }
        if (next == null) {
            next = named;
        }
        if (next == null) {
            return false;
        }
        reports.rotated();
        turnTo(next);
        return true;
    }

    private @Nullable OpenFile nextRotated() throws IOException {
        Done last = done;
        return last == null ? null : rotated.next(last.identity(), last.readMillis());
    }

    /**
     * Whether the named file's contents were rotated away, by copying and emptying it, between the
     * moment when it was opened and the one when its first bytes were read.
     */
    private boolean isLate() throws IOException {
        OpenFile current = file;
        Optional<FileFacts> named = disk.factsIfPresent(path);
        if (current == null
                || done == null
                || named.isEmpty()
                || !named.get().identity().equals(current.identity())) {
            return false;
        }
        OpenFile next = nextRotated();
        if (next == null) {
            return false;
        }
        next.close();
        return true;
    }
}
