// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import io.millrace.channels.OpenRanges;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Level;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of runs under one lock.
 *
 * <p>Room is counted in events and in bytes of bodies, from the reservation to the acknowledgement.
 * A batch with more bytes than the channel allows at all is let in when the channel is empty, since
 * otherwise it would never be.
 *
 * <p>Small batches may overtake a large one that waits for room, so that the room is used while no
 * sink makes more. But once as much as the whole channel holds was let go since the large one came,
 * it would starve: from then on all others wait behind it.
 */
final class MemoryChannel implements Channel {
    private final String name;
    private final int capacityEvents;
    private final long capacityBytes;
    private final Duration keepAlive;
    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomFreed = lock.newCondition();
    private final Condition eventsCame = lock.newCondition();
    private final ArrayDeque<Run> queue = new ArrayDeque<>();
    private final ArrayDeque<WaitingPut> waitingPuts = new ArrayDeque<>(4);
    private int waitingTakes;
    private boolean sealed;

    /** Claimed by reservations, queued, or taken and not acknowledged. */
    private long heldEvents;

    private long heldBytes;

    /** As held, without what is only reserved. */
    private long storedEvents;

    private long storedBytes;

    /** Let go since the channel was made. */
    private long freedEvents;

    private long freedBytes;

    /** A put in the queue, and what had been let go when it came; equal to itself alone. */
    private static final class WaitingPut {
        private final long freedEvents;
        private final long freedBytes;

        WaitingPut(long freedEvents, long freedBytes) {
            this.freedEvents = freedEvents;
            this.freedBytes = freedBytes;
        }
    }

    MemoryChannel(
            String name, int capacityEvents, long capacityBytes, Duration keepAlive, Clock clock) {
        this.name = name;
        this.capacityEvents = capacityEvents;
        this.capacityBytes = capacityBytes;
        this.keepAlive = keepAlive;
        this.clock = clock;
    }

    @Override
    public Level level() {
        return Level.MEMORY;
    }

    @Override
    public int maxBatchEvents() {
        return capacityEvents;
    }

    @Override
    public Duration keepAlive() {
        return keepAlive;
    }

