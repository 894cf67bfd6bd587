// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** Looks which files there are to be read: new ones, and those set aside whose time has come. */
final class Candidates {
    /** As many files are taken at once; a better one that comes later waits for them. */
    private static final int MOST = 10_000;

    /** The youngest one should not wait for many. */
    private static final int MOST_YOUNGEST = 100;

    private static final int MOST_DEPTH = 64;

    /** Looking takes at most this part of the time. */
    private static final int COST_PART = 20;

    private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Comparator<ReadingOrder.Found> OLDEST_FIRST =
            Comparator.<ReadingOrder.Found>comparingLong(one -> one.facts().modifiedMillis())
                    .thenComparing(ReadingOrder.Found::path);
    private static final Comparator<ReadingOrder.Found> YOUNGEST_FIRST =
            Comparator.<ReadingOrder.Found>comparingLong(one -> -one.facts().modifiedMillis())
                    .thenComparing(ReadingOrder.Found::path);

    private final SpoolConfig config;
    private final Clock clock;
    private final Disk disk;
    private final ReadingOrder order;
    private final LateWriters late;
    private final SpoolReports reports;
    private final Comparator<ReadingOrder.Found> comparator;
    private final int most;

    /** Since when files that were set aside are as they are. */
    private final Map<Path, Long> atRest = new HashMap<>();

    /** Where Flume stood in files. */
    private final Map<Path, Long> takenOver = new HashMap<>();

    private PriorityQueue<ReadingOrder.Found> found;
    private boolean isMore;
    private long dueNanos;

    Candidates(
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
        boolean isYoungest = config.consumeOrder() == SpoolConfig.ConsumeOrder.YOUNGEST;
        this.comparator = isYoungest ? YOUNGEST_FIRST : OLDEST_FIRST;
        this.most = isYoungest ? MOST_YOUNGEST : MOST;
        this.found = new PriorityQueue<>(comparator.reversed());
        this.dueNanos = clock.nanos();
    }

    /** A file is to begin where Flume stood. */
    void takeOver(Path path, long offset) {
        takenOver.put(path, offset);
    }

    /** When to look next, if all that was found is read. */
    long dueNanos() {
        return dueNanos;
    }

    /** The files to be read next, in their order. */
    List<ReadingOrder.Found> look() {
        long started = clock.nanos();
        found = new PriorityQueue<>(comparator.reversed());
        isMore = false;
        for (Aside aside : order.asides()) {
            try {
                look(aside);
            } catch (IOException failed) {
                reports.isUnreadable(aside.file().path(), failed);
            }
        }
        late.look().forEach(this::offer);
        look(config.directory(), new HashSet<>());
        List<ReadingOrder.Found> sorted = new ArrayList<>(found);
        found.clear();
        if (config.consumeOrder() != SpoolConfig.ConsumeOrder.RANDOM) {
            sorted.sort(comparator);
        }
        long now = clock.nanos();
        long pause = Math.max(config.pollDelay().toNanos(), COST_PART * (now - started));
        dueNanos = isMore ? now : now + pause;
        return sorted;
    }

    private void look(Aside aside) throws IOException {
        SpoolFile file = aside.file();
        Optional<FileFacts> facts = disk.factsIfPresent(file.path());
        if (facts.isEmpty() || !file.isSame(facts.get())) {
            order.forget(aside);
            atRest.remove(file.path());
            return;
        }
        long now = clock.nanos();
        boolean isChanged = !file.isUnchanged(facts.get());
        if (isChanged && aside.reason() == Aside.Reason.CHANGES) {
            order.seen(aside.seen(facts.get()));
            atRest.put(file.path(), now);
            return;
        }
        long rest = now - atRest.computeIfAbsent(file.path(), path -> now);
        boolean isDue =
                switch (aside.reason()) {
                    case CHANGES -> rest >= config.pollDelay().toNanos();
                    case BAD -> isChanged;
                    case UNREADABLE -> isChanged || rest >= RETRY_NANOS;
                };
        if (isDue) {
            atRest.remove(file.path());
            offer(new ReadingOrder.Found(file.path(), facts.get(), file.from()));
        }
    }

    private void look(Path directory, Set<String> above) {
        Set<String> done;
        List<Path> entries;
        try {
            done = done(directory);
            entries = disk.list(directory);
        } catch (NoSuchFileException gone) {
            if (directory.equals(config.directory())) {
                reports.directoryUnreadable(directory, gone);
            }
            return;
        } catch (IOException failed) {
            reports.directoryUnreadable(directory, failed);
            return;
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            if (name.startsWith(".")
                    || config.isMarked(entry)
                    || (isEnough() && !config.isRecursive())) {
                continue;
            }
            boolean isWanted = isWanted(name) && !done.contains(name);
            if (isWanted || config.isRecursive()) {
                look(entry, name, isWanted, above);
            }
        }
    }

    private void look(Path entry, String name, boolean isWanted, Set<String> above) {
        Optional<FileFacts> facts;
        try {
            facts = disk.factsIfPresent(entry);
        } catch (IOException failed) {
            reports.isUnreadable(entry, failed);
            return;
        }
        if (facts.isEmpty()) {
            return;
        }
        FileFacts known = facts.get();
        if (known.isFile()) {
            if (isWanted && isOldEnough(known) && !order.knows(entry, known)) {
                offer(new ReadingOrder.Found(entry, known, begin(entry, known)));
            }
        } else if (known.isDirectory()
                && config.isRecursive()
                && !config.ignorePattern().matcher(name).matches()
                && above.size() < MOST_DEPTH
                && above.add(known.identity())) {
            look(entry, above);
            above.remove(known.identity());
        }
    }

    private boolean isWanted(String name) {
        return config.includePattern().matcher(name).matches()
                && !config.ignorePattern().matcher(name).matches();
    }

    private boolean isOldEnough(FileFacts facts) {
        long age = clock.millis() - facts.modifiedMillis();
        // A time to come says nothing.
        return age < 0 || age >= config.minAge().toMillis();
    }

    /** Any files will do, and there are enough. */
    private boolean isEnough() {
        if (config.consumeOrder() == SpoolConfig.ConsumeOrder.RANDOM && found.size() >= most) {
            isMore = true;
            return true;
        }
        return false;
    }

    private Optional<SpoolPlace> begin(Path path, FileFacts facts) {
        Long offset = takenOver.remove(path);
        return offset == null || offset > facts.size()
                ? Optional.empty()
                : Optional.of(SpoolPlace.at(offset, facts.identity(), path.toString()));
    }

    private void offer(ReadingOrder.Found one) {
        found.add(one);
        if (found.size() > most) {
            found.remove();
            isMore = true;
        }
    }

    /** The names of a directory's files that are noted as done. */
    private Set<String> done(Path directory) throws IOException {
        if (config.trackingPolicy() != SpoolConfig.TrackingPolicy.TRACKER_DIR) {
            return Set.of();
        }
        Path notes = config.trackers().resolve(config.directory().relativize(directory).toString());
        if (disk.factsIfPresent(notes).isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (Path note : disk.list(notes)) {
            String name = String.valueOf(note.getFileName());
            if (name.endsWith(config.suffix())) {
                names.add(name.substring(0, name.length() - config.suffix().length()));
            }
        }
        return names;
    }
}
