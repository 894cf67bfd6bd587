// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What sources and sinks of type {@code lab} do: what a test writes down here. Without a deed the
 * source emits what the test feeds, and the sink keeps what it gets.
 */
final class Lab {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Map<String, Lab> ALL = new ConcurrentHashMap<>();

    /** Returns, throws or hangs. */
    interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private final String name = "lab" + NUMBERS.incrementAndGet();
    final BlockingQueue<String> fed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    volatile Deed open = () -> {};
    volatile Deed run = () -> {};
    volatile Deed write = () -> {};

    Lab() {
        ALL.put(name, this);
    }

    /** What a configuration calls it. */
    String name() {
        return name;
    }

    static Lab named(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
