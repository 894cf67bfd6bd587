// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What JMH writes, without what a page does not show: each measurement, and where the JVM lies on
 * the machine that measured.
 */
final class MicroResults {
    private static final Set<String> KEPT =
            Set.of(
                    "benchmark",
                    "mode",
                    "threads",
                    "params",
                    "primaryMetric",
                    "secondaryMetrics",
                    "score",
                    "scoreError",
                    "scoreUnit");
    private static final String GARBAGE = "gc.alloc.rate.norm";

    private MicroResults() {}

    /** The JSON of JMH, shortened. */
    static String shorten(String json) throws IOException {
        List<Object> shown = new ArrayList<>();
        for (Object result : JSON.std.listFrom(json)) {
            shown.add(shown(result));
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(shown) + "\n";
    }

    private static @Nullable Object shown(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        map.forEach((key, each) -> {
            String name = String.valueOf(key);
            if (name.equals("params")) {
                kept.put(name, each);
            } else if (KEPT.contains(name)) {
                kept.put(name, shown(each));
            } else if (name.endsWith(GARBAGE)) {
                kept.put(GARBAGE, shown(each));
            }
        });
        return kept;
    }
}
