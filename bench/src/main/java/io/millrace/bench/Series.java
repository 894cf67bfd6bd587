// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The runs of one contender. */
record Series(Contender contender, List<Map<String, Double>> runs) {

    Series(Contender contender) {
        this(contender, new ArrayList<>());
    }

    List<Double> values(Metric metric) {
        return runs.stream().map(run -> run.getOrDefault(metric.name(), Double.NaN)).toList();
    }

    double median(Metric metric) {
        return Statistics.median(values(metric));
    }
}
