// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelNumbers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of a take that is delivered apart from the others. The take is closed, and gives back what
 * no part acknowledged, when all its parts are. Safe for any thread.
 */
final class TakePart implements Channel.Take {
    private final Whole whole;
    private final int from;
    private final Batch batch;
    private boolean closed;

    private static final class Whole {
        private final Channel.Take take;
        private final ReentrantLock lock = new ReentrantLock();
        private int open = 1;

        Whole(Channel.Take take) {
            this.take = take;
        }
    }

    private TakePart(Whole whole, int from, Batch batch) {
        this.whole = whole;
        this.from = from;
        this.batch = batch;
    }

    /** All of a take, which nobody else closes any more. */
    static TakePart all(Channel.Take take) {
        return new TakePart(new Whole(take), 0, take.batch());
    }

    /** Two halves in the place of this part, which has two events at least. */
    List<TakePart> halves() {
        int middle = batch.size() / 2;
        whole.lock.lock();
        try {
            whole.open++;
            closed = true;
        } finally {
            whole.lock.unlock();
        }
        return List.of(
                new TakePart(whole, from, batch.slice(0, middle)),
                new TakePart(whole, from + middle, batch.slice(middle, batch.size())));
    }

    @Override
    public Batch batch() {
        return batch;
    }

    @Override
    public Optional<ChannelNumbers> numbers() {
        return whole.take
                .numbers()
                .map(all -> all.slice(whole.take.batch(), from, from + batch.size()));
    }

    @Override
    public void acknowledge(int first, int end) throws IOException {
        whole.lock.lock();
        try {
            whole.take.acknowledge(from + first, from + end);
        } finally {
            whole.lock.unlock();
        }
    }

    @Override
    public void close() {
        whole.lock.lock();
        try {
            if (!closed) {
                closed = true;
                whole.open--;
                if (whole.open == 0) {
                    whole.take.close();
                }
            }
        } finally {
            whole.lock.unlock();
        }
    }
}
