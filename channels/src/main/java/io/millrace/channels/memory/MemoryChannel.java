// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Level;

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
    private int waitingPuts;
    private int waitingTakes;
    private boolean sealed;

    /** Claimed by reservations, queued, or taken and not acknowledged. */
    private long heldEvents;

    private long heldBytes;

    /** As held, without what is only reserved. */
    private long storedEvents;

    private long storedBytes;

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
        lock.lockInterruptibly();
        try {
            long left = waitNanos;
            while (!hasRoom(events, bytes)) {
                if (left <= 0) {
                    throw full(events, bytes);
                }
                waitingPuts++;
                try {
                    left = clock.awaitNanos(roomFreed, left);
                } finally {
                    waitingPuts--;
                }
            }
            heldEvents += events;
            heldBytes += bytes;
            return new Claim(events, bytes);
        } finally {
            lock.unlock();
        }
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
            return Optional.of(new Taken(Batch.of(poll(maxEvents))));
        } finally {
            lock.unlock();
        }
    }

    private List<Run> poll(int maxEvents) {
        List<Run> runs = new ArrayList<>(4);
        int room = maxEvents;
        while (room > 0 && !queue.isEmpty()) {
            Run run = queue.pollFirst();
            if (run.size() > room) {
                queue.addFirst(run.slice(room, run.size()));
                run = run.slice(0, room);
            }
            runs.add(run);
            room -= run.size();
        }
        if (!queue.isEmpty() && waitingTakes > 0) {
            eventsCame.signal();
        }
        return runs;
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
        if (waitingPuts > 0) {
            roomFreed.signalAll();
        }
    }

    private final class Claim implements Reservation {
        private final int events;
        private final long bytes;
        private boolean done;

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
                queue.addAll(batch.runs());
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
        private final OpenRanges open;

        Taken(Batch batch) {
            this.batch = batch;
            this.open = new OpenRanges(batch.size());
        }

        @Override
        public Batch batch() {
            return batch;
        }

        @Override
        public void acknowledge(int from, int to) {
            lock.lock();
            try {
                for (OpenRanges.Range range : open.cut(from, to)) {
                    int events = range.to() - range.from();
                    long bytes = batch.slice(range.from(), range.to()).bodyBytes();
                    storedEvents -= events;
                    storedBytes -= bytes;
                    free(events, bytes);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                List<OpenRanges.Range> left = open.cut(0, batch.size());
                for (int i = left.size() - 1; i >= 0; i--) {
                    List<Run> runs = batch.slice(left.get(i).from(), left.get(i).to()).runs();
                    for (int run = runs.size() - 1; run >= 0; run--) {
                        queue.addFirst(runs.get(run));
                    }
                }
                if (!left.isEmpty() && waitingTakes > 0) {
                    eventsCame.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
