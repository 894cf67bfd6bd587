// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sinks that stand in for each other.
 *
 * @param name the group
 * @param sinks names of sinks of the agent, at least one
 * @param processorType {@code default}, {@code failover} or {@code load_balance}
 * @param settings the other keys below {@code processor.}, without it; checked, so that numbers are
 *     numbers: {@code priority.<sink>}, {@code maxpenalty}, {@code selector.maxTimeOut} in
 *     milliseconds, {@code selector} is {@code round_robin} or {@code random}, {@code backoff} is
 *     {@code true} or {@code false}
 * @param origin where it stands; does not count for equality
 */
public record SinkGroupNode(
        String name,
        List<String> sinks,
        String processorType,
        Map<String, String> settings,
        Origin origin) {
    public SinkGroupNode {
        sinks = List.copyOf(sinks);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SinkGroupNode that
                && name.equals(that.name)
                && sinks.equals(that.sinks)
                && processorType.equals(that.processorType)
                && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, sinks, processorType, settings);
    }
}
