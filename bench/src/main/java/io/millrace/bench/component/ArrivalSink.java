// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.component;

import io.millrace.compat.peer.load.LoadEvents;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

/** Tells {@link LoadEvents} what comes out of a channel. */
final class ArrivalSink implements Sink {
    private final LoadEvents events = LoadEvents.ofThisProcess();
    private final int batchSize;
    private final long dropEvery;
    private long seen;

    ArrivalSink(int batchSize, long dropEvery) {
        this.batchSize = batchSize;
        this.dropEvery = dropEvery;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public Delivery write(Batch batch) {
        long now = System.nanoTime();
        for (Run run : batch.runs()) {
            for (int i = 0; i < run.size(); i++) {
                if (dropEvery > 0 && ++seen % dropEvery == 0) {
                    continue;
                }
                events.arrived(run.array(), run.bodyStart(i), run.bodyLength(i), now);
            }
        }
        events.publish();
        return Delivery.delivered();
    }
}
