// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.deadletter.Refill;
import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Puts dead letters into their channel again.
 *
 * @param slot the channel
 * @param sinks the meters of the sinks that read it
 */
record ChannelRefill(ChannelSlot slot, List<ComponentMeters> sinks) implements Refill {
    private static final long WAIT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_EVENTS = 100;

    @Override
    public int mostEvents() {
        Channel channel = slot.channel();
        return channel == null ? MOST_EVENTS : Math.min(MOST_EVENTS, channel.maxBatchEvents());
    }

    @Override
    public boolean put(Batch batch) throws IOException, InterruptedException {
        Channel channel = slot.channel();
        if (channel == null) {
            return false;
        }
        ComponentMeters meters = slot.meters();
        meters.eventsIn.add(batch.size());
        try (Channel.Reservation room =
                channel.reserve(batch.size(), batch.bodyBytes(), WAIT_NANOS)) {
            commit(room, batch);
        } catch (ChannelFullException full) {
            meters.failures.add(1);
            return false;
        }
        meters.eventsOut.add(batch.size());
        meters.batchesOut.add(1);
        return true;
    }

    /** The ledger hears of it before the events can be delivered. */
    private void commit(Channel.Reservation room, Batch batch)
            throws IOException, InterruptedException {
        ChannelBook book = slot.book();
        book.storing(batch, ChannelBook.Others.NONE);
        boolean isCommitted = false;
        boolean isStored = false;
        try {
            Channel.Pending pending = room.commit(batch);
            isCommitted = true;
            pending.await();
            book.stored(batch, pending.leftOut());
            book.replayed(batch);
            isStored = true;
        } finally {
            if (!isStored) {
                book.refused(batch, ChannelBook.Others.NONE, isCommitted);
            }
        }
    }

    @Override
    public long delivered() {
        return sinks.stream().mapToLong(sink -> sink.eventsOut.value()).sum();
    }
}
