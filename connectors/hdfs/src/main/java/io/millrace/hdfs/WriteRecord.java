// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.commit.FreshEvents;
import io.millrace.formats.commit.RecordFile;
import io.millrace.formats.commit.Span;
import io.millrace.formats.commit.WrittenEvents;
import io.millrace.hdfs.RecordContents.Begun;
import io.millrace.hdfs.RecordContents.Length;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sink's record on the local disk: which files it began, how far each counts, which events are
 * in them. Safe for any thread.
 */
final class WriteRecord implements FreshEvents.Written, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteRecord.class);
    private static final String NAME = "hdfs-record-";
    private static final long REWRITE_AFTER_BYTES = 4 << 20;

    private final Disk disk;
    private final Path path;
    private final boolean synced;
    private final AutoCloseable locked;
    private final ReentrantLock lock = new ReentrantLock();
    private final RecordContents contents;

    /** Of the other instances, as it was when this one began. */
    private final WrittenEvents others;

    private final Map<Long, Begun> left;
    private final boolean damaged;
    private final boolean complete;
    private long nextId;
    private @Nullable DiskFile out;
    private long appended;

    /** What is on the disk is in doubt: it is written anew before anything else is. */
    private boolean doubtful = true;

    private boolean closed;

    private WriteRecord(
            Disk disk,
            Path path,
            boolean synced,
            AutoCloseable locked,
            RecordContents contents,
            WrittenEvents others,
            boolean damaged,
            boolean complete) {
        this.disk = disk;
        this.path = path;
        this.synced = synced;
        this.locked = locked;
        this.contents = contents;
        this.others = others;
        this.damaged = damaged;
        this.complete = complete;
        this.left = new TreeMap<>(contents.files);
        this.nextId = left.keySet().stream().mapToLong(id -> id + 1).max().orElse(0);
    }

    /**
     * Reads what earlier processes left and begins the record of this one.
     *
     * @param synced whether what is noted survives the power of the machine
     * @throws ProblemException if another process has the record, or a later version wrote it
     */
    static WriteRecord open(Context context, boolean synced) throws IOException {
        Disk disk = context.host().disk();
        Path directory = context.stateDirectory().toAbsolutePath();
        disk.createDurableDirectories(directory);
        AutoCloseable locked = lock(disk, directory.resolve(NAME + context.instance() + ".lock"));
        boolean opened = false;
        try {
            RecordContents own = read(disk, directory.resolve(NAME + context.instance()));
            String session = disk.session();
            boolean damaged = own.isDamaged();
            boolean complete = own.isComplete(session);
            WrittenEvents others = new WrittenEvents();
            List<Path> orphans = new ArrayList<>();
            for (int other : instancesIn(disk, directory)) {
                if (other == context.instance()) {
                    continue;
                }
                Path path = directory.resolve(NAME + other);
                RecordContents theirs = read(disk, path);
                others.addAll(theirs.written);
                if (context.instance() == 0 && other >= context.instances()) {
                    orphans.add(path);
                    damaged |= theirs.isDamaged();
                    complete &= theirs.isComplete(session);
                    adopt(own, theirs);
                }
            }
            // What may be too short stays so for the next start, until its files are settled.
            boolean isShort = !complete && !own.files.isEmpty();
            own.session = isShort ? "" : synced ? null : session;
            WriteRecord record =
                    new WriteRecord(
                            disk,
                            directory.resolve(NAME + context.instance()),
                            synced,
                            locked,
                            own,
                            others,
                            damaged,
                            complete);
            record.rewrite();
            for (Path orphan : orphans) {
                disk.delete(orphan);
            }
            if (damaged) {
                reportDamage(context, record.path);
            }
            opened = true;
            return record;
        } finally {
            if (!opened) {
                RecordFile.release(locked);
            }
        }
    }

    private static AutoCloseable lock(Disk disk, Path path) throws IOException {
        return disk.lock(path)
                .orElseThrow(() ->
                        new ProblemException(
                                "MR-4126",
                                "the record of the sink, " + path + ", is in use",
                                "The sink does not start: two of them would finish each other's"
                                        + " files. The events stay in the channel.",
                                "End the other agent, or give each a state directory of its own"
                                        + " with -Dmillrace.state.dir=<directory>.",
                                null));
    }

    private static List<Integer> instancesIn(Disk disk, Path directory) throws IOException {
        List<Integer> instances = new ArrayList<>();
        for (Path path : disk.list(directory)) {
            String name = String.valueOf(path.getFileName());
            if (name.matches(NAME + "[0-9]{1,6}")) {
                instances.add(Integer.parseInt(name.substring(NAME.length())));
            }
        }
        return instances;
    }

    private static RecordContents read(Disk disk, Path path) throws IOException {
        if (disk.factsIfPresent(path).isEmpty()) {
            return new RecordContents();
        }
        String text = new String(RecordFile.read(disk, path), StandardCharsets.UTF_8);
        RecordContents contents = RecordContents.of(text);
        if (contents.isFromLaterVersion()) {
            throw new ProblemException(
                    "MR-4127",
                    "a later version of Millrace wrote the record " + path,
                    "The sink does not start, and touches neither the record nor its files. The"
                            + " events stay in the channel.",
                    "Run that version, or let it stop in order and then remove the record.",
                    null);
        }
        return contents;
    }

    /** Instances that are no more leave their files to the first one. */
    private static void adopt(RecordContents own, RecordContents theirs) {
        long next = own.files.keySet().stream().mapToLong(id -> id + 1).max().orElse(0);
        for (Begun file : theirs.files.values()) {
            own.files.put(next++, file);
        }
        own.written.addAll(theirs.written);
    }

    private static void reportDamage(Context context, Path path) {
        context.report(
                new Problem(
                        "MR-4125",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        "a part of the record " + path + " cannot be read",
                        "Files that an earlier run left are finished as they are, nothing is cut"
                                + " off: events may be in two files. Files whose line is damaged"
                                + " keep their in-use name.",
                        "Look at the disk. Nothing else needs to be done."));
    }

    /** What earlier processes began and did not settle, by id. */
    Map<Long, Begun> left() {
        return left;
    }

    /**
     * Whether the lengths in {@link #left} are the last ones that were noted; else the power of the
     * machine may have taken later ones.
     */
    boolean isComplete() {
        return complete;
    }

    /** Whether a line is damaged, so that the lengths in {@link #left} may be too short. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * Notes a file that is about to be created, or continued behind some bytes.
     *
     * @return its id
     */
    long begin(FileNames.Pair names, long length) throws IOException {
        lock.lock();
        try {
            long id = nextId++;
            Begun file = new Begun(names, length, false);
            append(RecordContents.begun(id, file), synced);
            contents.files.put(id, file);
            return id;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that events are in files.
     *
     * @param channel its identity, or empty
     * @throws IOException if that is not durable, or not known to be; it counts as not noted
     */
    void commit(String channel, List<Span> spans, Collection<Length> lengths) throws IOException {
        lock.lock();
        try {
            append(RecordContents.commit(channel, spans, lengths), synced);
            spans.forEach(span -> contents.written.add(channel, span.range()));
            lengths.forEach(contents::apply);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that nothing is to be done for a file any more. */
    void settled(long id) {
        lock.lock();
        try {
            if (!closed && contents.files.remove(id) != null) {
                append(RecordContents.settled(id), false);
            }
        } catch (IOException failed) {
            // Whoever reads the record finds the file under its final name.
            LOG.debug("not noted in {}", path, failed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean has(String channel, long number, long acceptedMillis) {
        lock.lock();
        try {
            return contents.written.has(channel, number, acceptedMillis)
                    || others.has(channel, number, acceptedMillis);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean touches(String channel, long first, long end) {
        lock.lock();
        try {
            return contents.written.touches(channel, first, end)
                    || others.touches(channel, first, end);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is on the disk is what was noted: nothing that a failed call may have left there. Before
     * that is so, nothing may be cut off that such a remainder speaks of.
     */
    void requireSound() throws IOException {
        lock.lock();
        try {
            if (doubtful && !closed) {
                rewrite();
            }
        } finally {
            lock.unlock();
        }
    }

    private void append(String line, boolean sync) throws IOException {
        if (closed) {
            throw new IOException("the record " + path + " is closed");
        }
        if (doubtful || appended > REWRITE_AFTER_BYTES) {
            rewrite();
        }
        DiskFile out = this.out;
        if (out == null) {
            throw new IOException("the record " + path + " is not open");
        }
        byte[] bytes = RecordContents.line(line).getBytes(StandardCharsets.UTF_8);
        doubtful = true;
        out.write(bytes, 0, bytes.length);
        if (sync) {
            out.syncData();
        }
        doubtful = false;
        appended += bytes.length;
    }

    private void rewrite() throws IOException {
        doubtful = true;
        closeFile();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        byte[] bytes = contents.asLines().getBytes(StandardCharsets.UTF_8);
        DiskFile made = disk.open(fresh, Disk.Mode.TRUNCATE);
        out = made;
        made.write(bytes, 0, bytes.length);
        made.sync();
        disk.move(fresh, path);
        Path directory = path.getParent();
        if (directory != null) {
            disk.syncDirectory(directory);
        }
        appended = 0;
        doubtful = false;
    }

    private void closeFile() {
        RecordFile.close(out, path);
        out = null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                closeFile();
                RecordFile.release(locked);
            }
        } finally {
            lock.unlock();
        }
    }
}
