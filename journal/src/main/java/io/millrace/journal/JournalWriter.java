// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The one thread that writes. It takes all that waits, writes it, syncs once, and only then tells
 * those who wait: while it syncs, the next group gathers by itself.
 *
 * <p>A write or sync that failed is never repeated on the same file, since nobody knows what the
 * file then holds. The segment is given up where it was last durable, and what came later is
 * written anew into another one.
 */
final class JournalWriter {
    private static final int STAGING_BYTES = 4 << 20;

    /** Each is in every snapshot; those that brought nothing for the longest time are forgotten. */
    private static final int MOST_STREAMS = 1 << 18;

    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Host host;
    private final JournalOptions options;
    private final SegmentStore store;
    private final Intake intake;
    private final Durable durable;
    private final Backlog backlog;
    private final JournalListener listener;
    private final int run;
    private final ByteBuffer staging;
    private final boolean isSynced;

    /** Not in a segment yet, or in one that failed. */
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();

    /** In the open segment and not yet as safe as promised, with their numbers. */
    private final ArrayDeque<Entry> staged = new ArrayDeque<>();

    private final Arrivals arrivals;

    /** Of the group that is written; empty in between, and used again. */
    private final List<Append> present = new ArrayList<>();

    private final List<Append> safe = new ArrayList<>();
    private final List<Journal.Taken> stored = new ArrayList<>();

    private long nextNumber;
    private long stagedNext;
    private long previousNumber;
    private long previousEnd;
    private @Nullable OpenSegment open;
    private long lastSync;

    /** A sync was begun and did not succeed: it must not be tried again on the same file. */
    private boolean isSyncing;

    private long lastCheckpoint;
    private @Nullable IOException refusal;
    private long probeAt;
    private boolean hasTold;
    private boolean mayUseReserve;

    private @Nullable Thread thread;

