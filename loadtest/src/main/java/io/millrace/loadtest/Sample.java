// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * About a second of a run.
 *
 * @param seconds since the first sample's beginning, at its end
 * @param length of it, in seconds
 * @param accepted events acknowledged
 * @param delivered events that sinks delivered
 * @param waiting events in the channels at its end
 * @param p50Millis of its puts
 * @param p99Millis of its puts
 * @param heapBytes in use at its end
 */
public record Sample(
        double seconds,
        double length,
        long accepted,
        long delivered,
        long waiting,
        double p50Millis,
        double p99Millis,
        long heapBytes) {

    /** Events acknowledged for each second of it. */
    public double acceptedPerSecond() {
        return accepted / length;
    }

    /** Events delivered for each second of it. */
    public double deliveredPerSecond() {
        return delivered / length;
    }

    /** For results. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("seconds", seconds);
        fields.put("acceptedPerSecond", acceptedPerSecond());
        fields.put("deliveredPerSecond", deliveredPerSecond());
        fields.put("waiting", waiting);
        fields.put("putP50Millis", p50Millis);
        fields.put("putP99Millis", p99Millis);
        fields.put("heapBytes", heapBytes);
        return fields;
    }
}
