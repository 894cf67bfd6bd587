// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.FileRollConfig.Sync;
import io.millrace.formats.commit.FreshEvents;
import io.millrace.formats.commit.Span;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** Writes events to files of a directory; see {@link FileRollConfig}. */
final class FileRollSink implements Sink {
    private static final Duration NOTHING_DUE = Duration.ofHours(1);
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(500);

    private static final Meters.CounterSpec PASSED_OVER =
            new Meters.CounterSpec(
                    "redelivered_events_total",
                    "Events that came again and were in a file already, so were not written.");

    private final FileRollConfig config;
    private final Context context;
    private final Disk disk;
    private final Clock clock;
    private final Sync sync;
    private final RollDirectory directory;
    private final Meters.Counter opened;
    private final Meters.Counter closed;

    /**
     * Held by each call, since close may come while another thread writes. Fair, or whoever writes
     * batch after batch keeps the thread of {@link #commits} out.
     */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final boolean exact;
    private final FinishedFiles finished;
    private final Meters.Counter passedOver;
    private @Nullable RollRecord record;
    private @Nullable FreshEvents fresh;
    private @Nullable Beside beside;
    private @Nullable GroupCommit commits;
    private @Nullable RollFile file;

    /** What a failed batch brought to it is still to be cut off, before anything else is done. */
    private @Nullable RollFile uncut;

    /** Since a batch failed none was written: the next one tells whether it works again. */
    private boolean isInDoubt;

    private boolean ended;

    FileRollSink(FileRollConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.disk = context.host().disk();
        this.clock = context.host().clock();
        this.sync = config.syncBehind(context.channelLevel());
        this.exact = config.isExactBehind(context.channelLevel());
        this.finished = new FinishedFiles(config, context, sync != Sync.NONE);
        this.directory = new RollDirectory(config, context);
        this.opened = context.meters().counter(Meters.CounterSpec.OPENED);
        this.closed = context.meters().counter(Meters.CounterSpec.CLOSED);
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
        directory.check();
        lock.lock();
        try {
            if (exact) {
                openRecord();
            }
            if (sync == Sync.BATCH) {
                commits =
                        new GroupCommit(
                                lock,
                                clock,
                                context.host().threads(),
                                context.name() + "-sync",
                                context.holdings(),
                                new Steps());
            }
        } finally {
            lock.unlock();
        }
    }

