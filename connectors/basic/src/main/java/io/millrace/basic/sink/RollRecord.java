// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.RollContents.Commit;
import io.millrace.formats.commit.FreshEvents;
import io.millrace.formats.commit.RecordFile;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sink's record in the state directory: which file it writes, how far that counts, which events
 * are in files. For the thread that holds the sink's lock.
 */
final class RollRecord implements FreshEvents.Written, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RollRecord.class);
    private static final String NAME = "file-roll-record-";

    /**
     * Zeros that are written ahead: a sync of bytes within the length of a file does not have to
     * wait for the file system's own journal.
     */
    private static final int AHEAD_BYTES = 256 * 1024;

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int PAUSES = 500;

    private final Disk disk;
    private final Path path;
    private final boolean synced;
    private final AutoCloseable locked;
    private final RollContents contents;
    private @Nullable DiskFile out;
    private long position;
    private long size;

    /** What is on the disk is in doubt: it is written anew before anything else is. */
    private boolean doubtful = true;

    private boolean unsynced;
    private boolean closed;

    private RollRecord(
            Disk disk, Path path, boolean synced, AutoCloseable locked, RollContents contents) {
        this.disk = disk;
        this.path = path;
        this.synced = synced;
        this.locked = locked;
        this.contents = contents;
    }

    /** Brings the file of a record that nobody writes any more to what the record says. */
    interface Recovery {

        /** Finds out whether the last commit holds; after it the contents have none. */
        void judge(RollContents contents) throws IOException;

        /** Cuts the file. That the last commit does not hold, if so, is noted by then. */
        void cut(RollContents contents) throws IOException;
    }

    /**
     * Settles what earlier processes left, and begins the record of this one.
     *
     * @param synced whether what is noted survives the power of the machine
     * @throws ProblemException if another process has the record, or a later version wrote it
     */
    static RollRecord open(Context context, boolean synced, Recovery recovery)
            throws IOException, InterruptedException {
        Disk disk = context.host().disk();
        Path directory = context.stateDirectory().toAbsolutePath();
        disk.createDurableDirectories(directory);
        Path own = directory.resolve(NAME + context.instance());
        AutoCloseable opening = opening(context, directory, own);
        try {
            AutoCloseable locked = lock(disk, own).orElseThrow(() -> inUse(own));
            boolean opened = false;
            try {
                RollRecord record =
                        new RollRecord(disk, own, synced, locked, read(context, disk, own));
                record.settle(recovery);
                record.takeOver(context, directory, recovery);
                record.rewrite();
                opened = true;
                return record;
            } finally {
                if (!opened) {
                    RecordFile.release(locked);
                }
            }
        } finally {
            RecordFile.release(opening);
        }
    }

    /**
     * Only one instance opens its record at a time: one whose lock is taken then has settled its
     * files, and what earlier processes wrote stands first in its record.
     */
    private static AutoCloseable opening(Context context, Path directory, Path own)
            throws IOException, InterruptedException {
        for (int pause = 0; pause < PAUSES; pause++) {
            Optional<AutoCloseable> locked =
                    lock(context.host().disk(), directory.resolve(NAME + "opening"));
            if (locked.isPresent()) {
                return locked.get();
            }
            context.host().clock().sleep(PAUSE);
        }
        throw inUse(own);
    }

    private static Optional<AutoCloseable> lock(Disk disk, Path record) throws IOException {
        return disk.lock(record.resolveSibling(record.getFileName() + ".lock"));
    }

    private static ProblemException inUse(Path path) {
        return new ProblemException(
                "MR-4006",
                "the record of the sink, " + path + ", is in use",
                "The sink does not start: two of them would cut off each other's events. The events"
                        + " stay in the channel.",
                "End the other agent, or give each a state directory of its own with"
                        + " -Dmillrace.state.dir=<directory>.",
                null);
    }

    /** All that was written before this process counts, whichever instance did it. */
    private void takeOver(Context context, Path directory, Recovery recovery) throws IOException {
        for (Path other : disk.list(directory)) {
            String name = String.valueOf(other.getFileName());
            if (!name.matches(NAME + "[0-9]{1,6}") || other.equals(path)) {
                continue;
            }
            Optional<AutoCloseable> free = lock(disk, other);
            RollContents theirs = read(context, disk, other);
            if (free.isPresent()) {
                try (RollRecord left = new RollRecord(disk, other, synced, free.get(), theirs)) {
                    left.settle(recovery);
                    theirs.inheritAll();
                    left.rewrite();
                }
            }
            contents.inherited.addAll(theirs.inherited);
        }
        contents.inheritAll();
    }

    private void settle(Recovery recovery) throws IOException {
        if (contents.file != null && !contents.isDamaged()) {
            recovery.judge(contents);
            rewrite();
            recovery.cut(contents);
        }
        contents.end();
    }

    private static RollContents read(Context context, Disk disk, Path path) throws IOException {
        if (disk.factsIfPresent(path).isEmpty()) {
            return new RollContents();
        }
        RollContents contents = RollContents.of(RecordFile.read(disk, path));
        if (contents.isFromLaterVersion()) {
            throw new ProblemException(
                    "MR-4007",
                    "a later version of Millrace wrote the record " + path,
                    "The sink does not start, and touches neither the record nor its files. The"
                            + " events stay in the channel.",
                    "Run that version, or let it stop in order and then remove the record.",
                    null);
        }
        if (contents.isDamaged()) {
            context.report(
                    new Problem(
                            "MR-4008",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            "a part of the record " + path + " cannot be read",
                            "The file that an earlier run left is kept as it is, nothing is cut"
                                    + " off; events of the damaged part may be written again.",
                            "Look at the disk. Nothing else needs to be done."));
        }
        return contents;
    }

    /** Notes the file that is about to be created; the one before is complete. */
    void begin(Path file) throws IOException {
        append(RollContents.begun(file, 0));
        contents.begin(file, 0);
        sync();
    }

    /**
     * Notes a batch that is in the file, durable or not. Then {@link #sync} and {@link #confirm}
     * follow, or {@link #revoke}.
     */
    void commit(Commit commit) throws IOException {
        append(RollContents.committed(commit));
        contents.last = commit;
    }

    /** What was noted is durable when this returns, if this record is to be. */
    void sync() throws IOException {
        DiskFile open = out;
        if (synced && unsynced && open != null) {
            doubtful = true;
            open.syncData();
            doubtful = false;
            unsynced = false;
        }
    }

    /** The last commit holds. */
    void confirm() {
        contents.confirm();
    }

    /** The last commit is none, and what is on the disk may not say so. */
    void revoke() {
        contents.last = null;
        doubtful = true;
    }

    /**
     * What is on the disk is what was noted: nothing that a failed call may have left there. Before
     * that is so, no file may be removed that such a remainder speaks of.
     */
    void requireSound() throws IOException {
        if (doubtful) {
            rewrite();
        }
    }

    /**
     * Notes that no file is being written; durable with what is noted next. Without it a start
     * finds a file that is as long as it is to be.
     */
    void end() {
        try {
            if (contents.file != null) {
                append(RollContents.ended());
                contents.end();
            }
        } catch (IOException failed) {
            LOG.debug("not noted in {}", path, failed);
        }
    }

    @Override
    public boolean has(String channel, long number, long acceptedMillis) {
        return contents.has(channel, number, acceptedMillis);
    }

    @Override
    public boolean touches(String channel, long first, long end) {
        return contents.touches(channel, first, end);
    }

    private void append(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (doubtful || position + bytes.length > size) {
            rewrite();
        }
        DiskFile open = out;
        if (open == null) {
            throw new IOException("the record " + path + " is closed");
        }
        doubtful = true;
        open.writeAt(position, ByteBuffer.wrap(bytes));
        doubtful = false;
        unsynced = true;
        position += bytes.length;
    }

    private void rewrite() throws IOException {
        if (closed) {
            throw new IOException("the record " + path + " is closed");
        }
        doubtful = true;
        closeFile();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        byte[] lines = contents.asLines().getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(lines, lines.length + AHEAD_BYTES);
        disk.delete(fresh);
        DiskFile made = disk.open(fresh, Disk.Mode.UPDATE);
        out = made;
        made.writeAt(0, ByteBuffer.wrap(whole));
        made.sync();
        disk.move(fresh, path);
        Path directory = path.getParent();
        if (directory != null) {
            disk.syncDirectory(directory);
        }
        position = lines.length;
        size = whole.length;
        unsynced = false;
        doubtful = false;
    }

    private void closeFile() {
        RecordFile.close(out, path);
        out = null;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            doubtful = true;
            closeFile();
            RecordFile.release(locked);
        }
    }
}
