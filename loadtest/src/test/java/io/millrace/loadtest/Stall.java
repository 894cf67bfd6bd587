// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An interceptor that hangs once, at a batch. */
record Stall(long atBatch, Duration time) implements ComponentConfig<Interceptor> {
    @Override
    public Interceptor create(Context context) {
        Clock clock = context.host().clock();
        AtomicLong batches = new AtomicLong();
        return new Interceptor() {
            @Override
            public Batch intercept(Batch batch) {
                if (batches.incrementAndGet() == atBatch) {
                    try {
                        clock.sleep(time);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return batch;
            }
        };
    }
}
