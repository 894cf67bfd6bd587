// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import io.millrace.spi.Meters;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. */
public final class Count implements Meters.Counter {
    private final LongAdder sum = new LongAdder();

    @Override
    public void add(long amount) {
        sum.add(amount);
    }

    /** What was added so far. */
    public long value() {
        return sum.sum();
    }
}
