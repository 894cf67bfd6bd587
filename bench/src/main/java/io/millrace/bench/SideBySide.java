// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;
import io.millrace.bench.program.MachineLoad;

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
    /** So many cores busy with others, and a run is not counted. */
    private static final double BUSY_CORES = 0.2;

    /** So many times a run is tried; the last one counts in any case, and shows how busy it was. */
    private static final int ATTEMPTS = 5;

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

    /**
     * Runs until the machine was quiet meanwhile, which does not depend on how the run came out.
     */
    private void trial(Scenario scenario, Series series, String number) throws Exception {
        Map<String, Double> values = Map.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            values = run(scenario, series);
            boolean isQuiet = values.getOrDefault(MachineLoad.OTHERS.name(), 0.0) < BUSY_CORES;
            boolean isLast = attempt == ATTEMPTS - 1;
            progress.println(
                    "  %s %s: %s%s"
                            .formatted(
                                    number,
                                    series.contender().label(),
                                    Table.values(scenario.metrics(), values),
                                    isQuiet ? "" : isLast ? " (kept, though busy)" : " (again)"));
            if (isQuiet) {
                break;
            }
        }
        series.runs().add(values);
    }

    private Map<String, Double> run(Scenario scenario, Series series) throws Exception {
        Path place = directory.resolve(scenario.name() + "-" + started++);
        delete(place);
        Files.createDirectories(place);
        Map<String, Double> values = series.contender().trial().run(place);
        delete(place);
        return values;
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
