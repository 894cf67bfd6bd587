// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Disk;
import io.millrace.host.Host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A queue of events on disk. Safe for many threads on both sides. What was appended can be taken
 * when it is as safe as the options promise, in the order in which it was appended; what was
 * acknowledged is not given again, but for what was acknowledged in the last tenth of a second
 * before a crash.
 */
public final class Journal implements AutoCloseable {
    /** A file beside the segments that belongs to whoever uses the journal, as does its new one. */
    public static final String IDENTITY = "channel.identity";

    static final String LOCK = "journal.lock";
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private final AutoCloseable lock;
    private final Compression compression;
    private final SegmentStore store;
    private final Intake intake;
    private final Durable durable;
    private final Backlog backlog;
    private final JournalWriter writer;
    private final BacklogReader reader;

    private Journal(
            Host host,
            JournalOptions options,
            JournalListener listener,
            AutoCloseable lock,
            PayloadCodec codec,
            Recovery.Recovered recovered) {
        this.lock = lock;
        this.compression = options.compression();
        this.store = new SegmentStore(host, options);
        store.restore(recovered.segments(), recovered.spares());
        this.intake = new Intake(host.clock());
        this.durable = new Durable(recovered);
        SequenceRanges gone = recovered.known().acknowledged().copy();
        this.backlog =
                new Backlog(
                        host.clock(),
                        options.readAheadBytes(),
                        gone.lowWater(),
                        recovered.nextSequence());
        JournalListener heard = new BestEffortListener(listener);
        this.reader = new BacklogReader(host, options, store, backlog, codec, intake, heard, gone);
        this.writer =
                new JournalWriter(host, options, store, recovered, intake, durable, backlog, heard);
        reader.start();
        writer.start();
    }

    /**
     * Events taken from a journal.
     *
     * @param sequence number of the first; the others follow without a gap
     */
    public record Taken(long sequence, Run run) {

        /** The number behind the last. */
        long end() {
            return sequence + run.size();
        }

        Taken slice(int from, int to) {
            return new Taken(sequence + from, run.slice(from, to));
        }
    }

    /**
     * Opens a journal, recovers what is in its directories, and makes them if they are missing.
     *
     * @throws LockedException if another process, or another journal of this one, has it open
     * @throws NewerFormatException if a later version wrote there
     * @throws UnusableKeyException if a key of what is there is missing, or another one
     */
    public static Journal open(Host host, JournalOptions options, JournalListener listener)
            throws IOException {
        createDirectory(host.disk(), options.home().toAbsolutePath());
        for (Path directory : options.directories()) {
            createDirectory(host.disk(), directory.toAbsolutePath());
        }
        Path lockFile = options.home().resolve(LOCK);
        AutoCloseable lock =
                host.disk().lock(lockFile).orElseThrow(() -> new LockedException(lockFile));
        try {
            syncEntries(host.disk(), options);
            PayloadCodec codec = new PayloadCodec(options.keys());
            Recovery.Recovered recovered = Recovery.run(host.disk(), options, codec, listener);
            return new Journal(host, options, listener, lock, codec, recovered);
        } catch (IOException | RuntimeException failed) {
            release(lock);
            throw failed;
        }
    }

    /**
     * Makes a directory and those above it that are missing, each durable before anything is put
     * into it: what is synced in one is gone all the same if its own entry is. One that is there
     * and empty may come from a process that died before it could sync its entry.
     */
    private static void createDirectory(Disk disk, Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        boolean isThere = disk.factsIfPresent(directory).isPresent();
        if (isThere && !disk.list(directory).isEmpty()) {
            return;
        }
        if (!isThere) {
            createDirectory(disk, parent);
            disk.createDirectories(directory);
        }
        disk.syncDirectory(parent);
    }

    /**
     * Makes durable what is seen: a segment that a process removed before it died could come back
     * when the power fails, and count again.
     */
    private static void syncEntries(Disk disk, JournalOptions options) throws IOException {
        disk.syncDirectory(options.home());
        for (Path directory : options.directories()) {
            if (!directory.equals(options.home())) {
                disk.syncDirectory(directory);
            }
        }
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception ended) {
            // The lock ends with the process at the latest.
        }
    }

    /**
     * Starts to append a batch; the caller compresses it, if that is wanted. Events of a stream
     * that the journal has already, by their ordinals, are left out.
     *
     * @throws IOException if the journal is closed
     * @throws IllegalArgumentException if an event is too long for a record
     */
    public Append append(Batch batch) throws IOException {
        return append(batch, append -> {});
    }

    /**
     * The same.
     *
     * @param settled told once, whoever waits, when it is known what became of the batch, unless
     *     that is empty or this method throws; by a thread of the journal, which waits for it
     */
    public Append append(Batch batch, Consumer<Append> settled) throws IOException {
        Append append = new Append(batch, compression, settled);
        if (append.frames().length > 0 && !intake.put(append)) {
            throw new IOException("the journal is closed");
        }
        return append;
    }

    /**
     * Takes what waits, at once if anything does.
     *
     * @param maxEvents at least 1
     * @param waitNanos how long to wait for the first event; 0 does not wait
     * @return rising by sequence; empty if nothing came in time
     */
    public List<Taken> take(int maxEvents, long waitNanos) throws InterruptedException {
        return backlog.take(maxEvents, waitNanos);
    }

    /** Puts events back that were taken and are not acknowledged. */
    public void giveBack(List<Taken> taken) {
        backlog.giveBack(taken);
    }

    /**
     * Lets events go for good.
     *
     * @param from number of the first
     * @param to number behind the last
     * @param bodyBytes of all of them
     */
    public void acknowledge(long from, long to, long bodyBytes) {
        intake.acknowledge(from, to, bodyBytes);
    }

    /** How far the journal has a stream, or empty if it never had anything of it. */
    public Optional<StreamEnd> streamEnd(String stream) {
        return Optional.ofNullable(durable.streamEnd(stream));
    }

    /** How far the journal has each stream that it ever had anything of. */
    public Map<String, StreamEnd> streams() {
        return durable.streams();
    }

    /** Events that are as safe as promised and not acknowledged on disk yet. */
    public long events() {
        return durable.events();
    }

    /** The bytes of their bodies; after damage a little more. */
    public long bytes() {
        return durable.bytes();
    }

    /** How many events were ever appended: the sequence number of the next one. */
    public long appended() {
        return durable.next();
    }

    /** Bytes of all segments, delivered ones that are kept included. */
    public long diskBytes() {
        return store.diskBytes();
    }

    /**
     * Nothing is appended any more: a take waits for what is still on disk, and for nothing else.
     */
    public void seal() {
        backlog.seal();
    }

    /**
     * Writes what was handed over, and lets the directories go, even if the caller is interrupted.
     * Any number of times.
     */
    @Override
    public void close() {
        intake.close();
        backlog.close();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                if (writer.join(CLOSE_WITHIN) && reader.join(CLOSE_WITHIN)) {
                    release(lock);
                }
                ended = true;
            } catch (InterruptedException again) {
                interrupted = true;
                ended = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
