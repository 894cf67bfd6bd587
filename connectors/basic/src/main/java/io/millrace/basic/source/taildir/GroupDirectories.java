// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directories of the groups: finds names in them that are not known, and files under new names.
 *
 * <p>A directory is asked for its time of change every tenth of a second and listed when that
 * changed, or changed so shortly before the last listing that more may have come within the same
 * tick; and once in half a minute in any case, or more seldom if it takes long. Listing takes at
 * most a tenth of the time.
 */
final class GroupDirectories {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long MISSING_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long UNCACHED_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long ANYHOW_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long COARSE_CLOCK_MILLIS = 2000;
    private static final int COST_PART = 10;
    private static final int ANYHOW_COST_PART = 200;

    /** What stands under a name. */
    interface Finder {
        /**
         * A file is there under a name that is not known.
         *
         * @return the name that the file had before, if it is known and was renamed
         */
        Optional<Path> found(Path path, FileFacts facts, FileGroup group) throws IOException;
    }

    private final Clock clock;
    private final Disk disk;
    private final TailedFiles files;
    private final TaildirReports reports;
    private final boolean isCached;
    private final boolean isRecursive;
    private final Map<Path, WatchedDirectory> directories = new LinkedHashMap<>();
    private final Set<String> identities = new HashSet<>();
    private long dueNanos;

    GroupDirectories(
            TaildirConfig config,
            Clock clock,
            Disk disk,
            TailedFiles files,
            TaildirReports reports) {
        this.clock = clock;
        this.disk = disk;
        this.files = files;
        this.reports = reports;
        this.isCached = config.cachePatternMatching();
        this.isRecursive = config.recursive();
        Map<Path, List<FileGroup>> groups = new LinkedHashMap<>();
        for (FileGroup group : config.fileGroups()) {
            groups.computeIfAbsent(group.directory(), d -> new ArrayList<>()).add(group);
        }
        groups.forEach((path, own) -> watch(path, "", own));
    }

    private void watch(Path path, String identity, List<FileGroup> groups) {
        WatchedDirectory directory = new WatchedDirectory(path, identity, groups);
        directory.dueNanos = clock.nanos();
        dueNanos = directory.dueNanos;
        directories.put(path, directory);
    }

    /** When the next directory has to be looked at. */
    long dueNanos() {
        return dueNanos;
    }

    /** A directory is known to have changed. */
    void hurry(@Nullable WatchedDirectory directory) {
        if (directory != null) {
            long now = clock.nanos();
            long soonest = directory.listedNanos + COST_PART * directory.costNanos;
            directory.isDirty = true;
            directory.dueNanos = directory.wasListed && soonest - now > 0 ? soonest : now;
            dueNanos = dueNanos - directory.dueNanos > 0 ? directory.dueNanos : dueNanos;
        }
    }

    /** Whether a directory cannot be read. */
    boolean isAnyMissing() {
        return directories.values().stream().anyMatch(directory -> directory.isMissing);
    }

    List<WatchedDirectory> all() {
        return List.copyOf(directories.values());
    }

    @Nullable WatchedDirectory of(Path file) {
        Path parent = file.getParent();
        return parent == null ? null : directories.get(parent);
    }

    /** Looks at the directories whose time has come. */
    void look(Finder finder) throws IOException {
        for (WatchedDirectory directory : all()) {
            if (directory.dueNanos - clock.nanos() <= 0) {
                look(directory, finder);
            }
        }
        long now = clock.nanos();
        long wait = MISSING_PAUSE_NANOS;
        for (WatchedDirectory directory : directories.values()) {
            wait = Math.min(wait, directory.dueNanos - now);
        }
        dueNanos = now + wait;
    }

