// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.host.Clock;
import io.millrace.spi.ChannelFullException;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The capacity of a channel, counted in events from their reservation to their acknowledgement. Who
 * waits is served in the order of coming, so that none starves. Safe for any thread.
 */
final class Room {
    private final String channel;
    private final long capacity;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final ArrayDeque<Place> waiting = new ArrayDeque<>();
    private long held;
    private long stored;
    private long storedBytes;

    /** In the queue of those who wait; equal to itself alone. */
    private static final class Place {}

    Room(String channel, long capacity, Clock clock) {
        this.channel = channel;
        this.capacity = capacity;
        this.clock = clock;
    }

    /**
     * What the channel held when it was opened; may be more than the capacity, if that was lowered.
     */
    void holds(long events, long bytes) {
        lock.lock();
        try {
            held += events;
            stored += events;
            storedBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    void claim(int events, long waitNanos) throws ChannelFullException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!waiting.isEmpty() || held + events > capacity) {
                await(events, waitNanos);
            }
            held += events;
        } finally {
            lock.unlock();
        }
    }

    private void await(int events, long waitNanos)
            throws ChannelFullException, InterruptedException {
        Place own = new Place();
        waiting.addLast(own);
        try {
            long left = waitNanos;
            while (waiting.peekFirst() != own || held + events > capacity) {
                if (left <= 0) {
                    throw new ChannelFullException(
                            channel,
                            "channel \"%s\" has no room for %d events: it holds %d of %d"
                                    .formatted(channel, events, held, capacity));
                }
                left = clock.awaitNanos(freed, left);
            }
        } finally {
            waiting.remove(own);
            freed.signalAll();
        }
    }

    /** What was claimed is on its way into the channel; negative if it is not after all. */
    void store(int events, long bytes) {
        lock.lock();
        try {
            stored += events;
            storedBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A claim that came to nothing. */
    void release(int events) {
        lock.lock();
        try {
            held -= events;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stored events that are gone; of lost ones the bytes are not known. */
    void free(long events, long bytes) {
        lock.lock();
        try {
            held -= events;
            stored -= events;
            storedBytes = stored <= 0 ? 0 : Math.max(0, storedBytes - bytes);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long events() {
        lock.lock();
        try {
            return stored;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return storedBytes;
        } finally {
            lock.unlock();
        }
    }
}
