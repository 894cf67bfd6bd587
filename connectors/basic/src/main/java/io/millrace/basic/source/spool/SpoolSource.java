// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.follow.SmallFile;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Health;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the files of a directory: puts the parts together and runs them in turn. */
final class SpoolSource implements Source {
    private static final String CANARY = ".millrace-spooldir-check";
    private static final long SAFE_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final SpoolConfig config;
    private final Context context;
    private final Clock clock;
    private final Disk disk;
    private final StopSignal stop;
    private final SpoolReports reports;
    private final ReadingOrder order;
    private final Completion completion;
    private final Candidates candidates;
    private final FlumeTracker tracker;
    private volatile int asides;

    SpoolSource(SpoolConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.clock = context.host().clock();
        this.disk = context.host().disk();
        this.stop = new StopSignal(clock);
        this.reports = new SpoolReports(context);
        this.order = new ReadingOrder(disk, context.stateDirectory(), config.directory(), reports);
        LateWriters late = new LateWriters(clock, disk, reports);
        this.completion = new Completion(config, clock, disk, order, late, reports);
        this.candidates = new Candidates(config, clock, disk, order, late, reports);
        this.tracker = new FlumeTracker(config, clock, disk, reports);
        context.meters()
                .gauge(
                        "spool_files_aside",
                        "Files that are not read since they change or cannot be read.",
                        () -> asides);
        context.meters()
                .gauge(
                        "spool_files_unmarked",
                        "Files that are read, but not marked as done yet.",
                        completion::count);
    }

    /** Finds out now whether files can be read and marked, not after the first one was read. */
    @Override
    public void open() throws IOException {
        Path directory = config.directory();
        try {
            Optional<FileFacts> facts = disk.factsIfPresent(directory);
            if (facts.isEmpty() || !facts.get().isDirectory()) {
                throw reports.directoryUnusable(
                        directory, facts.isEmpty() ? "does not exist" : "is not a directory", null);
            }
            Path probed = isChangingDirectory() ? directory : config.trackers();
            if (!isChangingDirectory()) {
                disk.createDurableDirectories(probed.toAbsolutePath());
            }
            Path canary = probed.resolve(CANARY);
            SmallFile.replace(disk, canary, new byte[1], false);
            disk.delete(canary);
        } catch (ProblemException told) {
            throw told;
        } catch (IOException failed) {
            throw reports.directoryUnusable(directory, "cannot be used: " + failed, failed);
        }
    }

    private boolean isChangingDirectory() {
        return config.trackingPolicy() == SpoolConfig.TrackingPolicy.RENAME
                || config.deletePolicy() == SpoolConfig.DeletePolicy.IMMEDIATE;
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        Numbering numbering = new Numbering(clock, out, "spooldir:" + config.directory());
        PatientEmitter emitter = new PatientEmitter(out, context, stop);
        Spooling spooling =
                new Spooling(
                        config,
                        clock,
                        disk,
                        stop,
                        order,
                        completion,
                        tracker,
                        numbering,
                        emitter,
                        reports);
        try {
            start(numbering);
            while (!stop.isSet()) {
                round(spooling);
            }
            spooling.markDone();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        } finally {
            tracker.write(numbering.safe().flatMap(safe -> SpoolPlace.decode(safe.end())));
            order.close();
        }
    }

    /** Takes over what was saved. */
    private void start(Numbering numbering) throws IOException {
        if (numbering.isUnreadable()) {
            reports.positionLost("its saved place is not one that this version can read");
        }
        Optional<SpoolPlace> place = numbering.place();
        order.load(place, numbering.ordinal());
        for (SpoolFile file : order.allRead()) {
            completion.add(
                    new Completion.Done(
                            file, numbering.epoch(), numbering.ordinal(), Optional.empty()));
        }
        if (place.isEmpty() && !order.existed()) {
            tracker.read().ifPresent(one -> candidates.takeOver(one.path(), one.offset()));
        }
    }

    /** A file is read, or files are looked for, or the source waits. */
    private void round(Spooling spooling) throws IOException, InterruptedException {
        spooling.markDone();
        SpoolFile next = completion.isFull() ? null : order.next();
        if (next != null) {
            spooling.read(next);
            asides = order.asideCount();
            return;
        }
        long wait = candidates.dueNanos() - clock.nanos();
        if (completion.isFull() || wait > 0) {
            stop.await(completion.isEmpty() ? wait : Math.min(wait, SAFE_PAUSE_NANOS));
            return;
        }
        List<ReadingOrder.Found> found = candidates.look();
        asides = order.asideCount();
        if (!found.isEmpty()) {
            // What is forgotten with the next list must be marked for good.
            completion.sync();
            order.add(found);
        }
    }

    @Override
    public Health health() {
        int count = asides;
        return count == 0
                ? Health.up()
                : Health.degraded(count + " files are set aside; see the problems for their names");
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
