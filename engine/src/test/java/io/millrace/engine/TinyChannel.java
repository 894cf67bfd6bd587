// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Level;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Takes a few events in, gives none out, and never waits for room. */
final class TinyChannel implements Channel {
    private final String name;
    private final int capacity;
    private final CountDownLatch sealed = new CountDownLatch(1);
    private int held;

    TinyChannel(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    @Override
    public Level level() {
        return Level.MEMORY;
    }

    @Override
    public int maxBatchEvents() {
        return 1000;
    }

    @Override
    public Duration keepAlive() {
        return Duration.ZERO;
    }

    @Override
    public Reservation reserve(int events, long bytes, long waitNanos) throws ChannelFullException {
        if (held + events > capacity) {
            throw new ChannelFullException(name, "full");
        }
        held += events;
        return new Reservation() {
            @Override
            public Pending commit(Batch batch) {
                return Pending.DONE;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Optional<Take> take(int maxEvents, long waitNanos) throws InterruptedException {
        sealed.await();
        return Optional.empty();
    }

    @Override
    public void seal() {
        sealed.countDown();
    }

    @Override
    public Fill fill() {
        return new Fill(held, capacity, 0, 0);
    }
}
