// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.FileRollConfig.Sync;
import io.millrace.formats.EventSerializers;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Writes events to files of a directory; see {@link FileRollConfig}. */
final class FileRollSink implements Sink {
    private static final Duration NOTHING_DUE = Duration.ofHours(1);

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

    private @Nullable RollFile file;
    private boolean ended;

    FileRollSink(FileRollConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.disk = context.host().disk();
        this.clock = context.host().clock();
        this.sync =
                config.sync()
                        .orElse(context.channelLevel() == Level.MEMORY ? Sync.NONE : Sync.BATCH);
        this.names = new FileNames(config, context);
        this.opened = context.meters().counter(Meters.CounterSpec.OPENED);
        this.closed = context.meters().counter(Meters.CounterSpec.CLOSED);
        this.failed = context.meters().counter(Meters.CounterSpec.FAILED);
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public void open() throws IOException {
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
            throw unusable("cannot be written to (" + reason(refused) + ")", refused);
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
        return new ProblemException(
                "MR-4000",
                "the directory " + config.directory() + " (sink.directory) " + how,
                "Nothing is written; the events stay in the channel, and the sink tries again.",
                "Create the directory and let the user that runs the agent write to it.",
                cause);
    }

    private void reportUnknownOptions() {
        Set<String> unknown =
                EventSerializers.unknownOptions(config.serializer(), config.serializerOptions());
        for (String option : unknown) {
            context.report(
                    new Problem(
                            "MR-4005",
                            Problem.Severity.WARNING,
                            "",
                            "sink.serializer." + option,
                            "the serializer "
                                    + config.serializer()
                                    + " has no setting \""
                                    + option
                                    + "\"",
                            "It has no effect; the files are written without it.",
                            "Remove the line or correct the name; see the reference of"
                                    + " file_roll."));
        }
    }

    @Override
    public Delivery write(Batch batch) throws IOException {
        lock.lock();
        try {
            RollFile current = file == null ? begin() : file;
            try {
                for (Run run : batch.runs()) {
                    current.serializer().write(run);
                }
                current.serializer().flush();
                if (sync == Sync.BATCH) {
                    current.sync();
                }
            } catch (IOException | RuntimeException | Error broken) {
                ProblemException told = cut(current, broken);
                if (broken instanceof Error error) {
                    throw error;
                }
                throw told;
            }
            current.markDelivered();
            return Delivery.delivered();
        } finally {
            lock.unlock();
        }
    }

    private RollFile begin() throws IOException {
        if (ended) {
            throw new IOException("the sink " + context.name() + " is closed");
        }
        Path path = config.directory();
        DiskFile target;
        try {
            while (true) {
                path = config.directory().resolve(names.next());
                try {
                    target = disk.open(path, Disk.Mode.CREATE_NEW);
                    break;
                } catch (FileAlreadyExistsException taken) {
                    // Somebody's data: the next number will do.
                }
            }
        } catch (IOException refused) {
            failed.add(1);
            throw new ProblemException(
                    "MR-4001",
                    "the file " + path + " cannot be made (" + reason(refused) + ")",
                    "The batch stays in the channel and is tried again after a pause.",
                    "See that sink.directory exists, can be written to and has free space.",
                    refused);
        }
        opened.add(1);
        RollFile begun = new RollFile(path, target, clock.nanos());
        file = begun;
        begun.use(EventSerializers.create(config.serializer(), config.serializerOptions(), begun));
        try {
            begun.serializer().begin();
            if (sync != Sync.NONE) {
                disk.syncDirectory(config.directory());
            }
        } catch (IOException broken) {
            throw cut(begun, broken);
        }
        return begun;
    }

    /** Takes what was not acknowledged off the file, so that it is not there twice later. */
    private ProblemException cut(RollFile broken, Throwable cause) {
        file = null;
        closed.add(1);
        // An interrupt would close the file before it is cut.
        boolean interrupted = Thread.interrupted();
        try {
            broken.cut(disk, sync == Sync.BATCH);
        } catch (IOException uncut) {
            cause.addSuppressed(uncut);
            context.report(
                    new Problem(
                            "MR-4003",
                            Problem.Severity.ERROR,
                            "",
                            "",
                            "the file "
                                    + broken.path()
                                    + " cannot be cut to its first "
                                    + broken.delivered()
                                    + " bytes ("
                                    + reason(uncut)
                                    + ")",
                            "Behind these bytes it may have events that are written again to"
                                    + " another file, the last of them in part.",
                            "When the disk is well again, cut it by hand: truncate -s "
                                    + broken.delivered()
                                    + " "
                                    + broken.path()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new ProblemException(
                "MR-4002",
                "writing to " + broken.path() + " failed (" + reason(cause) + ")",
                "The batch stays in the channel and is tried again with a new file; what it had"
                        + " brought to this one is cut off.",
                "See that the disk has free space and is well.",
                cause);
    }

    @Override
    public Duration maintain() throws IOException {
        lock.lock();
        try {
            RollFile current = file;
            if (current == null || config.rollEvery().isZero()) {
                return NOTHING_DUE;
            }
            long left = config.rollEvery().toNanos() - (clock.nanos() - current.openedNanos());
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            finish(current);
            return NOTHING_DUE;
        } finally {
            lock.unlock();
        }
    }

    private void finish(RollFile current) {
        file = null;
        closed.add(1);
        try {
            current.finish(sync != Sync.NONE);
        } catch (IOException broken) {
            context.report(
                    new Problem(
                            "MR-4004",
                            Problem.Severity.ERROR,
                            "",
                            "",
                            "closing " + current.path() + " failed (" + reason(broken) + ")",
                            sync == Sync.BATCH
                                    ? "All events in it were made durable before."
                                    : "Events in it were acknowledged, but the disk may not have"
                                            + " all of them.",
                            "See that the disk is well, and compare the file with its origin; with"
                                    + " sink.sync = batch nothing is acknowledged before it is"
                                    + " durable."));
        }
    }

    /** The exceptions of the file system name the path, which stands in the sentence already. */
    private static String reason(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "no such file or directory";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            case IOException told when told.getMessage() != null -> told.getMessage();
            default -> failure.toString();
        };
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            if (file != null) {
                finish(file);
            }
        } finally {
            lock.unlock();
        }
    }
}
