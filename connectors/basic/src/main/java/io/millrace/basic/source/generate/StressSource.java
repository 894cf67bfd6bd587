// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import io.millrace.basic.source.StopSignal;
import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Meters;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Source;

import java.time.Duration;

/** Produces events as fast as they are taken, or at a rate. */
final class StressSource implements Source {
    private static final Meters.CounterSpec REFUSED =
            new Meters.CounterSpec(
                    "stress_refused_events_total", "Made-up events that were refused.");
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE_NANOS = SECOND_NANOS;

    private final StressConfig config;
    private final int instance;
    private final int instances;
    private final Clock clock;
    private final Meters.Counter refused;
    private final StopSignal stop;

    StressSource(StressConfig config, Context context) {
        this.config = config;
        this.instance = context.instance();
        this.instances = context.instances();
        this.clock = context.host().clock();
        this.refused = context.meters().counter(REFUSED);
        this.stop = new StopSignal(clock);
    }

    @Override
    public void run(Emitter out) throws InterruptedException {
        StressBodies bodies = new StressBodies(config, instance, instances);
        long mostTotal = share(config.maxTotalEvents());
        long mostSuccessful = share(config.maxSuccessfulEvents());
        long total = 0;
        long successful = 0;
        // A larger batch would be cut, and might be accepted in part.
        int most = Math.min(config.batchSize(), out.maxBatchEvents());
        Batch batch = Batch.EMPTY;
        long begun = clock.nanos();
        while (!stop.isSet()) {
            int count =
                    (int) Math.min(most, Math.min(mostTotal - total, mostSuccessful - successful));
            if (count <= 0) {
                return;
            }
            // A refused batch is offered again; near the end only a part of it may be wanted.
            if (batch.isEmpty()) {
                batch = bodies.next(count, clock.millis());
            } else if (batch.size() > count) {
                batch = batch.slice(0, count);
            }
            total += count;
            try {
                out.emit(batch);
                successful += count;
                batch = Batch.EMPTY;
            } catch (RefusedException again) {
                refused.add(count);
                stop.await(PAUSE_NANOS);
            }
            keepToRate(begun, total);
        }
    }

    /** This instance's part of a limit for all; the first instances take what does not divide. */
    private long share(long limit) {
        if (limit < 0) {
            return Long.MAX_VALUE;
        }
        return limit / instances + (instance < limit % instances ? 1 : 0);
    }

    private void keepToRate(long begun, long events) throws InterruptedException {
        if (config.maxEventsPerSecond() > 0) {
            double seconds = (double) events * instances / config.maxEventsPerSecond();
            long due = (long) (seconds * SECOND_NANOS);
            stop.await(due - (clock.nanos() - begun));
        }
    }

    @Override
    public void stop() {
        stop.set();
    }

    @Override
    public void close() {
        stop.set();
    }
}
