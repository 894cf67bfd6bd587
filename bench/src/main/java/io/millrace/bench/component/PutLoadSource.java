// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.component;

import io.millrace.compat.peer.load.PutLoad;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/** The {@link PutLoad} inside Millrace. */
final class PutLoadSource implements Source {
    private final PutLoad.Plan plan;
    private final Clock clock;
    private volatile @Nullable PutLoad load;

    PutLoadSource(PutLoad.Plan plan, Context context) {
        this.plan = plan;
        this.clock = context.host().clock();
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        PutLoad started = new PutLoad(plan, bodies -> out.offer(batch(bodies)), Thread::ofVirtual);
        load = started;
        started.run();
    }

    private Batch batch(List<byte[]> bodies) {
        BlockBuilder block = new BlockBuilder(bodies.size() * plan.bodyBytes(), bodies.size());
        bodies.forEach(block::append);
        return Batch.of(block.build(clock.millis()));
    }

    @Override
    public void stop() {
        PutLoad running = load;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
