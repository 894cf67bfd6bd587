// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Run;
import io.millrace.host.Clock;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events that wait for delivery, in order: some in memory, the rest in the segments, from where
 * {@link BacklogReader} brings them.
 *
 * <p>What was just appended stays in memory as long as there is room and nothing older is on disk,
 * so that a journal whose events are delivered at once never reads. Memory is bounded by the
 * read-ahead, whatever the depth of the queue.
 */
final class Backlog {
    private final Clock clock;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition eventsCame = lock.newCondition();
    private final Condition roomCame = lock.newCondition();

    /** Taken and given back, by sequence number; older than all of the window. */
    private final TreeMap<Long, Run> givenBack = new TreeMap<>();

    private final ArrayDeque<Journal.Taken> window = new ArrayDeque<>();
    private long windowBytes;

    /** The number of the first event that is not in memory and was not taken yet. */
    private long windowEnd;

    /** All events below can be delivered. */
    private long end;

    /** What is on disk cannot be read now, so that nobody waits for it without a limit. */
    private boolean isReadFailing;

    private boolean sealed;
    private boolean closed;
    private int waitingTakes;

    /**
     * @param from number of the first event that may have to be delivered
     * @param end number behind the last
     */
    Backlog(Clock clock, long mostBytes, long from, long end) {
        this.clock = clock;
        this.mostBytes = mostBytes;
        this.windowEnd = from;
        this.end = end;
    }

    /** Takes over what the writer made safe, which follows what it offered before. */
    void offer(List<Journal.Taken> stored) {
        lock.lock();
        try {
            for (Journal.Taken one : stored) {
                if (windowEnd == one.sequence() && hasRoom()) {
                    addToWindow(one);
                    windowEnd = one.end();
                }
                end = one.end();
            }
            if (waitingTakes > 0 && !stored.isEmpty()) {
                eventsCame.signal();
            }
            wakeReader();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return windowBytes < mostBytes;
    }

    private void addToWindow(Journal.Taken one) {
        window.addLast(one);
        windowBytes += one.run().bodyBytes();
    }

    private void wakeReader() {
        if (windowEnd < end && windowBytes <= mostBytes / 2) {
            roomCame.signal();
        }
    }

    /**
     * Takes what is there, at once if anything is; what is on disk alone counts as there.
     *
     * @return empty if nothing came in time, or if nothing can come any more
     */
    List<Journal.Taken> take(int maxEvents, long waitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = waitNanos;
            while (givenBack.isEmpty() && window.isEmpty()) {
                boolean isComing = windowEnd < end && !closed && !isReadFailing;
                if (!isComing && (left <= 0 || sealed || closed)) {
                    return List.of();
                }
                waitingTakes++;
                try {
                    if (isComing) {
                        eventsCame.await();
                    } else {
                        left = clock.awaitNanos(eventsCame, left);
                    }
                } finally {
                    waitingTakes--;
                }
            }
            return poll(maxEvents);
        } finally {
            lock.unlock();
        }
    }

    private List<Journal.Taken> poll(int maxEvents) {
        List<Journal.Taken> taken = List.of();
        Journal.Taken first = pollFirst(maxEvents);
        if (first != null) {
            boolean isAll = window.isEmpty() && givenBack.isEmpty();
            taken =
                    isAll || first.run().size() == maxEvents
                            ? List.of(first)
                            : pollMore(first, maxEvents);
        }
        wakeReader();
        if (waitingTakes > 0 && !(givenBack.isEmpty() && window.isEmpty())) {
            eventsCame.signal();
        }
        return taken;
    }

    private List<Journal.Taken> pollMore(Journal.Taken first, int maxEvents) {
        List<Journal.Taken> taken = new ArrayList<>(4);
        int room = maxEvents;
        Journal.Taken next = first;
        while (next != null) {
            taken.add(next);
            room -= next.run().size();
            next = room > 0 ? pollFirst(room) : null;
        }
        return taken;
    }

    private Journal.@Nullable Taken pollFirst(int room) {
        Journal.Taken first = pollFirst();
        if (first == null || first.run().size() <= room) {
            return first;
        }
        putFirst(first.slice(room, first.run().size()));
        return first.slice(0, room);
    }

    private Journal.@Nullable Taken pollFirst() {
        Map.Entry<Long, Run> back = givenBack.pollFirstEntry();
        if (back != null) {
            return new Journal.Taken(back.getKey(), back.getValue());
        }
        Journal.Taken first = window.pollFirst();
        if (first != null) {
            windowBytes -= first.run().bodyBytes();
        }
        return first;
    }

    private void putFirst(Journal.Taken rest) {
        givenBack.put(rest.sequence(), rest.run());
    }

    /** Puts events back that were taken, each at its place. */
    void giveBack(List<Journal.Taken> stored) {
        lock.lock();
        try {
            for (Journal.Taken one : stored) {
                givenBack.put(one.sequence(), one.run());
            }
            if (waitingTakes > 0) {
                eventsCame.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing will be offered any more. */
    void seal() {
        lock.lock();
        try {
            sealed = true;
            eventsCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait; nothing is given any more than what is in memory. */
    void close() {
        lock.lock();
        try {
            sealed = true;
            closed = true;
            eventsCame.signalAll();
            roomCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the reader: waits until there is room for events that are on disk.
     *
     * @return the number of the first of them, or -1 at the end
     */
    long awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !(windowEnd < end && windowBytes <= mostBytes / 2)) {
                roomCame.await();
            }
            return closed ? -1 : windowEnd;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the reader: adds what it read.
     *
     * @param stored rising; without what need not be delivered any more
     * @param newEnd all events below that have to be delivered are in memory or were taken
     * @return whether there is room for more, and more to read
     */
    boolean addRead(List<Journal.Taken> stored, long newEnd) {
        lock.lock();
        try {
            for (Journal.Taken one : stored) {
                addToWindow(one);
            }
            windowEnd = Math.max(windowEnd, newEnd);
            isReadFailing = false;
            if (waitingTakes > 0) {
                // Those who wait for the end have to look again even if nothing came.
                eventsCame.signalAll();
            }
            return !closed && windowEnd < end && hasRoom();
        } finally {
            lock.unlock();
        }
    }

    /** For the reader: what comes next cannot be read; it tries again. */
    void readFails() {
        lock.lock();
        try {
            isReadFailing = true;
            eventsCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For the reader: the number of the first event that is not in memory. */
    long windowEnd() {
        lock.lock();
        try {
            return windowEnd;
        } finally {
            lock.unlock();
        }
    }
}
