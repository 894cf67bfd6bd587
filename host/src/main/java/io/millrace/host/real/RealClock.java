// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Clock;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** The JDK's clocks. */
final class RealClock implements Clock {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (!duration.isNegative()) {
            Thread.sleep(duration);
        }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The caller loops on its predicate, as the contract says.
    public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
        return condition.awaitNanos(nanos);
    }
}