    private void look(WatchedDirectory directory, Finder finder) throws IOException {
        try {
            FileFacts facts = disk.facts(directory.path);
            if (!facts.isDirectory()) {
                missing(directory);
                return;
            }
            directory.isMissing = false;
            if (isToBeListed(directory, facts)) {
                list(directory, finder);
            }
            long pause = Math.max(PAUSE_NANOS, COST_PART * directory.costNanos);
            directory.dueNanos = clock.nanos() + pause;
        } catch (NoSuchFileException | AccessDeniedException none) {
            missing(directory);
        }
    }

    private boolean isToBeListed(WatchedDirectory directory, FileFacts facts) {
        long sinceNanos = clock.nanos() - directory.listedNanos;
        boolean tells = isCached && facts.modifiedMillis() > 0;
        return !directory.wasListed
                || directory.isDirty
                || directory.modifiedMillis != facts.modifiedMillis()
                || directory.modifiedMillis >= directory.listedMillis - COARSE_CLOCK_MILLIS
                || sinceNanos >= (tells ? anyhowNanos(directory) : UNCACHED_PAUSE_NANOS);
    }

    private static long anyhowNanos(WatchedDirectory directory) {
        return Math.max(ANYHOW_NANOS, ANYHOW_COST_PART * directory.costNanos);
    }

    private void missing(WatchedDirectory directory) {
        directory.dueNanos = clock.nanos() + MISSING_PAUSE_NANOS;
        directory.wasListed = true;
        directory.modifiedMillis = Long.MIN_VALUE;
        directory.listedNanos = clock.nanos();
        FileGroup first = directory.groups.getFirst();
        if (!first.directory().equals(directory.path)) {
            directories.remove(directory.path);
            identities.remove(directory.identity);
        } else if (!directory.isMissing) {
            directory.isMissing = true;
            directory.groups.forEach(reports::directoryMissing);
        }
    }

    /**
     * Finds what is new in a directory now.
     *
     * @return whether each file that a group wants is followed under its name; else one was renamed
     *     meanwhile, has two names, or cannot be read
     */
    boolean list(WatchedDirectory directory, Finder finder) throws IOException {
        long started = clock.nanos();
        long startedMillis = clock.millis();
        // Asked first: what comes after it is found by the next look.
        long modifiedMillis = disk.facts(directory.path).modifiedMillis();
        List<Path> entries = disk.list(directory.path);
        Deque<Path> unknown = new ArrayDeque<>();
        for (Path entry : entries) {
            if (files.named(entry) == null) {
                unknown.add(entry);
            }
        }
        while (!unknown.isEmpty()) {
            find(directory, unknown.remove(), finder).ifPresent(unknown::add);
        }
        directory.wasListed = true;
        directory.isDirty = false;
        directory.modifiedMillis = modifiedMillis;
        directory.listedMillis = startedMillis;
        directory.listedNanos = started;
        directory.costNanos = clock.nanos() - started;
        return entries.stream().allMatch(entry -> isSettled(directory, entry));
    }

    private boolean isSettled(WatchedDirectory directory, Path entry) {
        return files.named(entry) != null
                || directories.containsKey(entry)
                || directory.group(entry).isEmpty();
    }

    /** A name that became free: another file may have it now. */
    private Optional<Path> find(WatchedDirectory directory, Path entry, Finder finder)
            throws IOException {
        Optional<FileGroup> group = directory.group(entry);
        if (group.isEmpty() && !isRecursive) {
            return Optional.empty();
        }
        Optional<FileFacts> facts;
        try {
            facts = disk.factsIfPresent(entry);
        } catch (AccessDeniedException denied) {
            return Optional.empty();
        }
        if (facts.isPresent() && facts.get().isDirectory() && isRecursive) {
            // Links may lead in circles.
            if (!directories.containsKey(entry) && identities.add(facts.get().identity())) {
                watch(entry, facts.get().identity(), directory.groups);
            }
        } else if (facts.isPresent() && facts.get().isFile() && group.isPresent()) {
            return finder.found(entry, facts.get(), group.get())
                    .filter(former -> directory.path.equals(former.getParent()));
        }
        return Optional.empty();
    }
}
