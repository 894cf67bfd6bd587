// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.FileRollConfig.Sync;
import io.millrace.formats.EventSerializers;
import io.millrace.formats.commit.FreshEvents;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Writes events to files of a directory; see {@link FileRollConfig}. */
final class FileRollSink implements Sink {
    private static final Duration NOTHING_DUE = Duration.ofHours(1);
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);

    private static final Meters.CounterSpec PASSED_OVER =
            new Meters.CounterSpec(
                    "redelivered_events_total",
                    "Events that came again and were in a file already, so were not written.");

    private final FileRollConfig config;
    private final Context context;
    private final Disk disk;
    private final Clock clock;
    private final Sync sync;
    private final FileNames names;
    private final Meters.Counter opened;
    private final Meters.Counter closed;
    private final Meters.Counter failed;

    /** Held by each call, since close may come while another thread writes. */
    private final ReentrantLock lock = new ReentrantLock();

    private final boolean exact;
    private final FinishedFiles finished;
    private final Meters.Counter passedOver;
    private @Nullable RollRecord record;
    private @Nullable FreshEvents fresh;
    private @Nullable Beside beside;
    private @Nullable RollFile file;

    /** What a failed batch brought to it is still to be cut off, before anything else is done. */
    private @Nullable RollFile uncut;

    private boolean ended;

    FileRollSink(FileRollConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.disk = context.host().disk();
        this.clock = context.host().clock();
        this.sync = config.syncBehind(context.channelLevel());
        this.exact = config.isExactBehind(context.channelLevel());
        this.finished = new FinishedFiles(config, context, sync != Sync.NONE);
        this.names = new FileNames(config, context);
        this.opened = context.meters().counter(Meters.CounterSpec.OPENED);
        this.closed = context.meters().counter(Meters.CounterSpec.CLOSED);
        this.failed = context.meters().counter(Meters.CounterSpec.FAILED);
        this.passedOver = context.meters().counter(PASSED_OVER);
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public Health health() {
        return finished.health();
    }

    @Override
    public void open() throws IOException, InterruptedException {
        openDirectory();
        if (!exact) {
            return;
        }
        lock.lockInterruptibly();
        try {
            LeftFile left =
                    new LeftFile(
                            disk,
                            context::report,
                            (path, bytes) ->
                                    finished.add(
                                            new FinishedFiles.Finished(path, bytes, null, null)));
            RollRecord opened = RollRecord.open(context, sync == Sync.BATCH, left);
            record = opened;
            fresh =
                    new FreshEvents(
                            context,
                            opened,
                            config.delivery().map(asked -> RollProblems.unnumbered()));
            if (sync == Sync.BATCH) {
                beside = new Beside(context.host().threads(), context.name() + "-record");
            }
        } catch (ProblemException told) {
            throw told;
        } catch (IOException broken) {
            throw noRecord(broken, "The sink does not start; the events stay in the channel.");
        } finally {
            lock.unlock();
        }
    }

    private ProblemException noRecord(IOException broken, String effect) {
        return RollProblems.noRecord(context.stateDirectory(), broken, effect);
    }

    private void openDirectory() throws IOException {
        Path directory = config.directory();
        Optional<FileFacts> facts = Optional.empty();
        try {
            facts = disk.factsIfPresent(directory);
            if (facts.isPresent() && facts.get().isDirectory()) {
                probe(directory);
                reportUnknownOptions();
                return;
            }
        } catch (IOException refused) {
            throw unusable("cannot be written to (" + RollProblems.reason(refused) + ")", refused);
        }
        throw unusable(facts.isEmpty() ? "does not exist" : "is not a directory", null);
    }

    /** Only a file that was made shows that files can be made. */
    private void probe(Path directory) throws IOException {
        Path probe =
                directory.resolve(
                        ".millrace-"
                                + context.agent()
                                + "-"
                                + context.name()
                                + "-"
                                + context.instance());
        disk.open(probe, Disk.Mode.TRUNCATE).close();
        disk.delete(probe);
    }

    private ProblemException unusable(String how, @Nullable IOException cause) {
        failed.add(1);
        return RollProblems.unusable(config.directory(), how, cause);
    }

    private void reportUnknownOptions() {
        Set<String> unknown =
                EventSerializers.unknownOptions(config.serializer(), config.serializerOptions());
        for (String option : unknown) {
            context.report(RollProblems.unknownOption(config.serializer(), option));
        }
    }

    @Override
    public Delivery write(Batch batch) throws IOException {
        lock.lock();
        try {
            FreshEvents fresh = this.fresh;
            Batch left = fresh == null ? batch : fresh.of(batch);
            if (left.size() < batch.size()) {
                passedOver.add(batch.size() - left.size());
            }
            if (!left.isEmpty()) {
                writeAll(left);
            }
            return Delivery.delivered();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll(Batch batch) throws IOException {
        RollFile current = file == null ? begin() : file;
        try {
            for (Run run : batch.runs()) {
                current.write(run);
            }
            current.flush();
            if (!current.isAsWritten()) {
                finished.countDifference();
                throw new IOException("it reads otherwise than it was written");
            }
            note(current);
            if (sync == Sync.BATCH) {
                sync(current);
            }
        } catch (IOException | RuntimeException | Error broken) {
            ProblemException told = cut(current, broken);
            if (broken instanceof Error error) {
                throw error;
            }
            throw told;
        }
        current.markDelivered();
        if (record != null) {
            record.confirm();
        }
    }

    /**
     * From now on the process may die: the batch counts if its bytes are in the file. That they are
     * there after a power cut, too, is the same question, so that no sync has to come first.
     */
    private void note(RollFile current) throws IOException {
        if (record != null && fresh != null) {
            record.commit(
                    new RollContents.Commit(
                            fresh.channel(),
                            fresh.spans(),
                            current.delivered(),
                            current.length(),
                            current.crc()));
        }
    }

    private void sync(RollFile current) throws IOException {
        RollRecord record = this.record;
        Beside beside = this.beside;
        if (record == null || beside == null) {
            current.sync();
        } else {
            beside.both(record::sync, current::sync);
        }
    }

    private RollFile begin() throws IOException {
        if (ended) {
            throw new IOException("the sink " + context.name() + " is closed");
        }
        cutAtLast();
        Path path = config.directory();
        DiskFile target;
        try {
            while (true) {
                path = config.directory().resolve(names.next());
                if (record != null && disk.factsIfPresent(path).isPresent()) {
                    continue; // Somebody's data: the next number will do, and no note of it.
                }
                if (record != null) {
                    note(record, path);
                }
                try {
                    target = disk.open(path, Disk.Mode.CREATE_NEW);
                    break;
                } catch (FileAlreadyExistsException taken) {
                    // Between the two calls.
                }
            }
        } catch (ProblemException told) {
            throw told;
        } catch (IOException refused) {
            failed.add(1);
            throw RollProblems.notMade(path, refused);
        }
        opened.add(1);
        ReadBack readBack = config.readBack() ? new ReadBack(disk, path) : null;
        RollFile begun =
                new RollFile(config, path, target, readBack, clock.nanos(), record != null);
        file = begun;
        try {
            begun.begin();
            if (sync != Sync.NONE) {
                disk.syncDirectory(config.directory());
            }
        } catch (IOException broken) {
            throw cut(begun, broken);
        }
        return begun;
    }

    private void note(RollRecord record, Path path) throws ProblemException {
        try {
            record.begin(path.toAbsolutePath());
        } catch (IOException failed) {
            throw noRecord(failed, "The batch stays in the channel.");
        }
    }

    /** What a failed batch left may not stand beside the same events in another file. */
    private void cutAtLast() throws IOException {
        RollFile broken = uncut;
        RollRecord record = this.record;
        if (broken == null || record == null) {
            return;
        }
        try {
            record.requireSound();
        } catch (IOException failed) {
            throw noRecord(failed, "The batch stays in the channel.");
        }
        try {
            broken.cut(disk, sync == Sync.BATCH, true);
        } catch (IOException failed) {
            throw RollProblems.waitsForCut(broken, failed);
        }
        uncut = null;
        finishCut(broken);
    }

    /** Takes what was not acknowledged off the file, so that it is not there twice later. */
    private ProblemException cut(RollFile broken, Throwable cause) {
        file = null;
        closed.add(1);
        // An interrupt would close the file before it is cut.
        boolean interrupted = Thread.interrupted();
        try {
            boolean sound = isRevoked(cause);
            if (!sound) {
                uncut = broken;
            }
            broken.cut(disk, sync == Sync.BATCH, sound);
            if (sound) {
                finishCut(broken);
            }
        } catch (IOException failed) {
            cause.addSuppressed(failed);
            uncut = broken;
            context.report(RollProblems.uncut(broken, failed, exact));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return RollProblems.notWritten(broken.path(), cause);
    }

    /** Whether the record knows that the batch is not there. */
    private boolean isRevoked(Throwable cause) {
        RollRecord record = this.record;
        if (record != null) {
            record.revoke();
            try {
                record.requireSound();
            } catch (IOException notYet) {
                cause.addSuppressed(notYet);
                return false;
            }
        }
        return true;
    }

    private void finishCut(RollFile broken) {
        if (broken.delivered() > 0) {
            finished.add(
                    new FinishedFiles.Finished(
                            broken.path(), broken.delivered(), null, broken.tally()));
        }
    }

    @Override
    public Duration maintain() throws IOException {
        lock.lock();
        try {
            finished.settle();
            Duration other = finished.isEmpty() ? NOTHING_DUE : NEXT_TRY;
            RollFile current = file;
            if (current == null || config.rollEvery().isZero()) {
                return other;
            }
            long left = config.rollEvery().toNanos() - (clock.nanos() - current.openedNanos());
            if (left > 0) {
                return Duration.ofNanos(Math.min(left, other.toNanos()));
            }
            finish(current);
            return finished.isEmpty() ? NOTHING_DUE : NEXT_TRY;
        } finally {
            lock.unlock();
        }
    }

    private void finish(RollFile current) {
        file = null;
        closed.add(1);
        try {
            current.finish(sync != Sync.NONE);
            finished.add(
                    new FinishedFiles.Finished(
                            current.path(), current.length(), current.sum(), current.tally()));
            if (record != null) {
                record.end();
            }
        } catch (IOException broken) {
            context.report(RollProblems.notClosed(current.path(), broken, sync));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            RollRecord record = this.record;
            if (file != null) {
                finish(file);
            }
            if (beside != null) {
                beside.close();
            }
            if (record != null) {
                record.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
