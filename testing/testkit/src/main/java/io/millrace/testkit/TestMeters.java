// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.spi.Meters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Meters whose values a test reads back. */
public final class TestMeters implements Meters {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    @Override
    public Counter counter(CounterSpec spec) {
        LongAdder adder = counters.computeIfAbsent(spec.name(), name -> new LongAdder());
        return adder::add;
    }

    @Override
    public void gauge(String name, String help, LongSupplier value) {
        gauges.put(name, value);
    }

    /** The value of a counter or gauge; fails if the component has none of that name. */
    public long value(String name) {
        LongAdder counter = counters.get(name);
        if (counter != null) {
            return counter.sum();
        }
        LongSupplier gauge = gauges.get(name);
        if (gauge == null) {
            throw new AssertionError(
                    "no meter " + name + " in " + counters.keySet() + gauges.keySet());
        }
        return gauge.getAsLong();
    }
}
