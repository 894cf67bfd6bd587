// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Level;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Has one batch from the start, and says when it is about to let events go. */
final class OneBatchChannel implements Channel {
    private final Batch batch;
    private final Going going;
    private final CountDownLatch sealed = new CountDownLatch(1);
    private volatile boolean taken;
    private volatile boolean empty;

    /** Hears of events that go; may fail, and then they stay. */
    interface Going {
        void go() throws IOException;
    }

    OneBatchChannel(Batch batch, Going going) {
        this.batch = batch;
        this.going = going;
    }

    boolean isEmpty() {
        return empty;
    }

    @Override
    public Level level() {
        return Level.FSYNC;
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
        throw new ChannelFullException("one", "full");
    }

    @Override
    public Optional<Take> take(int maxEvents, long waitNanos) throws InterruptedException {
        if (empty || taken) {
            sealed.await();
            return Optional.empty();
        }
        taken = true;
        return Optional.of(
                new Take() {
                    @Override
                    public Batch batch() {
                        return batch;
                    }

                    @Override
                    public void acknowledge(int from, int to) throws IOException {
                        going.go();
                        empty = true;
                    }

                    @Override
                    public void close() {
                        taken = false;
                    }
                });
    }

    @Override
    public void seal() {
        sealed.countDown();
    }

    @Override
    public Fill fill() {
        return new Fill(empty ? 0 : batch.size(), 1000, 0, 1000);
    }
}
