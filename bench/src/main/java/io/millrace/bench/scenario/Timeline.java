// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import java.util.ArrayList;
import java.util.List;

/** How many events had arrived when, and what the process had cost by then. */
final class Timeline {
    /** Between these shares of the events a run counts as steady: no start, no end. */
    static final double STEADY_FROM = 0.20;

    static final double STEADY_TO = 0.95;

    private record Sample(long nanos, long arrived, double cpuSeconds) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(long nanos, long arrived, double cpuSeconds) {
        samples.add(new Sample(nanos, arrived, cpuSeconds));
    }

    /** Events per second between two shares of {@code total}. */
    double rate(long total, double from, double to) {
        double seconds = (nanosAt(total * to) - nanosAt(total * from)) / 1e9;
        return total * (to - from) / seconds;
    }

    /** Seconds of CPU per million events between two shares of {@code total}. */
    double cpuPerMillion(long total, double from, double to) {
        return (cpuAt(total * to) - cpuAt(total * from)) / (total * (to - from) / 1e6);
    }

    private double nanosAt(double arrived) {
        int after = firstAtOrAbove(arrived);
        if (after == 0) {
            return samples.getFirst().nanos;
        }
        Sample low = samples.get(after - 1);
        Sample high = samples.get(after);
        return low.nanos + (high.nanos - low.nanos) * share(low, high, arrived);
    }

    private double cpuAt(double arrived) {
        int after = firstAtOrAbove(arrived);
        if (after == 0) {
            return samples.getFirst().cpuSeconds;
        }
        Sample low = samples.get(after - 1);
        Sample high = samples.get(after);
        return low.cpuSeconds + (high.cpuSeconds - low.cpuSeconds) * share(low, high, arrived);
    }

    private static double share(Sample low, Sample high, double arrived) {
        return (arrived - low.arrived) / (high.arrived - low.arrived);
    }

    /**
     * The first sample with at least so many events, for 0 the first with any: a run begins with
     * the last look that saw none, and what comes before is the start of the process.
     */
    private int firstAtOrAbove(double arrived) {
        for (int i = 0; i < samples.size(); i++) {
            long count = samples.get(i).arrived;
            if (count > 0 && count >= arrived) {
                return i;
            }
        }
        throw new IllegalStateException("no sample with " + arrived + " events");
    }
}
