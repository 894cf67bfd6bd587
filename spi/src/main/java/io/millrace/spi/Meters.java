// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.util.function.LongSupplier;

/**
 * The meters that a component adds to those that the engine keeps for it (events, bytes, batches,
 * retries, rejections, time in the component). Names are snake case without the prefix {@code
 * millrace_} and without labels; the engine adds agent, component and type.
 */
public interface Meters {

    /** A number that only grows. The same name gives the same counter. */
    Counter counter(CounterSpec spec);

    /** A number that is asked for when somebody looks. Must be cheap and never block. */
    void gauge(String name, String help, LongSupplier value);

    /** Counts; count per batch, not per event. Safe for any thread. */
    interface Counter {
        void add(long amount);
    }

    /**
     * What a counter counts.
     *
     * @param name ends with {@code _total}, base units (bytes, seconds)
     * @param help one sentence
     */
    record CounterSpec(String name, String help) {
        /** Files or connections opened. */
        public static final CounterSpec OPENED =
                new CounterSpec("connections_opened_total", "Files or connections opened.");

        /** Files or connections closed. */
        public static final CounterSpec CLOSED =
                new CounterSpec("connections_closed_total", "Files or connections closed.");

        /** Files or connections that could not be opened. */
        public static final CounterSpec FAILED =
                new CounterSpec(
                        "connections_failed_total", "Files or connections that failed to open.");
    }
}
