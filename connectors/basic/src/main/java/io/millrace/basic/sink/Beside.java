// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does something on a thread of its own while the caller does something else: two syncs at the same
 * time take about as long as one. For one caller at a time.
 */
final class Beside implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Work work;
    private @Nullable Throwable failure;
    private boolean ended;

    /** What can be done. */
    interface Work {
        void run() throws IOException;
    }

    Beside(Threads threads, String name) {
        threads.start(Threads.Kind.PLATFORM, name, this::work);
    }

    /**
     * Does both; when it returns, or throws, neither is under way.
     *
     * @param here done by the calling thread
     */
    void both(Work there, Work here) throws IOException {
        set(there);
        Throwable first = null;
        try {
            here.run();
        } catch (IOException | RuntimeException | Error failed) {
            first = failed;
        }
        Throwable second = await();
        if (first == null) {
            first = second;
        } else if (second != null) {
            first.addSuppressed(second);
        }
        switch (first) {
            case null -> {}
            case IOException failed -> throw failed;
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            default -> throw new IOException(first);
        }
    }

    private void set(Work there) throws IOException {
        lock.lock();
        try {
            if (ended) {
                throw new IOException("closed");
            }
            work = there;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Throwable await() {
        lock.lock();
        try {
            while (work != null) {
                changed.awaitUninterruptibly();
            }
            Throwable failed = failure;
            failure = null;
            return failed;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Work next = next(); next != null; next = next()) {
            Throwable failed = null;
            try {
                next.run();
            } catch (IOException | RuntimeException | Error broken) {
                failed = broken;
            }
            done(failed);
        }
    }

    private @Nullable Work next() {
        lock.lock();
        try {
            while (work == null && !ended) {
                changed.awaitUninterruptibly();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    private void done(@Nullable Throwable failed) {
        lock.lock();
        try {
            failure = failed;
            work = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The thread ends; the work that it has is done first. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
