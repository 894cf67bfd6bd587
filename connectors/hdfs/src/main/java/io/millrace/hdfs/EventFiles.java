// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Clock;
import io.millrace.spi.Problem;

import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Creates the files of a sink. Its methods call Hadoop, on the thread for that. */
final class EventFiles {
    /** Below this key Hadoop's configuration may say that files are continued. */
    private static final String APPEND = "hdfs.append.support";

    /**
     * The files that sinks of this process are writing. Not every file system refuses to create a
     * file that somebody else creates at the same moment.
     */
    private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

    private final HdfsSinkConfig config;
    private final Hadoop hadoop;
    private final Clock clock;
    private final FileNames names;
    private final @Nullable CompressionCodec codec;
    private final HdfsSinkConfig.Sync sync;
    private final @Nullable WriteRecord record;
    private final boolean exact;
    private final Proof.Settings proofs;
    private final Consumer<Problem> report;
    private volatile boolean toldOfNoFlush;

    EventFiles(
            HdfsSinkConfig config,
            Hadoop hadoop,
            Clock clock,
            FileNames names,
            @Nullable CompressionCodec codec,
            HdfsSinkConfig.Sync sync,
            @Nullable WriteRecord record,
            boolean exact,
            Proof.Settings proofs,
            Consumer<Problem> report) {
        this.config = config;
        this.hadoop = hadoop;
        this.clock = clock;
        this.names = names;
        this.codec = codec;
        this.sync = sync;
        this.record = record;
        this.exact = exact;
        this.proofs = proofs;
        this.report = report;
    }

    /**
     * Creates a file and its directories.
     *
     * @return null if there is a file of that name; then another number is to be tried
     */
    @Nullable OpenFile open(String directory, String prefix, long counter, Attempt attempt)
            throws IOException {
        FileNames.Pair pair = names.of(directory, prefix, counter);
        String key = pair.inUse().toString();
        if (!IN_USE.add(key)) {
            return null;
        }
        boolean opened = false;
        try {
            attempt.next("create", pair.inUse());
            FileSystem files = hadoop.fileSystem(pair.inUse());
            @Nullable OpenFile file = create(files, pair, () -> IN_USE.remove(key), attempt);
            opened = file != null;
            if (opened) {
                attempt.countOpened();
            }
            return file;
        } catch (IOException | RuntimeException failure) {
            attempt.countOpenFailure();
            throw failure;
        } finally {
            if (!opened) {
                IN_USE.remove(key);
            }
        }
    }

    private @Nullable OpenFile create(
            FileSystem files, FileNames.Pair pair, Runnable released, Attempt attempt)
            throws IOException {
        boolean renamed = !pair.inUse().equals(pair.target());
        if (renamed && files.exists(pair.target())) {
            return null;
        }
        boolean resumed = mayResume(files) && files.exists(pair.inUse());
        if (!resumed && record != null && files.exists(pair.inUse())) {
            return null; // Not ours: it must not get into the record.
        }
        long start = resumed ? files.getFileStatus(pair.inUse()).getLen() : 0;
        @Nullable RecordedFile recorded =
                record == null ? null : RecordedFile.begin(record, exact, pair, start);
        FSDataOutputStream out;
        if (resumed) {
            out = files.append(pair.inUse());
        } else {
            try {
                out = createNew(files, pair);
            } catch (FileAlreadyExistsException taken) {
                if (recorded != null) {
                    recorded.settled();
                }
                if (isFile(files, pair)) {
                    return null;
                }
                throw taken; // A directory of the path is a file.
            } catch (IOException | RuntimeException doubtful) {
                leave(recorded, pair, attempt);
                throw doubtful;
            }
        }
        try {
            @Nullable Proof proof =
                    proofs.isAnythingWanted()
                            ? new Proof(proofs, files, pair, report, resumed)
                            : null;
            return new OpenFile(
                    files,
                    pair,
                    out,
                    content(proof == null ? out : proof.watch(out), resumed),
                    sync,
                    recorded,
                    proof,
                    new Placement(files, pair, report),
                    clock.nanos(),
                    released);
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(out, e);
            throw e;
        }
    }

    /** It may be there all the same, now or in a moment: then it is removed. */
    private void leave(@Nullable RecordedFile recorded, FileNames.Pair pair, Attempt attempt) {
        WriteRecord record = this.record;
        if (recorded != null && record != null) {
            attempt.leave(
                    new LeftFile(
                            hadoop,
                            record,
                            recorded.id(),
                            new RecordContents.Begun(pair, 0, false),
                            exact,
                            proofs,
                            report));
        }
    }

    private static boolean isFile(FileSystem files, FileNames.Pair pair) {
        try {
            return files.getFileStatus(pair.inUse()).isFile();
        } catch (IOException missing) {
            return false;
        }
    }

    private FSDataOutputStream createNew(FileSystem files, FileNames.Pair pair) throws IOException {
        if (files instanceof LocalFileSystem local) {
            return LocalChecksums.create(local, pair.inUse());
        }
        FSDataOutputStream out = files.create(pair.inUse(), false);
        if (!out.hasCapability(StreamCapabilities.HSYNC) && !toldOfNoFlush) {
            toldOfNoFlush = true;
            report.accept(
                    new Problem(
                            "MR-4131",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            pair.inUse() + " cannot be flushed before it is closed",
                            "Its events are acknowledged all the same. A crash of the agent loses"
                                    + " those in files that are not closed.",
                            "Take a directory without erasure coding (hdfs ec -getPolicy) on HDFS;"
                                    + " object stores have no such call. Short files"
                                    + " (hdfs.rollInterval) lose less."));
        }
        return out;
    }

    private boolean mayResume(FileSystem files) {
        return !(files instanceof LocalFileSystem)
                && config.fileType() != HdfsSinkConfig.FileType.SEQUENCE_FILE
                && hadoop.configuration().getBoolean(APPEND, false)
                && serialized().canResume();
    }

    private EventFile content(FSDataOutputStream out, boolean resumed) throws IOException {
        // That of the codec has its level.
        var conf =
                codec instanceof Configurable levelled
                        ? levelled.getConf()
                        : hadoop.configuration();
        if (config.fileType() == HdfsSinkConfig.FileType.SEQUENCE_FILE) {
            return new SequenceEventFile.Format(config.writeFormat(), codec).begin(out, conf);
        }
        return resumed ? serialized().resume(out, conf) : serialized().begin(out, conf);
    }

    private SerializedFile.Format serialized() {
        return new SerializedFile.Format(config.serializer(), config.serializerOptions(), codec);
    }

    private static void closeQuietly(FSDataOutputStream out, Throwable first) {
        try {
            out.close();
        } catch (IOException | RuntimeException second) {
            first.addSuppressed(second);
        }
    }

    /** How many replicas a block of the file is to have. */
    int wantedReplicas(OpenFile file) {
        return config.minBlockReplicas().orElseGet(file::defaultReplicas);
    }
}
