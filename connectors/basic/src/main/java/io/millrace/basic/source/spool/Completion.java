// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Marks files as done once no failure can take their events away: renames, removes or notes. */
final class Completion {
    private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST_WAITING = 100_000;

    /** Told when a file that was read turns out to have changed since. */
    interface Changed {
        void changed(Done done, FileFacts facts) throws IOException;
    }

    /**
     * A file that was read.
     *
     * @param epoch of the stream, when its last event was numbered
     * @param ordinal the number behind that event's
     * @param end the place behind it; empty if it is not known any more
     */
    record Done(SpoolFile file, long epoch, long ordinal, Optional<SpoolPlace> end) {
        boolean isSafe(StreamPosition safe) {
            return safe.epoch() > epoch
                    || (safe.epoch() == epoch && safe.firstOrdinal() >= ordinal);
        }
    }

    private final SpoolConfig config;
    private final Clock clock;
    private final Disk disk;
    private final ReadingOrder order;
    private final SpoolReports reports;
    private final LateWriters late;
    private final ArrayDeque<Done> waiting = new ArrayDeque<>();
    private final ArrayDeque<Done> failed = new ArrayDeque<>();
    private final Set<Path> changedDirectories = new LinkedHashSet<>();

    /** Of notes, and known to outlive a power cut. */
    private final Set<Path> durableDirectories = new HashSet<>();

    private long retryNanos;
    private volatile int count;

    Completion(
            SpoolConfig config,
            Clock clock,
            Disk disk,
            ReadingOrder order,
            LateWriters late,
            SpoolReports reports) {
        this.config = config;
        this.clock = clock;
        this.disk = disk;
        this.order = order;
        this.late = late;
        this.reports = reports;
    }

    void add(Done done) {
        waiting.add(done);
        count = waiting.size() + failed.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && failed.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= MOST_WAITING;
    }

    /** How many files are read, but not marked; any thread. */
    int count() {
        return count;
    }

    /** Marks what is safe. */
    void run(Optional<StreamPosition> safe, Changed changed) throws IOException {
        while (safe.isPresent() && !waiting.isEmpty() && waiting.getFirst().isSafe(safe.get())) {
            mark(waiting.removeFirst(), changed);
        }
        if (!failed.isEmpty() && clock.nanos() - retryNanos >= 0) {
            for (int left = failed.size(); left > 0; left--) {
                mark(failed.removeFirst(), changed);
            }
        }
        count = waiting.size() + failed.size();
    }

    private void mark(Done done, Changed changed) throws IOException {
        SpoolFile file = done.file();
        Optional<FileFacts> facts;
        try {
            facts = disk.factsIfPresent(file.path());
            if (facts.isPresent() && file.isUnchanged(facts.get())) {
                Path now = mark(file.path());
                if (now != null && done.end().isPresent()) {
                    late.watch(file, now, done.end().get());
                }
                reports.completed();
            } else if (facts.isEmpty()) {
                wasMarked(file);
            }
        } catch (IOException notNow) {
            reports.notMarked(file.path(), notNow);
            failed.add(done);
            retryNanos = clock.nanos() + RETRY_NANOS;
            return;
        }
        order.forget(file);
        if (facts.isPresent() && file.isSame(facts.get()) && !file.isUnchanged(facts.get())) {
            changed.changed(done, facts.get());
        }
    }

    /** A process before this one marked a file, and may have died before that was durable. */
    void wasMarked(SpoolFile file) {
        touched(file.path());
    }

    /** Marks a file, and says what it is called then; null if it is gone. */
    private @Nullable Path mark(Path path) throws IOException {
        if (config.deletePolicy() == SpoolConfig.DeletePolicy.IMMEDIATE) {
            disk.delete(path);
            touched(path);
            return null;
        }
        if (config.isMarked(path)) {
            return path;
        }
        if (config.trackingPolicy() == SpoolConfig.TrackingPolicy.RENAME) {
            Path target = free(path, path.resolveSibling(path.getFileName() + config.suffix()));
            disk.move(path, target);
            touched(path);
            return target;
        }
        Path note =
                config.trackers()
                        .resolve(config.directory().relativize(path).toString() + config.suffix());
        Path directory = note.getParent();
        if (directory != null) {
            createDirectory(directory);
        }
        disk.open(note, Disk.Mode.APPEND).close();
        touched(note);
        return path;
    }

    /** A note in it would be gone after a power cut if the directory itself were. */
    private void createDirectory(Path directory) throws IOException {
        if (durableDirectories.contains(directory)) {
            disk.createDirectories(directory);
        } else {
            disk.createDurableDirectories(directory.toAbsolutePath());
            durableDirectories.add(directory);
        }
    }

    /** The name for a file that is done, which no other file may have. */
    private Path free(Path path, Path target) throws IOException {
        Optional<FileFacts> taken = disk.factsIfPresent(target);
        if (taken.isEmpty()) {
            return target;
        }
        long number = disk.facts(path).modifiedMillis();
        Path given;
        do {
            given = path.resolveSibling(path.getFileName() + "." + number + config.suffix());
            number++;
        } while (disk.factsIfPresent(given).isPresent());
        reports.nameTaken(path, target, given);
        return given;
    }

    private void touched(Path path) {
        Path directory = path.getParent();
        if (directory != null) {
            changedDirectories.add(directory);
        }
    }

    /** Makes the marks durable: what is marked need not be remembered any more. */
    void sync() throws IOException {
        for (Path directory : changedDirectories) {
            if (disk.factsIfPresent(directory).isPresent()) {
                disk.syncDirectory(directory);
            }
        }
        changedDirectories.clear();
    }
}
