// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import com.fasterxml.jackson.jr.ob.JSON;

import io.millrace.bench.program.MachineLoad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A page in Markdown whose figures come from result files.
 *
 * <p>What stands between {@code <!-- figures: <name> -->} and {@code <!-- end of figures -->} is
 * replaced: by the tables of the scenario of that name and a plot, for {@code machine} by what all
 * of them were measured on, for {@code goals} by the goals of all, for {@code micro} by what JMH
 * wrote. The rest of the page is written by hand and stays. The plots are SVG files in a directory
 * beside the page that is named as it is.
 */
final class Page {
    private static final String BEGIN = "<!-- figures: ";
    private static final String BEGUN = " -->";
    private static final String END = "<!-- end of figures -->";
    private static final double MILLION = 1e6;
    private static final String MACHINE = "machine";
    private static final String GOALS = "goals";
    private static final String MICRO = "micro";
    private static final String MICRO_FILE = "micro.json";

    private final Map<String, Map<String, Object>> results;
    private final List<?> micro;
    private final Path plots;

    private Page(Map<String, Map<String, Object>> results, List<?> micro, Path plots) {
        this.results = results;
        this.micro = micro;
        this.plots = plots;
    }

    /**
     * Brings the page up to date with the result files of a directory.
     *
     * @throws IllegalStateException if the page wants figures of which there is no result
     */
    static void update(Path page, Path directory) throws IOException {
        Map<String, Map<String, Object>> results = new LinkedHashMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(Page::isResult).sorted().toList()) {
                if (JSON.std.anyFrom(Files.readString(file)) instanceof Map<?, ?> result
                        && result.get("scenario") instanceof String scenario) {
                    results.put(scenario, map(result));
                }
            }
        }
        Path micro = directory.resolve(MICRO_FILE);
        Object benchmarks = Files.exists(micro) ? JSON.std.anyFrom(Files.readString(micro)) : null;
        String name = String.valueOf(page.getFileName());
        Path plots = page.resolveSibling(name.replaceFirst("\\.md$", ""));
        Page filling =
                new Page(results, benchmarks instanceof List<?> list ? list : List.of(), plots);
        Files.writeString(page, filling.filled(Files.readString(page)));
    }

    private static boolean isResult(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".json");
    }

    /** The text with all figures in their places. */
    private String filled(String text) throws IOException {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (true) {
            int begin = text.indexOf(BEGIN, at);
            if (begin < 0) {
                return filled.append(text, at, text.length()).toString();
            }
            int named = text.indexOf(BEGUN, begin);
            int end = text.indexOf(END, begin);
            if (named < 0 || end < named) {
                throw new IllegalStateException("figures without an end: " + text.substring(begin));
            }
            String name = text.substring(begin + BEGIN.length(), named);
            filled.append(text, at, named + BEGUN.length())
                    .append("\n\n")
                    .append(figures(name))
                    .append('\n');
            at = end;
        }
    }

    private String figures(String name) throws IOException {
        return switch (name) {
            case MACHINE -> machine();
            case GOALS -> goals();
            case MICRO -> micro();
            default -> scenario(name);
        };
    }

    private String goals() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Scenario", "Goal", "Reached", "Noise", "Finding"));
        results.forEach((scenario, result) -> {
            for (Map<String, Object> bar : maps(value(result, "bars"))) {
                List<String> row = new ArrayList<>(bar(bar));
                row.addFirst(scenario);
                row.add(row.size() - 1, noise(result, text(bar, "metric")));
                rows.add(row);
            }
        });
        return table(rows);
    }

    private String micro() {
        if (micro.isEmpty()) {
            throw new IllegalStateException("there is no " + MICRO_FILE);
        }
        return table(MicroTable.rows(micro));
    }

    private String machine() {
        StringBuilder text = new StringBuilder();
        Set<String> sentences = new LinkedHashSet<>();
        Set<String> programs = new LinkedHashSet<>();
        Map<String, Map<String, Object>> limits = new LinkedHashMap<>();
        for (Map<String, Object> result : results.values()) {
            Map<String, Object> machine = map(value(result, "machine"));
            sentences.add(
                    "%s of %s, %s of memory, %s, %s"
                            .formatted(
                                    cores(machine),
                                    machine.get("processor"),
                                    gibibytes(machine),
                                    machine.get("system"),
                                    machine.get("jvm")));
            maps(value(result, "contenders")).forEach(each -> programs.add(text(each, "program")));
            maps(value(result, "limits"))
                    .forEach(each -> limits.putIfAbsent(text(each, "name"), each));
        }
        sentences.forEach(each -> text.append("- ").append(each).append('\n'));
        programs.stream().sorted().forEach(each -> text.append("- ").append(each).append('\n'));
        text.append("\nWhat it allows, measured in the same run:\n\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Limit", "", "How"));
        for (Map<String, Object> limit : limits.values()) {
            rows.add(
                    List.of(
                            text(limit, "name"),
                            Table.number(number(value(limit, "value"))) + " " + limit.get("unit"),
                            text(limit, "how")));
        }
        return text.append(table(rows)).toString();
    }

    private static String cores(Map<String, Object> machine) {
        String cores = text(machine, "cores");
        return cores.equals("1") ? "1 core" : cores + " cores";
    }

    private static String gibibytes(Map<String, Object> machine) {
        String digits = text(machine, "memory").replaceAll("\\D", "");
        return Math.round(Long.parseLong(digits) / (double) (1 << 20)) + " GiB";
    }

    private String scenario(String name) throws IOException {
        Map<String, Object> result = results.get(name);
        if (result == null) {
            throw new IllegalStateException("there is no result of " + name);
        }
        List<Map<String, Object>> contenders = maps(value(result, "contenders"));
        String description = text(result, "description");
        StringBuilder text = new StringBuilder();
        text.append(Character.toUpperCase(description.charAt(0)))
                .append(description.substring(1))
                .append(".\n\n")
                .append(plot(name, result, contenders))
                .append(table(figures(result, contenders)));
        List<List<String>> bars = bars(result);
        if (bars.size() > 1) {
            text.append('\n').append(table(bars));
        }
        return text.append("\nMeasured on ")
                .append(text(result, "date"), 0, "2000-01-01".length())
                .append(", ")
                .append(maps(value(contenders.getFirst(), "runs")).size())
                .append(" runs of each by turns. The same again:\n\n```\n")
                .append(result.get("command"))
                .append("\n```\n")
                .toString();
    }

    /** Draws the figures into a file, and gives the line that shows it. */
    private String plot(
            String name, Map<String, Object> result, List<Map<String, Object>> contenders)
            throws IOException {
        BarPlot plot = new BarPlot(name, "medians; the grey line is from the least to the most");
        for (Map<String, Object> metric : maps(value(result, "metrics"))) {
            String of = text(metric, "name");
            if (!of.equals(MachineLoad.OTHERS.name())) {
                String unit = text(metric, "unit");
                plot.add(
                        of + ", " + unit,
                        contenders.stream().map(each -> bar(each, of, unit)).toList());
            }
        }
        Files.createDirectories(plots);
        Files.writeString(plots.resolve(name + ".svg"), plot.svg());
        return "![%s](%s/%s.svg)\n\n".formatted(name, plots.getFileName(), name);
    }

    private static BarPlot.Bar bar(Map<String, Object> contender, String metric, String unit) {
        List<Double> values = values(contender, metric);
        return new BarPlot.Bar(
                text(contender, "label"),
                median(contender, metric, unit),
                values.getFirst(),
                values.getLast());
    }

    private static List<List<String>> figures(
            Map<String, Object> result, List<Map<String, Object>> contenders) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("Median (least to most)", contenders, each -> text(each, "label")));
        rows.getFirst().add("Noise");
        for (Map<String, Object> metric : maps(value(result, "metrics"))) {
            String name = text(metric, "name");
            List<String> row =
                    row(
                            name + ", " + metric.get("unit"),
                            contenders,
                            each -> cell(each, name, text(metric, "unit")));
            row.add(noise(result, name));
            rows.add(row);
        }
        return rows;
    }

    private static String noise(Map<String, Object> result, String metric) {
        Object noise = map(value(result, "noise")).get(metric);
        return noise == null ? "not measured" : Table.percent(number(noise));
    }

    private static String cell(Map<String, Object> contender, String metric, String unit) {
        List<Double> values = values(contender, metric);
        return "%s (%s to %s)"
                .formatted(
                        shortly(median(contender, metric, unit)),
                        shortly(values.getFirst()),
                        shortly(values.getLast()));
    }

    private static double median(Map<String, Object> contender, String metric, String unit) {
        return number(value(map(value(contender, "medians")), metric + " [" + unit + "]"));
    }

    /** Of all runs, the least first. */
    private static List<Double> values(Map<String, Object> contender, String metric) {
        return maps(value(contender, "runs")).stream()
                .map(run -> number(value(run, metric)))
                .sorted()
                .toList();
    }

    private static String shortly(double value) {
        return value < MILLION
                ? Table.number(value)
                : String.format(Locale.ROOT, "%.2f M", value / MILLION);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 100 ? "%.2f times" : "%,.0f times", ratio);
    }

    private static List<List<String>> bars(Map<String, Object> result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Goal", "Reached", "Finding"));
        maps(value(result, "bars")).forEach(bar -> rows.add(bar(bar)));
        return rows;
    }

    private static List<String> bar(Map<String, Object> bar) {
        String against = text(bar, "against");
        String metric = text(bar, "metric");
        double atLeast = number(value(bar, "atLeast"));
        double advantage = number(value(bar, "advantage"));
        String unit = " " + bar.get("unit");
        boolean isMoreBetter =
                Metric.Direction.HIGHER_IS_BETTER.name().equals(bar.get("direction"));
        String finding = Table.finding(Outcome.Finding.valueOf(text(bar, "finding")));
        if (against.startsWith(Bar.GOAL)) {
            return List.of(
                    metric
                            + ": "
                            + Table.number(number(value(bar, "reference")))
                            + unit
                            + (isMoreBetter ? " at least" : " at most"),
                    Table.number(number(value(bar, "value"))) + unit,
                    finding);
        }
        if (against.startsWith(Bar.LIMIT)) {
            return List.of(
                    (atLeast == 0
                                    ? text(bar, "contender") + ", " + metric + ": share"
                                    : metric + ": " + Math.round(atLeast * 100) + " %")
                            + " of "
                            + against.substring(Bar.LIMIT.length()),
                    Math.round(advantage * 100) + " %",
                    finding);
        }
        return List.of(metric + ": " + wanted(atLeast) + against, times(advantage), finding);
    }

    private static String wanted(double atLeast) {
        if (atLeast == 0) {
            return "beside ";
        }
        return (atLeast == 1 ? "at least" : times(atLeast)) + " as good as ";
    }

    private static List<String> row(
            String first,
            List<Map<String, Object>> contenders,
            Function<Map<String, Object>, String> cell) {
        List<String> row = new ArrayList<>();
        row.add(first);
        contenders.forEach(each -> row.add(cell.apply(each)));
        return row;
    }

    /** The first row is the heading. */
    private static String table(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---".repeat(rows.getFirst().size())).append("|\n");
            }
        }
        return text.toString();
    }

    private static Object value(Map<String, Object> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("the result has no " + key);
        }
        return value;
    }

    private static String text(Map<String, Object> map, String key) {
        return value(map, key).toString();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static List<Map<String, Object>> maps(Object value) {
        return ((List<?>) value).stream().map(Page::map).toList();
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> map.put((String) key, each));
        return map;
    }
}
