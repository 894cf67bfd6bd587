// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the contenders of a scenario by turns: first one of them against itself, to learn the noise,
 * then all of them, so that a machine that gets slower or faster meanwhile does so for all.
 */
final class SideBySide {
    private final Path directory;
    private final int runs;
    private final int noiseRuns;
    private final String only;
    private final PrintStream progress;
    private int started;

    /** {@code only} leaves out the contenders whose labels do not begin with it. */
    SideBySide(Path directory, int runs, int noiseRuns, String only, PrintStream progress) {
        this.directory = directory;
        this.runs = runs;
        this.noiseRuns = noiseRuns;
        this.only = only;
        this.progress = progress;
    }

    /**
     * Runs it all.
     *
     * @param common limits of the machine, for whatever scenario
     * @throws RefusedResultException if any run lost or doubled events
     */
    Outcome run(Scenario scenario, List<Limit> common) throws Exception {
        progress.println(scenario.name() + ": " + scenario.description());
        scenario.prepare();
        List<Limit> limits = new ArrayList<>(common);
        limits.addAll(scenario.limits());
        List<Contender> contenders =
                scenario.contenders().stream()
                        .filter(each -> each.label().startsWith(only))
                        .toList();
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("no contender begins with " + only);
        }

        Series first = new Series(contenders.getFirst());
        Series second = new Series(contenders.getFirst());
        for (int i = 0; i < noiseRuns; i++) {
            trial(scenario, first, "A");
            trial(scenario, second, "A'");
        }
        Map<String, Double> noise = new LinkedHashMap<>();
        if (noiseRuns > 0) {
            for (Metric metric : scenario.metrics()) {
                noise.put(
                        metric.name(),
                        Statistics.noise(first.values(metric), second.values(metric)));
            }
        }

        List<Series> series = contenders.stream().map(Series::new).toList();
        for (int i = 0; i < runs; i++) {
            for (Series each : series) {
                trial(scenario, each, Integer.toString(i + 1));
            }
        }
        return new Outcome(scenario, series, noise, limits);
    }

    private void trial(Scenario scenario, Series series, String number) throws Exception {
        Path place = directory.resolve(scenario.name() + "-" + started++);
        delete(place);
        Files.createDirectories(place);
        Map<String, Double> values = series.contender().trial().run(place);
        series.runs().add(values);
        progress.println(
                "  "
                        + number
                        + " "
                        + series.contender().label()
                        + ": "
                        + Table.values(scenario.metrics(), values));
        delete(place);
    }

    private static void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> below = Files.walk(place)) {
            for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
