// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Holdings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The takes of batches that a sink answered with held, until it says what became of them. */
final class HeldBatches {
    private final Releases releases;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdentityHashMap<Batch, Holding> held = new IdentityHashMap<>();
    private long taken;

    /** What is done when events are delivered. */
    interface Releases {

        /**
         * @param sink what the sink counts
         * @param isLast whether nothing is left of the take
         */
        void release(Channel.Take take, int from, int to, ComponentMeters sink, boolean isLast)
                throws IOException;
    }

    private static final class Holding {
        private final Channel.Take take;
        private final long order;
        private int left;

        Holding(Channel.Take take, long order, int left) {
            this.take = take;
            this.order = order;
            this.left = left;
        }
    }

    HeldBatches(Releases releases) {
        this.releases = releases;
    }

    /** Before the batch is written: the sink may confirm it before it answers. */
    void expect(Channel.Take take) {
        lock.lock();
        try {
            held.put(take.batch(), new Holding(take, taken++, take.batch().size()));
        } finally {
            lock.unlock();
        }
    }

    /** The batch is not held after all. */
    void forget(Batch batch) {
        lock.lock();
        try {
            held.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    /** The same for one of the sinks that share the takes. */
    Holdings of(ComponentMeters sink) {
        return new Holdings() {
            @Override
            public void confirm(Batch batch, int from, int to) {
                HeldBatches.this.confirm(batch, from, to, sink);
            }

            @Override
            public void giveBack(Batch batch) {
                HeldBatches.this.giveBack(batch);
            }

            @Override
            public Optional<ChannelNumbers> numbers(Batch batch) {
                return HeldBatches.this.numbers(batch);
            }
        };
    }

    private void confirm(Batch batch, int from, int to, ComponentMeters sink) {
        lock.lock();
        try {
            Holding holding = held.get(batch);
            if (holding == null) {
                // Given back meanwhile, by a restart of the sink say: it will be delivered again.
                return;
            }
            holding.left -= to - from;
            releases.release(holding.take, from, to, sink, holding.left <= 0);
            if (holding.left <= 0) {
                held.remove(batch);
                holding.take.close();
            }
        } catch (IOException failed) {
            giveBack(batch);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Batch batch) {
        lock.lock();
        try {
            Holding holding = held.remove(batch);
            if (holding != null) {
                holding.take.close();
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<ChannelNumbers> numbers(Batch batch) {
        lock.lock();
        try {
            Holding holding = held.get(batch);
            return holding == null ? Optional.empty() : holding.take.numbers();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the sink has said of all batches what became of them. */
    boolean isEmpty() {
        lock.lock();
        try {
            return held.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The sink is gone: what it held is to be delivered again. */
    void giveBackAll() {
        lock.lock();
        try {
            List<Holding> all = new ArrayList<>(held.values());
            held.clear();
            // Each goes to the head of the channel: the one that was taken first goes last.
            all.sort(Comparator.comparingLong((Holding holding) -> holding.order).reversed());
            all.forEach(holding -> holding.take.close());
        } finally {
            lock.unlock();
        }
    }
}