    private void openRecord() throws IOException, InterruptedException {
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
        }
    }

    private ProblemException noRecord(IOException broken, String effect) {
        return RollProblems.noRecord(context.stateDirectory(), broken, effect);
    }

    @Override
    public Delivery write(Batch batch) throws IOException, InterruptedException {
        lock.lock();
        try {
            throwFailure();
            FreshEvents fresh = this.fresh;
            Batch left = fresh == null ? batch : fresh.of(batch);
            if (left.size() < batch.size()) {
                passedOver.add(batch.size() - left.size());
            }
            return left.isEmpty() ? Delivery.delivered() : write(batch, left);
        } finally {
            lock.unlock();
        }
    }

    /** Where more is to come, the sink goes on while the batch becomes durable. */
    private Delivery write(Batch batch, Batch left) throws IOException, InterruptedException {
        GroupCommit commits = this.commits;
        String channel = fresh == null ? "" : fresh.channel();
        List<Span> spans = fresh == null ? List.of() : fresh.spans();
        boolean isMoreToCome = batch.size() >= config.batchSize();
        if (commits != null && isMoreToCome && !isInDoubt) {
            append(left);
            commits.add(batch, channel, spans);
            return Delivery.held();
        }
        settle();
        RollFile current = append(left);
        try {
            RollFile.Piece piece = current.seal();
            commit(current, piece, channel, spans);
            delivered(current, piece);
        } catch (IOException | RuntimeException | Error broken) {
            throw told(broken, cut(current, broken));
        }
        return Delivery.delivered();
    }

    /** Returns when nothing is under way that was said to be held. */
    private void settle() throws ProblemException, InterruptedException {
        if (commits != null) {
            commits.await();
        }
        throwFailure();
    }

    private void throwFailure() throws ProblemException {
        if (commits != null) {
            commits.throwFailure();
        }
    }

    /** All of the events are in the file when this returns. */
    private RollFile append(Batch batch) throws IOException {
        RollFile current = file == null ? begin() : file;
        try {
            for (Run run : batch.runs()) {
                current.write(run);
            }
            current.flush();
            return current;
        } catch (IOException | RuntimeException | Error broken) {
            if (commits != null && commits.abandon()) {
                throwFailure();
            }
            throw told(broken, cut(current, broken));
        }
    }

    private static ProblemException told(Throwable broken, ProblemException told) {
        if (broken instanceof Error error) {
            throw error;
        }
        return told;
    }

    /**
     * Makes a piece durable. Once it is noted the process may die: the piece counts if its bytes
     * are in the file. That they are there after a power cut, too, is the same question, so that no
     * sync has to come first.
     */
    private void commit(RollFile current, RollFile.Piece piece, String channel, List<Span> spans)
            throws IOException {
        if (!current.isAsWritten(piece)) {
            finished.countDifference();
            throw new IOException("it reads otherwise than it was written");
        }
        RollRecord record = this.record;
        if (record != null) {
            record.commit(
                    new RollContents.Commit(
                            channel, spans, piece.start(), piece.end(), piece.crc()));
        }
        if (sync != Sync.BATCH) {
            return;
        }
        Beside beside = this.beside;
        if (record == null || beside == null) {
            current.sync(piece.end());
        } else {
            beside.both(record::sync, () -> current.sync(piece.end()));
        }
    }

    private void delivered(RollFile current, RollFile.Piece piece) {
        current.markDelivered(piece);
        isInDoubt = false;
        if (record != null) {
            record.confirm();
        }
    }

    /** What becomes of batches that are held: they are in the file that is open. */
    private final class Steps implements GroupCommit.Steps {
        private RollFile written() {
            return Objects.requireNonNull(file);
        }

        @Override
        public RollFile.Piece seal() {
            return written().seal();
        }

        @Override
        public void commit(RollFile.Piece piece, String channel, List<Span> spans)
                throws IOException {
            FileRollSink.this.commit(written(), piece, channel, spans);
        }

        @Override
        public void delivered(RollFile.Piece piece) {
            FileRollSink.this.delivered(written(), piece);
        }

        @Override
        public ProblemException failed(Throwable cause) {
            return cut(written(), cause);
        }
    }

    private RollFile begin() throws IOException {
        if (ended) {
            throw new IOException("the sink " + context.name() + " is closed");
        }
        cutAtLast();
        RollRecord record = this.record;
        RollDirectory.Created created = directory.create(path -> note(record, path));
        opened.add(1);
        ReadBack readBack = config.readBack() ? new ReadBack(disk, created.path()) : null;
        RollFile begun =
                new RollFile(
                        config,
                        created.path(),
                        created.file(),
                        readBack,
                        clock.nanos(),
                        record != null);
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

    private void note(@Nullable RollRecord record, Path path) throws ProblemException {
        try {
            if (record != null) {
                record.begin(path.toAbsolutePath());
            }
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
        isInDoubt = true;
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
    public Duration maintain() throws IOException, InterruptedException {
        lock.lock();
        try {
            if (commits != null) {
                commits.giveBack();
                throwFailure();
                if (commits.isSlow()) {
                    settle();
                }
            }
            finished.settle();
            Duration other = finished.isEmpty() ? NOTHING_DUE : NEXT_TRY;
            RollFile current = file;
            if (current == null) {
                return other;
            }
            if (commits != null && !commits.isIdle()) {
                other = SOON; // To see what becomes of it.
            }
            if (config.rollEvery().isZero()) {
                return other;
            }
            long left = config.rollEvery().toNanos() - (clock.nanos() - current.openedNanos());
            if (left > 0) {
                return Duration.ofNanos(Math.min(left, other.toNanos()));
            }
            settle();
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
            if (commits != null) {
                endCommits(commits);
            }
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

    private void endCommits(GroupCommit commits) {
        commits.awaitUninterruptibly();
        commits.giveBack();
        commits.close();
        try {
            commits.throwFailure();
        } catch (ProblemException told) {
            context.report(told.problem());
        }
    }
}
