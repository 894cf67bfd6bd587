// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** What a history is known by: a hash over each step and each operation of the disk, in order. */
final class Trace {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long hash = GOLDEN;

    /**
     * Adds a fact. It must be the same in every JVM: no identity hash, no thread id, no address.
     */
    void add(long fact) {
        hash = (hash ^ fact) * GOLDEN;
        hash ^= hash >>> 29;
    }

    /** Adds a text by its characters. */
    void add(String fact) {
        add(fact.hashCode());
    }

    long hash() {
        return hash;
    }
}
