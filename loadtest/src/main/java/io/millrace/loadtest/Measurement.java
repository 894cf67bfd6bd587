// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a measured time brought.
 *
 * @param intendedPerSecond the rate of the plan; 0 for as fast as it goes
 * @param seconds how long it was
 * @param accepted events acknowledged
 * @param acceptedBytes of their bodies
 * @param refused events refused
 * @param delivered events that sinks delivered, over all sinks
 * @param cpuSeconds of the process, the making of the load included
 * @param gcSeconds of collections
 * @param heapBytes the most in use at any look, garbage included
 * @param residentBytes the most of the process at any look; 0 where the system does not tell
 * @param put from the time an event was due to its acknowledgement
 * @param delivery from the time an event was due to the sink, where the far end looks
 * @param samples of each second
 */
public record Measurement(
        double intendedPerSecond,
        double seconds,
        long accepted,
        long acceptedBytes,
        long refused,
        long delivered,
        double cpuSeconds,
        double gcSeconds,
        long heapBytes,
        long residentBytes,
        Latency put,
        Optional<Latency> delivery,
        List<Sample> samples) {
    private static final double MILLION = 1e6;

    public Measurement {
        samples = List.copyOf(samples);
    }

    /** Events acknowledged for each second. */
    public double acceptedPerSecond() {
        return accepted / seconds;
    }

    /** Events delivered for each second. */
    public double deliveredPerSecond() {
        return delivered / seconds;
    }

    /** Events put, acknowledged or refused. */
    public long offered() {
        return accepted + refused;
    }

    /** Of what was offered, the share that was acknowledged; 1 if nothing was offered. */
    public double successRate() {
        return offered() == 0 ? 1 : accepted / (double) offered();
    }

    /** Seconds of CPU for a million events acknowledged. */
    public double cpuSecondsPerMillion() {
        return accepted == 0 ? 0 : cpuSeconds / (accepted / MILLION);
    }

    /** For results. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("intendedPerSecond", intendedPerSecond);
        fields.put("seconds", seconds);
        fields.put("offered", offered());
        fields.put("accepted", accepted);
        fields.put("refused", refused);
        fields.put("delivered", delivered);
        fields.put("successRate", successRate());
        fields.put("acceptedPerSecond", acceptedPerSecond());
        fields.put("acceptedBytesPerSecond", acceptedBytes / seconds);
        fields.put("deliveredPerSecond", deliveredPerSecond());
        fields.put("cpuSecondsPerMillion", cpuSecondsPerMillion());
        fields.put("cores", cpuSeconds / seconds);
        fields.put("gcSeconds", gcSeconds);
        fields.put("heapBytes", heapBytes);
        fields.put("residentBytes", residentBytes);
        fields.put("put", put.fields());
        delivery.ifPresent(times -> fields.put("delivery", times.fields()));
        return fields;
    }
}
