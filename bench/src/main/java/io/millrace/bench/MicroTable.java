// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What JMH wrote about the micro benchmarks, as rows of a table: time and garbage of each. */
final class MicroTable {
    private static final String GARBAGE = "gc.alloc.rate.norm";
    private static final String NONE = "-";

    private MicroTable() {}

    /** The first row is the heading. {@code results} is what JMH writes as JSON. */
    static List<List<String>> rows(List<?> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Benchmark", "Parameters", "Result", "Allocated"));
        for (Object result : results) {
            if (result instanceof Map<?, ?> benchmark) {
                rows.add(row(benchmark));
            }
        }
        return rows;
    }

    private static List<String> row(Map<?, ?> benchmark) {
        String name = String.valueOf(benchmark.get("benchmark"));
        int method = name.lastIndexOf('.');
        int type = name.lastIndexOf('.', method - 1);
        return List.of(
                name.substring(type + 1),
                parameters(benchmark.get("params")),
                metric(benchmark.get("primaryMetric")),
                garbage(benchmark.get("secondaryMetrics")));
    }

    private static String parameters(@Nullable Object parameters) {
        if (!(parameters instanceof Map<?, ?> map) || map.isEmpty()) {
            return NONE;
        }
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        List<String> each = new ArrayList<>();
        sorted.forEach((key, value) -> each.add(key + " " + value));
        return String.join(", ", each);
    }

    private static String metric(@Nullable Object metric) {
        return metric instanceof Map<?, ?> map && map.get("score") instanceof Number score
                ? Table.number(score.doubleValue()) + " " + map.get("scoreUnit")
                : NONE;
    }

    /** JMH puts a dot of its own before the names of what a profiler measured. */
    private static String garbage(@Nullable Object metrics) {
        if (metrics instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (String.valueOf(each.getKey()).endsWith(GARBAGE)) {
                    return metric(each.getValue());
                }
            }
        }
        return NONE;
    }
}
