// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.follow.BlockReader;
import io.millrace.basic.source.follow.FollowReports;
import io.millrace.basic.source.follow.Framing;
import io.millrace.basic.source.follow.JoinedFraming;
import io.millrace.basic.source.follow.LineFraming;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Health;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows all files of some directories: puts the parts together and runs them in turn. */
final class TaildirSource implements Source {
    private static final String OFFSET_HEADER = "byteoffset";
    private static final long MOST_AGE_NANOS = Duration.ofHours(1).toNanos();

    private final TaildirConfig config;
    private final Context context;
    private final Clock clock;
    private final Disk disk;
    private final StopSignal stop;
    private final TaildirReports reports;
    private final TailedFiles files;
    private final GroupDirectories directories;
    private final StreamBook book;
    private final StartPlaces starts;
    private final Arrivals arrivals;
    private final Rotations rotations;
    private final Tailing tailing;
    private final PositionFile positionFile;
    private final FollowReports followReports;
    private volatile boolean isAnyMissing;

    /** What is found when the source starts is settled together; null afterwards. */
    private @Nullable Map<String, Arrivals.Arrival> found = new LinkedHashMap<>();

    TaildirSource(TaildirConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.clock = context.host().clock();
        this.disk = context.host().disk();
        this.stop = new StopSignal(clock);
        this.reports = new TaildirReports(context);
        this.followReports = new FollowReports(context);
        this.files = new TailedFiles(config.maxOpenFiles());
        this.directories = new GroupDirectories(config, clock, disk, files, reports);
        this.book = new StreamBook(clock);
        this.starts = new StartPlaces(disk, context.stateDirectory(), reports);
        this.arrivals = new Arrivals(disk, book, starts, config.skipToEnd(), reports);
        this.rotations =
                new Rotations(
                        clock,
                        disk,
                        files,
                        directories,
                        this::found,
                        arrivals,
                        book,
                        starts,
                        followReports,
                        reports);
        int maxLineBytes = Math.toIntExact(config.maxLineLength().bytes());
        this.tailing =
                new Tailing(
                        config,
                        clock,
                        disk,
                        files,
                        directories,
                        book,
                        new BlockReader(framing(config, maxLineBytes), maxLineBytes, clock),
                        rotations,
                        reports);
        this.positionFile = new PositionFile(config, clock, disk, files, reports);
        addMeters();
    }

    private void addMeters() {
        context.meters()
                .gauge(
                        "file_unread_bytes",
                        "Bytes of the followed file that were not read when it was looked at last.",
                        tailing::unreadBytes);
        context.meters().gauge("files_followed", "Files that the source follows.", files::count);
        context.meters().gauge("files_open", "Files that the source holds open.", files::openCount);
    }

    private static Framing framing(TaildirConfig config, int maxLineBytes) {
        String offsetHeader = config.byteOffsetHeader() ? OFFSET_HEADER : null;
        return config.multilineStart().isEmpty()
                ? new LineFraming(maxLineBytes, offsetHeader)
                : new JoinedFraming(
                        new StartLines(config.multilineStart().get()),
                        maxLineBytes,
                        config.multilineWait(),
                        offsetHeader);
    }

    @Override
    public void open() {
        for (String group : config.groups()) {
            String path = config.paths().get(group);
            if (path == null || path.isBlank()) {
                reports.groupWithoutPath(group);
            }
        }
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        PatientEmitter emitter = new PatientEmitter(out, context, stop);
        try {
            start(out);
            while (!stop.isSet()) {
                round(emitter);
            }
        } finally {
            end();
        }
    }

    /** Takes over what was saved and finds the files that are there. */
    private void start(Emitter out) throws IOException {
        int unreadable = book.load(out.positions());
        if (unreadable > 0) {
            reports.positionsUnreadable(unreadable);
        }
        starts.load();
        if (book.isEmpty() && starts.isFirstStart()) {
            arrivals.takeOver(positionFile.read());
        }
        directories.look(this::found);
        List<Arrivals.Arrival> there = found == null ? List.of() : List.copyOf(found.values());
        found = null;
        List<Arrivals.Leftover> leftovers = new ArrayList<>();
        add(arrivals.settleAtStart(there, directories.all(), leftovers));
        starts.keepOnly(files.identities());
        starts.save();
        for (Arrivals.Leftover leftover : leftovers) {
            rotations.follow(
                    leftover.file(),
                    leftover.group(),
                    Path.of(leftover.stream().place().path()),
                    leftover.stream().cursor());
        }
    }

    private void add(List<TailedFile> arrived) {
        long now = clock.nanos();
        long nowMillis = clock.millis();
        for (TailedFile file : arrived) {
            // One that did not change for long is not watched as if it had changed just now.
            long age = Duration.ofMillis(Math.max(0, nowMillis - file.foundMillis)).toNanos();
            file.activeNanos = now - Math.min(age, MOST_AGE_NANOS);
            files.add(file, now);
        }
    }

    /** One file has its turn, or the source waits for the next turn. */
    private void round(PatientEmitter emitter) throws IOException, InterruptedException {
        long now = clock.nanos();
        if (directories.dueNanos() - now <= 0) {
            directories.look(this::found);
            isAnyMissing = directories.isAnyMissing();
        }
        positionFile.writeIfDue();
        TailedFile next = files.peek();
        long wait = Math.min(directories.dueNanos() - now, positionFile.dueNanos() - now);
        wait = next == null ? wait : Math.min(wait, next.dueNanos - now);
        if (wait > 0) {
            stop.await(wait);
        } else if (next != null && next.dueNanos - now <= 0) {
            tailing.turn(files.poll(), now, emitter);
        }
    }

    /** A name that is not known: of a new file, or of one that had another name. */
    private Optional<Path> found(Path path, FileFacts facts, FileGroup group) throws IOException {
        Arrivals.Arrival arrival = new Arrivals.Arrival(path, facts, group);
        if (found != null) {
            found.putIfAbsent(facts.identity(), arrival);
            return Optional.empty();
        }
        TailedFile known = files.of(facts.identity());
        if (known == null) {
            List<TailedFile> arrived = arrivals.settle(List.of(arrival));
            starts.save();
            add(arrived);
            return Optional.empty();
        }
        Optional<Path> former = known.isNamed ? Optional.of(known.path) : Optional.empty();
        if (former.isPresent() && isStillNamed(known)) {
            // Another name of a file that is followed already.
            return Optional.empty();
        }
        files.rename(known, path, group);
        followReports.rotated();
        return former;
    }

    private boolean isStillNamed(TailedFile file) throws IOException {
        return disk.factsIfPresent(file.path)
                .filter(facts -> TailedFiles.isSame(facts, file))
                .isPresent();
    }

    private void end() throws IOException {
        positionFile.write();
        for (TailedFile file : List.copyOf(files.all())) {
            files.close(file);
        }
    }

    @Override
    public Health health() {
        if (isAnyMissing) {
            return Health.degraded("a directory of filegroups does not exist");
        }
        int failing = tailing.failing();
        return failing == 0
                ? Health.up()
                : Health.degraded(
                        failing + (failing == 1 ? " file" : " files") + " cannot be read");
    }

    @Override
    public void stop() {
        stop.set();
    }

    @Override
    public void close() {
        stop.set();
    }
}
