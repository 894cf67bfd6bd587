// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

/** A sink that looks at every event, and keeps none. */
final class FarEnd implements Sink {
    private static final int BATCH = 1000;

    private final Config config;
    private final Measures.Tally tally;
    private final Clock clock;
    private long seen;

    /**
     * Its configuration.
     *
     * @param channel whose events come
     * @param dropEvery a planted fault: of so many events one is not counted; 0 is none
     */
    record Config(String channel, LoadSource.Orders orders, Measures measures, long dropEvery)
            implements ComponentConfig<Sink> {
        @Override
        public Sink create(Context context) {
            return new FarEnd(this, context);
        }
    }

    private FarEnd(Config config, Context context) {
        this.config = config;
        this.tally = config.measures.arrived(config.channel);
        this.clock = context.host().clock();
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public Delivery write(Batch batch) {
        long now = clock.nanos() - config.orders.origin();
        for (Run run : batch.runs()) {
            look(run, now);
        }
        return Delivery.delivered();
    }

    private void look(Run run, long now) {
        if (!run.block().verifyBodies()) {
            tally.damaged.add(run.size());
        }
        byte[] array = run.array();
        long sum = 0;
        int marked = 0;
        int dropped = 0;
        long due = -1;
        int dueTogether = 0;
        for (int i = 0; i < run.size(); i++) {
            if (config.dropEvery > 0 && ++seen % config.dropEvery == 0) {
                dropped++;
                continue;
            }
            int length = run.bodyLength(i);
            int end = run.bodyStart(i) + length;
            if (!Marker.isThere(array, end, length)) {
                continue;
            }
            marked++;
            sum += Marker.mix(Marker.serial(array, end));
            long itsDue = Marker.dueNanos(array, end);
            if (itsDue != due) {
                delivered(now - due, dueTogether);
                due = itsDue;
                dueTogether = 0;
            }
            dueTogether++;
        }
        delivered(now - due, dueTogether);
        tally.sum.add(sum);
        tally.unmarked.add(run.size() - marked - dropped);
        tally.count.add(run.size() - dropped);
    }

    private void delivered(long nanos, int events) {
        if (events > 0) {
            config.measures.delivery(nanos, events);
        }
    }
}