    JournalWriter(
            Host host,
            JournalOptions options,
            SegmentStore store,
            Recovery.Recovered recovered,
            Intake intake,
            Durable durable,
            Backlog backlog,
            JournalListener listener) {
        this.host = host;
        this.options = options;
        this.store = store;
        this.intake = intake;
        this.durable = durable;
        this.arrivals = new Arrivals(durable);
        this.backlog = backlog;
        this.listener = listener;
        this.isSynced = options.syncEvery().isZero();
        this.staging =
                ByteBuffer.allocateDirect((int) Math.min(STAGING_BYTES, options.segmentBytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        this.nextNumber = recovered.nextNumber();
        this.run = runOf(host.clock().millis(), recovered.nextNumber());
        Segment last = recovered.segments().isEmpty() ? null : recovered.segments().getLast();
        this.previousNumber = last == null ? -1 : last.number();
        this.previousEnd = last == null ? 0 : last.end();
        this.lastCheckpoint = host.clock().nanos();
        this.lastSync = lastCheckpoint;
    }

    /** Differs from one process to the next, even if the wall clock was set back. */
    private static int runOf(long millis, long number) {
        long mixed = (millis ^ (number << 40)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    void start() {
        thread =
                host.threads().start(Threads.Kind.PLATFORM, options.name() + "-writer", this::work);
    }

    /** Waits until all that was taken in is written; the intake is closed. */
    boolean join(Duration atMost) throws InterruptedException {
        Thread writer = thread;
        return writer == null || host.threads().join(writer, atMost);
    }

    private void work() {
        String end = "the journal is closed";
        try {
            while (true) {
                Intake.Group group = intake.await(dueNanos());
                if (group == null) {
                    break;
                }
                write(group);
                if (isDue(lastSync, options.syncEvery()) && !isSynced) {
                    syncNow();
                }
                if (isDue(lastCheckpoint, options.checkpointEvery())) {
                    saveCheckpoint();
                }
            }
            finish();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failed) {
            end = "the writer of the journal has failed: " + failed;
            throw failed;
        } finally {
            IOException closed = new IOException(end);
            giveUpSegment();
            failWaiting(closed);
            Append.fail(intake.refuseAll(), closed);
        }
    }

    /** When there is something to do without new events. */
    private long dueNanos() {
        if (isSynced || open == null || !durable.hasUnsynced()) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, lastSync + options.syncEvery().toNanos() - host.clock().nanos());
    }

    private boolean isDue(long last, Duration every) {
        return host.clock().nanos() - last >= every.toNanos();
    }

    private void write(Intake.Group group) throws InterruptedException {
        IOException refused = refusal;
        if (refused != null && !intake.isClosed() && host.clock().nanos() < probeAt) {
            Append.fail(group.appends(), refused);
            intake.putBack(group.acknowledged(), group.acknowledgedBytes());
            return;
        }
        if (!group.acknowledged().isEmpty()) {
            waiting.add(Entry.Gone.of(group.acknowledgedBytes(), group.acknowledged()));
        }
        for (Append append : group.appends()) {
            if (!arrivals.letIn(append, waiting)) {
                // Its last frame was there already: it is done when the group is.
                present.add(append);
            }
        }
        IOException failure = writeAll();
        if (failure == null) {
            Append.complete(present);
        } else {
            Append.fail(present, failure);
        }
        present.clear();
    }

    /** Writes all that waits, or says why not, and then nothing waits either. */
    private @Nullable IOException writeAll() throws InterruptedException {
        boolean hasRetried = false;
        while (true) {
            try {
                stageAndSettle();
                refusal = null;
                if (hasTold) {
                    hasTold = false;
                    listener.writeRecovered();
                }
                return null;
            } catch (IOException failure) {
                giveUpSegment();
                boolean full = store.isFull(failure);
                if (full || hasRetried) {
                    tell(failure, full);
                }
                if (full && !intake.isClosed()) {
                    intake.awaitClosed(PROBE_NANOS);
                    writeAcknowledgements();
                } else if (hasRetried || full) {
                    refusal = failure;
                    probeAt = host.clock().nanos() + PROBE_NANOS;
                    failWaiting(failure);
                    return failure;
                }
                hasRetried = true;
            }
        }
    }

    /**
     * On a full disk what is delivered has to be let go first, since that alone may make room; it
     * may use what is left to others.
     */
    private void writeAcknowledgements() {
        Intake.Group group = intake.takeAcknowledged();
        if (!group.acknowledged().isEmpty()) {
            waiting.addFirst(Entry.Gone.of(group.acknowledgedBytes(), group.acknowledged()));
        }
        List<Entry> frames = new ArrayList<>();
        for (Entry entry : waiting) {
            if (entry instanceof Entry.Frame) {
                frames.add(entry);
            }
        }
        waiting.removeAll(frames);
        mayUseReserve = true;
        try {
            stageAndSettle();
        } catch (IOException stillFull) {
            giveUpSegment();
        } finally {
            mayUseReserve = false;
            waiting.addAll(frames);
        }
    }

    private void tell(IOException failure, boolean full) {
        if (!hasTold) {
            hasTold = true;
            listener.writeFailed(failure, full);
        }
    }

    private void failWaiting(IOException failure) {
        List<Append> failed = new ArrayList<>();
        for (Entry entry : waiting) {
            switch (entry) {
                case Entry.Frame frame -> {
                    if (frame.isLast()) {
                        failed.add(frame.append());
                    }
                }
                case Entry.Gone gone ->
                        intake.putBack(
                                gone.acknowledgements().ranges(),
                                gone.acknowledgements().bodyBytes());
                case Entry.Plain plain -> {}
            }
        }
        waiting.clear();
        arrivals.settled();
        Append.fail(failed, failure);
    }

    private void stageAndSettle() throws IOException {
        while (!waiting.isEmpty()) {
            Entry entry = waiting.getFirst();
            OpenSegment segment = roomFor(entry);
            segment.put(entry, stagedNext, durable.syncedNext());
            stagedNext += entry.events();
            staged.addLast(waiting.removeFirst());
        }
        OpenSegment segment = open;
        if (segment != null && !staged.isEmpty()) {
            settle(segment);
        }
    }

    private OpenSegment roomFor(Entry entry) throws IOException {
        OpenSegment segment = open;
        if (segment != null && segment.endWith(entry) <= options.segmentBytes()) {
            if (segment.endWith(entry) > segment.allocated() && !mayUseReserve) {
                store.requireRoom(segment.header().number());
            }
            return segment;
        }
        if (segment != null) {
            seal(segment);
        }
        return begin();
    }

    /** Makes the segment durable to its end, and closes it. */
    private void seal(OpenSegment segment) throws IOException {
        if (!staged.isEmpty()) {
            settle(segment);
        }
        if (!isSynced) {
            sync(segment);
        }
        open = null;
        segment.close();
    }

    private OpenSegment begin() throws IOException {
        SegmentHeader header =
                new SegmentHeader(
                        SegmentHeader.epoch(run, nextNumber),
                        nextNumber,
                        durable.next(),
                        durable.bytesAppended(),
                        previousNumber,
                        previousEnd,
                        host.clock().millis(),
                        options.keys().begin());
        nextNumber++;
        isSyncing = false;
        durable.forgetStreams(MOST_STREAMS);
        OpenSegment segment =
                new OpenSegment(
                        header, store.begin(header, mayUseReserve), staging, options.keys());
        open = segment;
        stagedNext = durable.next();
        segment.put(
                Entry.Plain.of(RecordHeader.SNAPSHOT, durable.snapshot()),
                stagedNext,
                durable.syncedNext());
        return segment;
    }

    /** Makes what is staged as safe as promised, and tells so. */
    private void settle(OpenSegment segment) throws IOException {
        segment.flush();
        if (isSynced) {
            segment.sync();
        }
        publish(segment);
        if (isSynced) {
            retire();
        } else if (isDue(lastSync, options.syncEvery())) {
            sync(segment);
        }
    }

    private void publish(OpenSegment segment) {
        long next = durable.next();
        for (Entry entry : staged) {
            if (entry instanceof Entry.Frame frame) {
                stored.add(new Journal.Taken(next, frame.run()));
                next += frame.events();
                frame.append().addStored(frame.events(), frame.bodyBytes());
            }
        }
        durable.apply(staged, isSynced);
        previousNumber = segment.header().number();
        previousEnd = segment.end();
        store.extend(previousNumber, previousEnd, next);
        backlog.offer(stored);
        stored.clear();
        for (Entry entry : staged) {
            if (entry instanceof Entry.Frame frame && frame.isLast()) {
                safe.add(frame.append());
            }
        }
        staged.clear();
        Append.complete(safe);
        safe.clear();
        if (waiting.isEmpty()) {
            arrivals.settled();
        }
    }

    private void syncNow() throws InterruptedException {
        OpenSegment segment = open;
        if (segment == null) {
            return;
        }
        try {
            sync(segment);
        } catch (IOException failure) {
            giveUpSegment();
            tell(failure, store.isFull(failure));
        }
    }

    private void sync(OpenSegment segment) throws IOException {
        isSyncing = true;
        segment.sync();
        isSyncing = false;
        lastSync = host.clock().nanos();
        durable.synced();
        retire();
    }

    /** Lets go of delivered segments; what that fails at is left, and found at the next start. */
    private void retire() {
        try {
            store.retire(durable.syncedLowWater());
        } catch (IOException stays) {
            // Costs room until then, and nothing else.
        }
    }

    /** Nothing behind the last place that was safe counts any more. */
    private void giveUpSegment() {
        OpenSegment segment = open;
        open = null;
        while (!staged.isEmpty()) {
            waiting.addFirst(staged.removeLast());
        }
        if (segment == null) {
            return;
        }
        try {
            if (!isSynced && !isSyncing && durable.hasUnsynced()) {
                // Acknowledged when written: nobody comes back to this file to sync it.
                sync(segment);
            }
        } catch (IOException unsafe) {
            // What came since the last sync is as unsafe as this level says.
        }
        try {
            segment.close();
        } catch (IOException alreadyFailed) {
            // The file is given up for a worse failure.
        }
        if (segment.header().number() != previousNumber) {
            store.discard(segment.header().number());
        }
    }

    private void saveCheckpoint() {
        lastCheckpoint = host.clock().nanos();
        OpenSegment segment = open;
        if (!isSynced || segment == null || segment.header().number() != previousNumber) {
            return;
        }
        save(segment.header().epoch());
    }

    private void save(long epoch) {
        try {
            new Checkpoint(
                            previousNumber,
                            epoch,
                            previousEnd,
                            durable.next(),
                            durable.bytesAppended(),
                            durable.snapshot())
                    .save(host.disk(), options.home(), options.keys());
        } catch (IOException later) {
            // It is a hint; the next one comes.
        }
    }

    /**
     * Says behind the last events that they were synced. With that or the checkpoint, damage to
     * them can be told from events that were cut off.
     */
    private void writeEnd(OpenSegment segment) throws IOException {
        segment.put(Entry.Gone.of(0, List.of()), durable.next(), durable.syncedNext());
        segment.flush();
        segment.sync();
        previousEnd = segment.end();
    }

    private void finish() {
        OpenSegment segment = open;
        if (segment == null) {
            return;
        }
        try {
            if (!isSynced) {
                sync(segment);
            }
            if (segment.header().number() == previousNumber) {
                writeEnd(segment);
                save(segment.header().epoch());
                host.disk().syncDirectory(options.home());
            }
            segment.close();
        } catch (IOException failure) {
            tell(failure, store.isFull(failure));
        }
        open = null;
    }
}
