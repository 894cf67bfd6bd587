// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The one thread that reads what waits on disk, in order, as there is room for it. What is damaged
 * is kept aside, reported, and passed over.
 */
final class BacklogReader {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Host host;
    private final JournalOptions options;
    private final SegmentStore store;
    private final Backlog backlog;
    private final PayloadCodec codec;
    private final Intake intake;
    private final JournalListener listener;

    /** What was acknowledged before this process began. */
    private final SequenceRanges gone;

    private @Nullable Thread thread;
    private @Nullable Segment segment;
    private @Nullable SegmentWalk walk;

    BacklogReader(
            Host host,
            JournalOptions options,
            SegmentStore store,
            Backlog backlog,
            PayloadCodec codec,
            Intake intake,
            JournalListener listener,
            SequenceRanges gone) {
        this.host = host;
        this.options = options;
        this.store = store;
        this.backlog = backlog;
        this.codec = codec;
        this.intake = intake;
        this.listener = listener;
        this.gone = gone;
    }

    void start() {
        thread =
                host.threads().start(Threads.Kind.PLATFORM, options.name() + "-reader", this::work);
    }

    boolean join(Duration atMost) throws InterruptedException {
        Thread reader = thread;
        return reader == null || host.threads().join(reader, atMost);
    }

    private void work() {
        try {
            long from = backlog.awaitRoom();
            while (from >= 0) {
                try {
                    fill(from);
                } catch (IOException failure) {
                    leave();
                    backlog.readFails();
                    listener.readFailed(failure);
                    host.clock().sleep(RETRY);
                }
                from = backlog.awaitRoom();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private void fill(long from) throws IOException {
        boolean more = true;
        long wanted = from;
        while (more) {
            List<Journal.Taken> stored = new ArrayList<>(1);
            long end = read(wanted, stored);
            more = backlog.addRead(stored, end);
            wanted = backlog.windowEnd();
        }
    }

    /**
     * Reads the record with an event.
     *
     * @return the number behind the last event that was found, or is lost
     */
    private long read(long wanted, List<Journal.Taken> stored) throws IOException {
        Segment now = segmentWith(wanted);
        if (now == null) {
            throw new IOException("no segment has event " + wanted);
        }
        if (wanted < now.header().firstSequence()) {
            // A gap, which was reported when the journal was opened.
            return now.header().firstSequence();
        }
        SegmentWalk records;
        try {
            records = walkIn(now, wanted);
        } catch (NoSuchFileException removed) {
            lost(now, 0, 0, wanted, now.endSequence());
            return now.endSequence();
        }
        records.skipTo(wanted, now.end());
        SegmentScan.Found found = records.next(now.end(), now.endSequence());
        if (found == null) {
            leave();
            return now.endSequence();
        }
        if (found.header().type() == RecordHeader.FRAME) {
            add(now, found, wanted, stored);
        }
        return records.sequence();
    }

    private @Nullable Segment segmentWith(long wanted) {
        Segment before = segment;
        if (before != null) {
            Segment now = store.current(before.number());
            if (now != null && wanted < now.endSequence()) {
                return now;
            }
        }
        return store.holding(wanted);
    }

    private SegmentWalk walkIn(Segment now, long wanted) throws IOException {
        SegmentWalk open = walk;
        if (open != null
                && segment != null
                && segment.number() == now.number()
                && open.sequence() <= wanted) {
            segment = now;
            return open;
        }
        leave();
        SegmentWalk fresh =
                new SegmentWalk(
                        new SegmentScan(
                                host.disk().open(now.path(), Disk.Mode.READ), now.header().epoch()),
                        SegmentHeader.BYTES,
                        now.header().firstSequence(),
                        (from, to, first, end) -> {
                            if (to > from) {
                                Fence.keep(host.disk(), now, from, to);
                            }
                            lost(now, from, to, first, end);
                        });
        segment = now;
        walk = fresh;
        return fresh;
    }

    private void add(Segment now, SegmentScan.Found found, long wanted, List<Journal.Taken> stored)
            throws IOException {
        RecordHeader header = found.header();
        try {
            Block block = codec.block(now.header(), found);
            Journal.Taken whole = new Journal.Taken(header.sequence(), Run.of(block));
            long from = Math.max(wanted, header.sequence());
            for (SequenceRanges.Range range : gone.missing(from, header.end())) {
                stored.add(
                        whole.slice(
                                (int) (range.from() - header.sequence()),
                                (int) (range.to() - header.sequence())));
            }
        } catch (DamagedException spoilt) {
            Fence.keep(host.disk(), now, header.offset(), header.nextOffset());
            lost(now, header.offset(), header.nextOffset(), header.sequence(), header.end());
        }
    }

    /** Reports events that cannot be delivered, and lets them go: else they would be for ever. */
    private void lost(Segment where, long from, long to, long first, long end) {
        List<SequenceRanges.Range> missing = gone.missing(first, end);
        for (SequenceRanges.Range range : missing) {
            listener.damaged(where.path(), from, to, range.from(), range.to());
            intake.acknowledge(range.from(), range.to(), 0);
            listener.passedOver(range.size());
        }
        if (missing.isEmpty() && to > from) {
            listener.damaged(where.path(), from, to, first, first);
        }
    }

    private void leave() {
        SegmentWalk open = walk;
        walk = null;
        segment = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException onlyRead) {
                // Nothing was written to it.
            }
        }
    }
}
