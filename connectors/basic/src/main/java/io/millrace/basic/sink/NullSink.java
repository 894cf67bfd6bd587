// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.frame.Batch;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Meters;
import io.millrace.spi.Sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Discards events; see {@link NullConfig}. */
final class NullSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(NullSink.class);

    private final NullConfig config;
    private final Context context;
    private final Meters.Counter events;
    private final Meters.Counter bytes;
    private long discarded;

    NullSink(NullConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.events =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "discarded_events_total", "Events discarded."));
        this.bytes =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "discarded_bytes_total", "Bytes of bodies discarded."));
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public Delivery write(Batch batch) {
        events.add(batch.size());
        bytes.add(batch.bodyBytes());
        count(batch.size());
        return Delivery.delivered();
    }

    private void count(int events) {
        long before = discarded;
        discarded += events;
        int every = config.logEveryEvents();
        if (every > 0 && before / every != discarded / every) {
            LOG.info("{} discarded {} events", context.name(), discarded);
        }
    }
}
