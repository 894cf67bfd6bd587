// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.host.Clock;
import io.millrace.host.real.RealHost;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** Waits are over at once, as if their time had passed; the wall clock is the machine's. */
public final class HastyClock implements Clock {
    private final Clock machine = new RealHost().clock();
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long millis() {
        return machine.millis();
    }

    @Override
    public void sleep(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public long awaitNanos(Condition condition, long wanted) {
        nanos.addAndGet(wanted);
        Thread.onSpinWait();
        return 0;
    }
}
