// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.PollableSource;
import org.apache.flume.conf.BatchSizeSupported;
import org.apache.flume.conf.Configurable;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.AbstractSource;

import java.util.ArrayList;
import java.util.List;

/**
 * A source for Flume that makes load as fast as a source can that hands out real events: every
 * event has a body array of its own, with contents of its own. Flume's stress source puts one and
 * the same object into the channel again and again, which no real source can do.
 *
 * <p>Runs inside Flume. Keys: {@code size} of a body in bytes (500), {@code batchSize} (1000),
 * {@code maxTotalEvents} (no limit).
 */
public final class DistinctBodySource extends AbstractSource
        implements Configurable, PollableSource, BatchSizeSupported {
    private byte[] pattern = {};
    private int batchSize;
    private long left;
    private long number;

    @Override
    public void configure(Context context) {
        pattern = new byte[Math.max(8, context.getInteger("size", 500))];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (' ' + i % 95);
        }
        batchSize = context.getInteger("batchSize", 1000);
        left = context.getLong("maxTotalEvents", Long.MAX_VALUE);
    }

    @Override
    public Status process() {
        int count = (int) Math.min(batchSize, left);
        if (count == 0) {
            return Status.BACKOFF;
        }
        List<Event> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] body = pattern.clone();
            long serial = number++;
            for (int at = 0; at < Long.BYTES; at++) {
                body[at] = (byte) (serial >>> (at << 3));
            }
            batch.add(EventBuilder.withBody(body));
        }
        getChannelProcessor().processEventBatch(batch);
        left -= count;
        return Status.READY;
    }

    @Override
    public long getBackOffSleepIncrement() {
        return 1000;
    }

    @Override
    public long getMaxBackOffSleepInterval() {
        return 5000;
    }

    @Override
    public long getBatchSize() {
        return batchSize;
    }
}
