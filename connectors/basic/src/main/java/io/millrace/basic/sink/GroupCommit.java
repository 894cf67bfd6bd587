// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.commit.Span;
import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.host.Threads;
import io.millrace.spi.Holdings;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes batches durable while the next ones are written: one sync serves all that came while the
 * one before it was under way. The caller of every method holds the sink's lock.
 *
 * <p>Batches of one file are under way at a time. If a group fails, what was written behind it goes
 * with it, and nothing is under way until the sink has asked for the {@link #throwFailure failure}.
 */
final class GroupCommit implements AutoCloseable {
    /** So much may wait, so that the memory that held batches keep is bounded. */
    private static final long MOST_BYTES = 4 << 20;

    private static final int MOST_BATCHES = 16;

    /** A disk that takes longer is waited for, where the engine sees that the sink hangs. */
    private static final long SLOW_NANOS = 1_000_000_000;

    /** What the sink does with a group. */
    interface Steps {

        /** Ends the group: what is in the file by now belongs to it. With the lock. */
        RollFile.Piece seal();

        /** Makes it durable; without the lock. */
        void commit(RollFile.Piece piece, String channel, List<Span> spans) throws IOException;

        /** It is durable. With the lock. */
        void delivered(RollFile.Piece piece);

        /** It is not, and has to be cut off, with all behind it. With the lock. */
        ProblemException failed(Throwable cause);
    }

    private final ReentrantLock lock;
    private final Condition changed;
    private final Clock clock;
    private final Holdings holdings;
    private final Steps steps;
    private Group gathering = new Group();
    private boolean isUnderWay;
    private long sinceNanos;

    /** Batches that failed, in order, to be given back when the sink is not about to fail. */
    private final List<Batch> undone = new ArrayList<>();

    private @Nullable ProblemException failure;
    private boolean ended;

    private static final class Group {
        private final List<Batch> batches = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private String channel = "";
        private long bytes;
    }

    GroupCommit(
            ReentrantLock lock,
            Clock clock,
            Threads threads,
            String name,
            Holdings holdings,
            Steps steps) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.clock = clock;
        this.holdings = holdings;
        this.steps = steps;
        threads.start(Threads.Kind.PLATFORM, name, this::work);
    }

    /**
     * Takes over a batch that is in the file as a whole. Waits if too many wait already.
     *
     * @param batch the object that the sink got
     * @param channel under which identity of its channel it is noted
     * @param spans what is noted of it
     */
    void add(Batch batch, String channel, List<Span> spans) throws InterruptedException {
        gathering.batches.add(batch);
        gathering.spans.addAll(spans);
        gathering.channel = channel;
        gathering.bytes += batch.bodyBytes();
        changed.signalAll();
        while (gathering.bytes > MOST_BYTES || gathering.batches.size() >= MOST_BATCHES) {
            changed.await();
        }
    }

    boolean isIdle() {
        return !isUnderWay && gathering.batches.isEmpty();
    }

    /** Whether what is under way takes so long that it is better to wait for it. */
    boolean isSlow() {
        return isUnderWay && clock.nanos() - sinceNanos > SLOW_NANOS;
    }

    /** Returns when nothing is under way; what became of it is another question. */
    void await() throws InterruptedException {
        while (!isIdle()) {
            changed.await();
        }
    }

    /** The same, whoever interrupts. */
    void awaitUninterruptibly() {
        while (!isIdle()) {
            changed.awaitUninterruptibly();
        }
    }

    /**
     * What was gathered cannot be made durable any more. Returns when nothing is under way.
     *
     * @return whether the file is cut already
     */
    boolean abandon() {
        Group late = gathering;
        gathering = new Group();
        awaitUninterruptibly();
        undone.addAll(late.batches);
        return failure != null;
    }

    /** What became of batches that were held. Thrown once. */
    void throwFailure() throws ProblemException {
        ProblemException told = failure;
        failure = null;
        if (told != null) {
            throw told;
        }
    }

    /** Gives back what failed: each goes to the head of the channel, so the last one first. */
    void giveBack() {
        undone.reversed().forEach(holdings::giveBack);
        undone.clear();
    }

    private void work() {
        lock.lock();
        try {
            while (true) {
                while (gathering.batches.isEmpty()) {
                    if (ended) {
                        return;
                    }
                    changed.awaitUninterruptibly();
                }
                settle();
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        Group group = gathering;
        gathering = new Group();
        isUnderWay = true;
        sinceNanos = clock.nanos();
        RollFile.Piece piece = steps.seal();
        Throwable failed = commit(group, piece);
        isUnderWay = false;
        if (failed == null) {
            steps.delivered(piece);
            for (Batch batch : group.batches) {
                holdings.confirm(batch, 0, batch.size());
            }
        } else {
            undone.addAll(group.batches);
            undone.addAll(gathering.batches);
            gathering = new Group();
            failure = steps.failed(failed);
        }
        changed.signalAll();
    }

    private @Nullable Throwable commit(Group group, RollFile.Piece piece) {
        lock.unlock();
        try {
            steps.commit(piece, group.channel, group.spans);
            return null;
        } catch (IOException | RuntimeException | Error broken) {
            return broken;
        } finally {
            lock.lock();
        }
    }

    /** The thread ends when nothing is under way. */
    @Override
    public void close() {
        ended = true;
        changed.signalAll();
    }
}