    @Override
    public Reservation reserve(int events, long bytes, long waitNanos)
            throws ChannelFullException, InterruptedException {
        if (events > capacityEvents) {
            throw new IllegalArgumentException(
                    events
                            + " events at once, more than the "
                            + capacityEvents
                            + " of the channel");
        }
        lock.lockInterruptibly();
        try {
            if (!hasRoom(events, bytes) || isStarving(waitingPuts.peekFirst())) {
                awaitRoom(events, bytes, waitNanos);
            }
            heldEvents += events;
            heldBytes += bytes;
            return new Claim(events, bytes);
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(int events, long bytes, long waitNanos)
            throws ChannelFullException, InterruptedException {
        WaitingPut own = new WaitingPut(freedEvents, freedBytes);
        waitingPuts.addLast(own);
        try {
            long left = waitNanos;
            while (!hasRoom(events, bytes) || isStarvingBefore(own)) {
                if (left <= 0) {
                    throw full(events, bytes);
                }
                left = clock.awaitNanos(roomFreed, left);
            }
        } finally {
            waitingPuts.remove(own);
            // Whoever waited behind this one need not any more.
            if (!waitingPuts.isEmpty()) {
                roomFreed.signalAll();
            }
        }
    }

    private boolean isStarvingBefore(WaitingPut own) {
        WaitingPut oldest = waitingPuts.peekFirst();
        return oldest != own && isStarving(oldest);
    }

    private boolean isStarving(@Nullable WaitingPut waiting) {
        return waiting != null
                && (freedEvents - waiting.freedEvents >= capacityEvents
                        || freedBytes - waiting.freedBytes >= capacityBytes);
    }

    private boolean hasRoom(int events, long bytes) {
        return heldEvents + events <= capacityEvents
                && (heldBytes + bytes <= capacityBytes || heldBytes == 0);
    }

    private ChannelFullException full(int events, long bytes) {
        String limit =
                heldEvents + events > capacityEvents
                        ? heldEvents + " of " + capacityEvents + " events"
                        : heldBytes + " of " + capacityBytes + " bytes";
        return new ChannelFullException(
                name,
                "channel \"%s\" has no room for %d events of %d bytes: it holds %s"
                        .formatted(name, events, bytes, limit));
    }

    @Override
    public Optional<Take> take(int maxEvents, long waitNanos) throws InterruptedException {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("a take of " + maxEvents + " events");
        }
        lock.lockInterruptibly();
        try {
            long left = waitNanos;
            while (queue.isEmpty()) {
                if (left <= 0 || sealed) {
                    return Optional.empty();
                }
                waitingTakes++;
                try {
                    left = clock.awaitNanos(eventsCame, left);
                } finally {
                    waitingTakes--;
                }
            }
            return Optional.of(new Taken(poll(maxEvents)));
        } finally {
            lock.unlock();
        }
    }

    private Batch poll(int maxEvents) {
        Run first = pollRun(maxEvents);
        Batch batch =
                queue.isEmpty() || first.size() == maxEvents
                        ? Batch.of(first)
                        : Batch.of(pollMore(first, maxEvents));
        if (!queue.isEmpty() && waitingTakes > 0) {
            eventsCame.signal();
        }
        return batch;
    }

    private List<Run> pollMore(Run first, int maxEvents) {
        List<Run> runs = new ArrayList<>(4);
        runs.add(first);
        int room = maxEvents - first.size();
        while (room > 0 && !queue.isEmpty()) {
            Run run = pollRun(room);
            runs.add(run);
            room -= run.size();
        }
        return runs;
    }

    private Run pollRun(int room) {
        Run run = queue.removeFirst();
        if (run.size() <= room) {
            return run;
        }
        queue.addFirst(run.slice(room, run.size()));
        return run.slice(0, room);
    }

    @Override
    public void seal() {
        lock.lock();
        try {
            sealed = true;
            eventsCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Fill fill() {
        lock.lock();
        try {
            return new Fill(storedEvents, capacityEvents, storedBytes, capacityBytes);
        } finally {
            lock.unlock();
        }
    }

    private void free(long events, long bytes) {
        heldEvents -= events;
        heldBytes -= bytes;
        freedEvents += events;
        freedBytes += bytes;
        if (!waitingPuts.isEmpty()) {
            roomFreed.signalAll();
        }
    }

    private final class Claim implements Reservation {
        private final int events;
        private final long bytes;

        /** Written under the lock; read without it by whoever closes what is committed. */
        private volatile boolean done;

        Claim(int events, long bytes) {
            this.events = events;
            this.bytes = bytes;
        }

        @Override
        public Pending commit(Batch batch) {
            if (batch.size() != events) {
                throw new IllegalArgumentException(
                        batch.size() + " events committed, " + events + " reserved");
            }
            lock.lock();
            try {
                if (done) {
                    throw new IllegalStateException("the reservation is used or closed");
                }
                done = true;
                for (int run = 0; run < batch.runCount(); run++) {
                    queue.addLast(batch.run(run));
                }
                storedEvents += events;
                storedBytes += bytes;
                if (waitingTakes > 0) {
                    eventsCame.signal();
                }
                return Pending.DONE;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (done) {
                return;
            }
            lock.lock();
            try {
                if (!done) {
                    done = true;
                    free(events, bytes);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Events that a sink has; what is acknowledged is cut out of the ranges that are still open.
     */
    private final class Taken implements Take {
        private final Batch batch;

        /** Null as long as all are, as most takes are acknowledged at once. */
        private @Nullable OpenRanges open;

        /** Written under the lock; read without it by whoever closes what is acknowledged. */
        private volatile boolean done;

        Taken(Batch batch) {
            this.batch = batch;
        }

        @Override
        public Batch batch() {
            return batch;
        }

        @Override
        public void acknowledge(int from, int to) {
            int first = Math.max(0, from);
            int end = Math.min(to, batch.size());
            if (first >= end) {
                return;
            }
            // Counted outside the lock, which producers wait for.
            long bytes = batch.slice(first, end).bodyBytes();
            lock.lock();
            try {
                int events = end - first;
                long counted = bytes;
                if (open == null && events == batch.size() && !done) {
                    done = true;
                } else {
                    List<OpenRanges.Range> ranges = cut(first, end);
                    events = 0;
                    for (OpenRanges.Range range : ranges) {
                        events += range.to() - range.from();
                    }
                    if (events < end - first) {
                        counted = bytes(ranges);
                    }
                }
                storedEvents -= events;
                storedBytes -= counted;
                free(events, counted);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (done) {
                return;
            }
            lock.lock();
            try {
                giveBack(cut(0, batch.size()));
            } finally {
                lock.unlock();
            }
        }

        private long bytes(List<OpenRanges.Range> ranges) {
            long bytes = 0;
            for (OpenRanges.Range range : ranges) {
                bytes += batch.slice(range.from(), range.to()).bodyBytes();
            }
            return bytes;
        }

        private List<OpenRanges.Range> cut(int from, int to) {
            if (done) {
                return List.of();
            }
            OpenRanges left = open;
            if (left == null) {
                left = new OpenRanges(batch.size());
                open = left;
            }
            List<OpenRanges.Range> removed = left.cut(from, to);
            done = left.isEmpty();
            return removed;
        }

        private void giveBack(List<OpenRanges.Range> left) {
            for (int i = left.size() - 1; i >= 0; i--) {
                List<Run> runs = batch.slice(left.get(i).from(), left.get(i).to()).runs();
                for (int run = runs.size() - 1; run >= 0; run--) {
                    queue.addFirst(runs.get(run));
                }
            }
            if (!left.isEmpty() && waitingTakes > 0) {
                eventsCame.signal();
            }
        }
    }
}
