// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches files for a while after they were marked as done: whoever still had one open may go on to
 * write it, under whatever name it has now.
 */
final class LateWriters {
    private static final long WATCHED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 200;

    private final Clock clock;
    private final Disk disk;
    private final SpoolReports reports;
    private final ArrayDeque<Watched> watched = new ArrayDeque<>();

    /**
     * A file that is done.
     *
     * @param file under the name that it has now
     */
    private record Watched(SpoolFile file, long untilNanos) {}

    LateWriters(Clock clock, Disk disk, SpoolReports reports) {
        this.clock = clock;
        this.disk = disk;
        this.reports = reports;
    }

    /** A file was marked, and has this path now. */
    void watch(SpoolFile file, Path path, SpoolPlace end) {
        SpoolFile now =
                new SpoolFile(
                        file.number(),
                        path,
                        file.identity(),
                        file.size(),
                        file.modifiedMillis(),
                        Optional.of(
                                new SpoolPlace(end.number(), false, end.isInLine(), end.file())));
        watched.add(new Watched(now, clock.nanos() + WATCHED_NANOS));
        if (watched.size() > MOST) {
            watched.removeFirst();
        }
    }

    /** Files that have grown since. */
    List<ReadingOrder.Found> look() {
        List<ReadingOrder.Found> found = new ArrayList<>();
        long now = clock.nanos();
        for (int left = watched.size(); left > 0; left--) {
            Watched one = watched.removeFirst();
            SpoolFile file = one.file();
            Optional<FileFacts> facts = facts(file.path());
            if (facts.isEmpty() || !file.isSame(facts.get())) {
                continue;
            }
            if (facts.get().size() > file.size()) {
                reports.grewWhenDone(file.path(), file.size(), facts.get().size());
                found.add(new ReadingOrder.Found(file.path(), facts.get(), file.from()));
            } else if (one.untilNanos() - now > 0) {
                watched.add(one);
            }
        }
        return found;
    }

    private Optional<FileFacts> facts(Path path) {
        try {
            return disk.factsIfPresent(path);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
