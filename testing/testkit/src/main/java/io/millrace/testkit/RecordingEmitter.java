// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Emitter;
import io.millrace.spi.RefusedException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps all that a source emits, and remembers the last position of each stream as if the channel
 * were durable. It can be told to refuse or to block.
 */
public final class RecordingEmitter implements Emitter {
    private static final Clock MACHINE = new RealHost().clock();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, StreamPosition> positions = new HashMap<>();
    private final Deque<RefusedException> refusals = new ArrayDeque<>();
    private volatile int maxBatchEvents = Integer.MAX_VALUE;
    private int events;
    private boolean blocked;
    private boolean isLossy;

    /** How many batches are accepted yet; less than none if one was refused. */
    private int left = Integer.MAX_VALUE;

    private final Map<String, StreamPosition> delivered = new HashMap<>();
    private int waiting;

    /** The next batch is refused with this; told several times, so many batches are. */
    public void refuseNext(RefusedException refusal) {
        lock.lock();
        try {
            refusals.add(refusal);
        } finally {
            lock.unlock();
        }
    }

    /** So many batches more are accepted; all behind them are refused, until told otherwise. */
    public void refuseAfter(int batches) {
        lock.lock();
        try {
            left = batches;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a batch was refused because of {@link #refuseAfter}. */
    public void awaitRefusal() throws InterruptedException {
        await(() -> left < 0, "no batch was refused");
    }

    /** Batches of more events than that are no longer accepted as a whole. */
    public void limitBatches(int events) {
        maxBatchEvents = events;
    }

    /** From now on who emits waits, as for a full channel, until {@link #unblock}. */
    public void block() {
        setBlocked(true);
    }

    public void unblock() {
        setBlocked(false);
    }

    /** From now on nothing is safe when it is emitted, as over a memory channel. */
    public void beLossy() {
        lock.lock();
        try {
            isLossy = true;
            delivered.putAll(positions);
        } finally {
            lock.unlock();
        }
    }

    /** All that was emitted is safe now, and only now if {@link #beLossy lossy}. */
    public void deliver() {
        lock.lock();
        try {
            delivered.putAll(positions);
        } finally {
            lock.unlock();
        }
    }

    /** The agent dies: what was not safe is not known any more. The events stay recorded. */
    public void crash() {
        lock.lock();
        try {
            if (isLossy) {
                positions.clear();
                positions.putAll(delivered);
            }
        } finally {
            lock.unlock();
        }
    }

    private void setBlocked(boolean value) {
        lock.lock();
        try {
            blocked = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says where a stream stands, as a channel that was filled before would. */
    public void knows(StreamPosition position) {
        lock.lock();
        try {
            positions.put(position.stream(), position);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void emit(Batch batch) throws RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            changed.signalAll();
            try {
                while (blocked) {
                    changed.await();
                }
            } finally {
                waiting--;
            }
            RefusedException refusal = refusals.poll();
            if (refusal != null) {
                throw refusal;
            }
            if (left <= 0) {
                left = -1;
                changed.signalAll();
                throw new RefusedException("as the test wants it", new IOException("full"));
            }
            left--;
            batches.add(batch);
            events += batch.size();
            for (Run run : batch.runs()) {
                StreamPosition position = run.block().position();
                if (position != null) {
                    positions.put(position.stream(), after(run.block(), position));
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static StreamPosition after(Block block, StreamPosition position) {
        return new StreamPosition(
                position.stream(),
                position.epoch(),
                block.ordinal(block.events() - 1) + 1,
                position.end());
    }

    @Override
    public void offer(Batch batch) throws RefusedException, InterruptedException {
        emit(batch);
    }

    @Override
    public int maxBatchEvents() {
        return maxBatchEvents;
    }

    @Override
    public Optional<StreamPosition> position(String stream) {
        lock.lock();
        try {
            return Optional.ofNullable(positions.get(stream));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<StreamPosition> safePosition(String stream) {
        lock.lock();
        try {
            return Optional.ofNullable((isLossy ? delivered : positions).get(stream));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void begin(StreamPosition start) {
        lock.lock();
        try {
            StreamPosition known = positions.get(start.stream());
            if (known == null || known.epoch() < start.epoch()) {
                positions.put(start.stream(), start);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<StreamPosition> positions() {
        lock.lock();
        try {
            return List.copyOf(new TreeMap<>(positions).values());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many events came in all, and fails after half a minute. */
    public void awaitEvents(int count) throws InterruptedException {
        await(() -> events >= count, "fewer than " + count + " events came");
    }

    /** Waits until a thread is held back by {@link #block}. */
    public void awaitBlocked() throws InterruptedException {
        await(() -> waiting > 0, "nothing is held back");
    }

    private void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        lock.lock();
        try {
            long end = MACHINE.nanos() + PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                if (MACHINE.awaitNanos(changed, end - MACHINE.nanos()) <= 0) {
                    throw new AssertionError(
                            otherwise
                                    + " in "
                                    + PATIENCE.toSeconds()
                                    + " s; "
                                    + events
                                    + " events came");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The batches so far, in the order in which they were accepted. */
    public List<Batch> batches() {
        lock.lock();
        try {
            return List.copyOf(batches);
        } finally {
            lock.unlock();
        }
    }

    /** All events so far. */
    public List<Event> events() {
        List<Event> all = new ArrayList<>();
        for (Batch batch : batches()) {
            batch.forEach(all::add);
        }
        return all;
    }

    /** The bodies so far, read as UTF-8. */
    public List<String> texts() {
        return events().stream().map(Event::text).toList();
    }
}
