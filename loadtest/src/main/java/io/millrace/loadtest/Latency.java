// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import org.HdrHistogram.Histogram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distribution of one time over all events.
 *
 * @param histogram of nanoseconds; not to be changed
 */
public record Latency(Histogram histogram) {
    /** Those that tables and results tell. */
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

    private static final double NANOS_PER_MILLI = 1e6;

    /** Whether anything was timed. */
    public boolean isEmpty() {
        return histogram.getTotalCount() == 0;
    }

    /** The time that a share of events did not exceed, in milliseconds. */
    public double millis(double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    /** The longest, in milliseconds. */
    public double mostMillis() {
        return histogram.getMaxValue() / NANOS_PER_MILLI;
    }

    /** The mean, in milliseconds. */
    public double meanMillis() {
        return histogram.getMean() / NANOS_PER_MILLI;
    }

    /** For results. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("unit", "ms");
        fields.put("events", histogram.getTotalCount());
        fields.put("mean", meanMillis());
        for (double percentile : PERCENTILES) {
            fields.put(name(percentile), millis(percentile));
        }
        fields.put("max", mostMillis());
        return fields;
    }

    /** As {@code p99.9}. */
    public static String name(double percentile) {
        return percentile == Math.rint(percentile) ? "p" + (long) percentile : "p" + percentile;
    }
}
