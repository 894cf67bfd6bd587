// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.spi.Emitter;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Source;

import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Emits a roll at a time, on the one thread that the engine gives it. */
final class DiceSource implements Source {
    private final DiceConfig config;
    private final Clock clock;
    private final Random random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stopping;

    DiceSource(DiceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.random = config.seed().map(Random::new).orElseGet(Random::new);
    }

    @Override
    public void run(Emitter out) throws RefusedException, InterruptedException {
        for (long rolled = 0; config.rolls() == 0 || rolled < config.rolls(); rolled++) {
            if (!mayGoOn(rolled == 0 ? 0 : config.every().toNanos())) {
                return;
            }
            // Returns when the channels hold it: that is all there is to back-pressure.
            out.emit(roll());
        }
    }

    private Batch roll() {
        BlockBuilder block = new BlockBuilder(8);
        block.constant("sides", Integer.toString(config.sides()));
        block.append(Integer.toString(1 + random.nextInt(config.sides())));
        return Batch.of(block.build(clock.millis()));
    }

    /** Waits for the time to pass or for {@link #stop}; every wait goes through the clock. */
    private boolean mayGoOn(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!stopping && left > 0) {
                left = clock.awaitNanos(changed, left);
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
