// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks that call Hadoop, one after the other, on a thread of their own, and gives those up
 * that make no step for too long: a call into Hadoop may hang for ever.
 *
 * <p>A task says before each call what it is going to do. The time limit counts from the last such
 * step, so a task of many calls may take many times the limit. A task that is given up is
 * interrupted and keeps its thread until its call returns; the next task gets a new thread. At its
 * next step a task that was given up fails.
 *
 * <p>For one caller at a time, but for {@link #close}.
 */
final class GuardedCalls implements AutoCloseable {
    /** With so many calls hanging, no new one is tried: each of them holds a thread. */
    static final int MOST_HANGING = 8;

    /** The limit while closing if there is no other. */
    private static final Duration WHILE_CLOSING = Duration.ofSeconds(30);

    /** What a task says of where it is. */
    interface Steps {

        /**
         * A call follows.
         *
         * @param verb create, write, flush, close, rename, ...
         * @param what the file, for the user
         * @throws IOException if the task was given up meanwhile
         */
        void next(String verb, Object what) throws IOException;
    }

    /** What runs on the other thread. */
    interface Task {
        void run(Steps steps) throws IOException;
    }

    /** A call made no progress and was given up, or too many were before. */
    static final class HungException extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean begun;

        HungException(String message, boolean begun) {
            super(message);
            this.begun = begun;
        }

        /** Whether the task was begun, and so has what it was given. */
        boolean wasBegun() {
            return begun;
        }
    }

    private final Clock clock;
    private final Threads threads;
    private final String name;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private @Nullable Worker worker;
    private int started;
    private int hanging;
    private boolean closing;
    private boolean closed;

    /**
     * @param timeout the longest time between two steps; zero or less is no limit
     */
    GuardedCalls(Host host, String name, Duration timeout) {
        this.clock = host.clock();
        this.threads = host.threads();
        this.name = name;
        this.timeout = timeout;
    }

    /**
     * Runs a task and waits for its end.
     *
     * @param ifLate runs once a task that was given up came back, on any thread; it must not wait.
     *     Until then everything that the task touches is the task's
     * @throws HungException if the task was given up, or was not begun because too many hang
     * @throws InterruptedException if the caller was interrupted; the task is given up then
     * @throws IOException what the task threw; so with unchecked exceptions and errors
     */
    void run(Task task, Runnable ifLate) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (hanging >= MOST_HANGING) {
                throw new HungException(
                        hanging + " calls to the file system hang already; no more are tried",
                        false);
            }
            Call call = new Call(task, ifLate);
            hand(call);
            try {
                await(call);
            } catch (HungException | InterruptedException givenUp) {
                giveUp(call);
                throw givenUp;
            }
            rethrow(call.failure);
        } finally {
            lock.unlock();
        }
    }

    private void hand(Call call) {
        Worker worker = this.worker;
        if (worker == null) {
            worker = new Worker();
            this.worker = worker;
            worker.thread =
                    threads.start(Threads.Kind.PLATFORM, name + "-" + ++started, worker::work);
        }
        worker.call = call;
        work.signalAll();
    }

    private void await(Call call) throws HungException, InterruptedException {
        while (!call.done) {
            long limit = limitNanos();
            if (limit == Long.MAX_VALUE) {
                var _ = clock.awaitNanos(changed, Duration.ofHours(1).toNanos());
                continue;
            }
            long left = limit - (clock.nanos() - call.steppedAt);
            if (left <= 0) {
                throw new HungException(
                        "no answer for "
                                + Duration.ofNanos(limit).toMillis()
                                + " ms to \""
                                + call.verb
                                + " "
                                + call.step
                                + "\"",
                        true);
            }
            var _ = clock.awaitNanos(changed, left);
        }
    }

    private long limitNanos() {
        if (timeout.compareTo(Duration.ZERO) > 0) {
            return timeout.toNanos();
        }
        return closing ? WHILE_CLOSING.toNanos() : Long.MAX_VALUE;
    }

    private void giveUp(Call call) {
        if (call.done) {
            call.ifLate.run();
            return;
        }
        Worker worker = this.worker;
        if (worker == null) {
            throw new IllegalStateException("a call is under way without a thread");
        }
        call.givenUp = true;
        hanging++;
        this.worker = null;
        Thread thread = worker.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }

    /** How many calls were given up and have not returned yet. */
    int hanging() {
        lock.lock();
        try {
            return hanging;
        } finally {
            lock.unlock();
        }
    }

    /** From now on no call is waited for without a limit. */
    void closing() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the calls that were given up have returned, at most as long as one call may take.
     */
    void awaitHanging() throws InterruptedException {
        lock.lock();
        try {
            long left = limitNanos();
            while (hanging > 0 && left > 0) {
                left = clock.awaitNanos(changed, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread once its call is done. Calls that were given up end by themselves. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            worker = null;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One task under way. Fields are guarded by the lock but where they are volatile. */
    private final class Call implements Steps {
        private final Task task;
        private final Runnable ifLate;
        private volatile long steppedAt = clock.nanos();
        private volatile String verb = "begin";
        private volatile Object step = "";
        private volatile boolean givenUp;
        private boolean done;
        private @Nullable Throwable failure;

        private Call(Task task, Runnable ifLate) {
            this.task = task;
            this.ifLate = ifLate;
        }

        @Override
        public void next(String verb, Object what) throws IOException {
            if (givenUp) {
                throw new HungException("given up before: " + verb + " " + what, true);
            }
            this.verb = verb;
            this.step = what;
            this.steppedAt = clock.nanos();
        }

        private @Nullable Throwable run() {
            try {
                task.run(this);
                return null;
            } catch (Throwable e) { // Hadoop throws all kinds; the caller gets it.
                return e;
            }
        }
    }

    /** The thread that runs the calls until one of them is given up. */
    private final class Worker {
        private @Nullable Thread thread;
        private @Nullable Call call;

        void work() {
            lock.lock();
            try {
                for (Call next = await(); next != null; next = await()) {
                    @Nullable Throwable failure = runUnlocked(next);
                    call = null;
                    next.failure = failure;
                    next.done = true;
                    changed.signalAll();
                    if (next.givenUp) {
                        next.ifLate.run();
                        hanging--;
                        return;
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Call await() {
            while (call == null && !closed) {
                work.awaitUninterruptibly();
            }
            return call;
        }

        private @Nullable Throwable runUnlocked(Call call) {
            lock.unlock();
            try {
                return call.run();
            } finally {
                lock.lock();
            }
        }
    }
}
