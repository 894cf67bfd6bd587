// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the writer: appends, and acknowledgements, which may wait a little. */
final class Intake {
    private static final long ACKNOWLEDGE_NANOS = Duration.ofMillis(100).toNanos();

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workCame = lock.newCondition();

    /** Gathers, while the other one is written; they change places. */
    private Group waiting = new Group();

    private Group given = new Group();
    private long acknowledgedSince;
    private boolean isWaiting;
    private boolean closed;

    /** Taken together; the writer's until it comes back for the next one. */
    static final class Group {
        private final List<Append> appends = new ArrayList<>();
        private final List<SequenceRanges.Range> acknowledged = new ArrayList<>();
        private long acknowledgedBytes;

        List<Append> appends() {
            return appends;
        }

        List<SequenceRanges.Range> acknowledged() {
            return acknowledged;
        }

        long acknowledgedBytes() {
            return acknowledgedBytes;
        }

        boolean isEmpty() {
            return appends.isEmpty() && acknowledged.isEmpty();
        }

        private void clear() {
            appends.clear();
            acknowledged.clear();
            acknowledgedBytes = 0;
        }
    }

    Intake(Clock clock) {
        this.clock = clock;
    }

    /** Hands an append over; false if the journal is closed. */
    boolean put(Append append) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.appends.add(append);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void acknowledge(long from, long to, long bytes) {
        lock.lock();
        try {
            if (waiting.acknowledged.isEmpty()) {
                acknowledgedSince = clock.nanos();
                wake();
            }
            add(from, to);
            waiting.acknowledgedBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    private void add(long from, long to) {
        List<SequenceRanges.Range> acknowledged = waiting.acknowledged;
        int last = acknowledged.size() - 1;
        if (last >= 0 && acknowledged.get(last).to() == from) {
            acknowledged.set(last, new SequenceRanges.Range(acknowledged.get(last).from(), to));
        } else {
            acknowledged.add(new SequenceRanges.Range(from, to));
        }
    }

    /** The acknowledgements that wait, without the appends. */
    Group takeAcknowledged() {
        lock.lock();
        try {
            Group group = new Group();
            group.acknowledged.addAll(waiting.acknowledged);
            group.acknowledgedBytes = waiting.acknowledgedBytes;
            waiting.acknowledged.clear();
            waiting.acknowledgedBytes = 0;
            return group;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes acknowledgements back that could not be written, for a later group. Once closed, there
     * is none: their events will be delivered again.
     */
    void putBack(List<SequenceRanges.Range> ranges, long bytes) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (waiting.acknowledged.isEmpty()) {
                acknowledgedSince = clock.nanos();
            }
            waiting.acknowledged.addAll(ranges);
            waiting.acknowledgedBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (isWaiting) {
            workCame.signal();
        }
    }

    /**
     * All that waits, as soon as there is an append or acknowledgements are old enough; an empty
     * group after some time; null when the intake is closed and empty.
     */
    @Nullable Group await(long atMostNanos) throws InterruptedException {
        lock.lock();
        try {
            given.clear();
            long left = atMostNanos;
            while (waiting.appends.isEmpty() && !closed && left > 0) {
                long untilAcknowledge = Long.MAX_VALUE;
                if (!waiting.acknowledged.isEmpty()) {
                    untilAcknowledge = acknowledgedSince + ACKNOWLEDGE_NANOS - clock.nanos();
                    if (untilAcknowledge <= 0) {
                        break;
                    }
                }
                left = await(left, untilAcknowledge);
            }
            if (closed && waiting.isEmpty()) {
                return null;
            }
            Group group = waiting;
            waiting = given;
            given = group;
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Waits once, for the shorter of two times; gives what is left of the first. */
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    private long await(long left, long untilAcknowledge) throws InterruptedException {
        long wait = Math.min(left, untilAcknowledge);
        isWaiting = true;
        try {
            if (wait == Long.MAX_VALUE) {
                workCame.await();
                return left;
            }
            long rest = clock.awaitNanos(workCame, wait);
            return left == Long.MAX_VALUE ? left : left - (wait - rest);
        } finally {
            isWaiting = false;
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

    /** Waits for a while, or for the close. */
    void awaitClosed(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = clock.awaitNanos(workCame, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses appends from now on; what is here is still written. */
    void close() {
        lock.lock();
        try {
            closed = true;
            workCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes, and gives what nobody will write any more. */
    List<Append> refuseAll() {
        lock.lock();
        try {
            closed = true;
            List<Append> left = List.copyOf(waiting.appends);
            waiting.appends.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
