// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import com.fasterxml.jackson.jr.ob.JSON;

import io.millrace.bench.limit.Limit;
import io.millrace.loadtest.Machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outcome as JSON, with all that is needed to judge it or to run it again. */
final class ResultFile {
    private ResultFile() {}

    /** Writes {@code <scenario>.json} and returns where. */
    static Path write(Path directory, Settings settings, Instant date, Outcome outcome)
            throws IOException {
        Scenario scenario = outcome.scenario();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", scenario.name());
        json.put("description", scenario.description());
        json.put("date", date.toString());
        json.put("command", settings.command(scenario.name()));
        json.put("commit", settings.commit());
        json.put("machine", Machine.facts());
        List<Object> limits = new ArrayList<>();
        for (Limit limit : outcome.limits()) {
            limits.add(
                    ordered(
                            "name", limit.name(),
                            "value", limit.value(),
                            "unit", limit.unit(),
                            "how", limit.how()));
        }
        json.put("limits", limits);
        List<Object> metrics = new ArrayList<>();
        for (Metric metric : scenario.metrics()) {
            metrics.add(ordered("name", metric.name(), "unit", metric.unit()));
        }
        json.put("metrics", metrics);
        json.put("noise", outcome.noise());
        List<Object> contenders = new ArrayList<>();
        for (Series series : outcome.series()) {
            Map<String, Object> medians = new LinkedHashMap<>();
            for (Metric metric : scenario.metrics()) {
                medians.put(metric.name() + " [" + metric.unit() + "]", series.median(metric));
            }
            contenders.add(
                    ordered(
                            "label", series.contender().label(),
                            "program", series.contender().program(),
                            "setup", withoutPlaces(series.contender().setup(), settings),
                            "medians", medians,
                            "runs", series.runs()));
        }
        json.put("contenders", contenders);
        List<Object> bars = new ArrayList<>();
        for (Outcome.Verdict verdict : outcome.verdicts()) {
            bars.add(
                    ordered(
                            "bar", Table.sentence(verdict),
                            "contender", verdict.bar().contender(),
                            "metric", verdict.bar().metric().name(),
                            "unit", verdict.bar().metric().unit(),
                            "direction", verdict.bar().metric().direction().name(),
                            "against", verdict.bar().against(),
                            "value", verdict.value(),
                            "reference", verdict.reference(),
                            "advantage", verdict.advantage(),
                            "atLeast", verdict.bar().atLeast(),
                            "finding", verdict.finding().name()));
        }
        json.put("bars", bars);
        Files.createDirectories(directory);
        return Files.writeString(
                directory.resolve(scenario.name() + ".json"),
                JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n");
    }

    /** Where the tool ran is nobody's business who repeats it elsewhere. */
    private static String withoutPlaces(String setup, Settings settings) {
        return setup.replace(
                settings.directory().toAbsolutePath().normalize().toString(), "@DIRECTORY@");
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
