// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import java.util.List;

/** The few numbers that a handful of runs allows. */
public final class Statistics {
    private Statistics() {}

    /** The value in the middle; of an even count the mean of the two in the middle. */
    public static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /** The value at a fraction of the sorted values, interpolated. */
    public static double quantile(List<Double> values, double fraction) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        double place = fraction * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        double share = place - below;
        return sorted.get(below) * (1 - share) + sorted.get(above) * share;
    }

    /** Half of the distance between the quartiles, as a share of the median. */
    public static double scatter(List<Double> values) {
        double median = median(values);
        return median == 0
                ? 0
                : Math.abs((quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median);
    }

    /**
     * How far the medians of two series of the same program lie apart, or its values among
     * themselves, whichever is more: a difference below that is none.
     */
    public static double noise(List<Double> first, List<Double> second) {
        double apart = median(first) == median(second) ? 0 : 1;
        // Beside nothing, whatever there is is all of it.
        if (apart != 0 && median(second) != 0) {
            apart = Math.abs(median(first) / median(second) - 1);
        }
        return Math.max(apart, Math.max(scatter(first), scatter(second)));
    }
}
