// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The outcome as text for people. */
final class Table {
    private Table() {}

    static String text(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        StringBuilder text = new StringBuilder();
        text.append(scenario.name()).append(": ").append(scenario.description()).append('\n');
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(scenario));
        for (Series series : outcome.series()) {
            List<String> row = new ArrayList<>();
            row.add(series.contender().label());
            for (Metric metric : scenario.metrics()) {
                row.add(number(series.median(metric)));
            }
            rows.add(row);
        }
        List<String> noise = new ArrayList<>();
        noise.add("noise (A/A)");
        for (Metric metric : scenario.metrics()) {
            noise.add(outcome.noise().isEmpty() ? "not measured" : percent(outcome.noise(metric)));
        }
        rows.add(noise);
        append(text, rows);
        for (Outcome.Verdict verdict : outcome.verdicts()) {
            text.append("  ").append(sentence(verdict)).append('\n');
        }
        text.append("  This machine, in the same run:\n");
        for (Limit limit : outcome.limits()) {
            text.append("    ")
                    .append(limit.name())
                    .append(": ")
                    .append(number(limit.value()))
                    .append(' ')
                    .append(limit.unit())
                    .append("  (")
                    .append(limit.how())
                    .append(")\n");
        }
        return text.toString();
    }

    static String sentence(Outcome.Verdict verdict) {
        Bar bar = verdict.bar();
        String finding = finding(verdict.finding());
        if (bar.against().startsWith(Bar.GOAL)) {
            return String.format(
                    Locale.ROOT,
                    "%s, %s: %s %s (goal %s %s, noise %s): %s",
                    bar.contender(),
                    bar.metric().name(),
                    number(verdict.value()),
                    bar.metric().unit(),
                    number(verdict.reference()),
                    bar.metric().unit(),
                    percent(verdict.noise()),
                    finding);
        }
        if (verdict.finding() == Outcome.Finding.TOLD && !bar.isAlone()) {
            return String.format(
                    Locale.ROOT,
                    "%s, %s: %.2f x %s (noise %s)",
                    bar.contender(),
                    bar.metric().name(),
                    verdict.advantage(),
                    bar.against(),
                    percent(verdict.noise()));
        }
        if (verdict.finding() == Outcome.Finding.TOLD) {
            return String.format(
                    Locale.ROOT,
                    "%s, %s: %.1f %% of %s",
                    bar.contender(),
                    bar.metric().name(),
                    verdict.advantage() * 100,
                    bar.against().substring(Bar.LIMIT.length()));
        }
        return String.format(
                Locale.ROOT,
                "%s, %s: %.2f x %s (bar %.2f, noise %s): %s",
                bar.contender(),
                bar.metric().name(),
                verdict.advantage(),
                bar.against(),
                bar.atLeast(),
                percent(verdict.noise()),
                finding);
    }

    /** In words. */
    static String finding(Outcome.Finding finding) {
        return switch (finding) {
            case REACHED -> "reached";
            case MISSED -> "MISSED";
            case TOLD -> "no goal";
            case UNDECIDED -> "no difference from the bar beyond the noise";
        };
    }

    /** One run in one line. */
    static String values(List<Metric> metrics, Map<String, Double> values) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : metrics) {
            Double value = values.get(metric.name());
            if (value != null) {
                parts.add(metric.name() + " " + number(value) + " " + metric.unit());
            }
        }
        return String.join(", ", parts);
    }

    private static List<String> header(Scenario scenario) {
        List<String> header = new ArrayList<>();
        header.add("median of runs");
        for (Metric metric : scenario.metrics()) {
            header.add(metric.name() + " " + metric.unit());
        }
        return header;
    }

    private static void append(StringBuilder text, List<List<String>> rows) {
        int columns = rows.getFirst().size();
        for (List<String> row : rows) {
            text.append(' ');
            for (int i = 0; i < columns; i++) {
                int at = i;
                int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                String pad = " ".repeat(width - row.get(i).length());
                text.append(' ').append(i == 0 ? row.get(i) + pad : pad + row.get(i)).append(' ');
            }
            text.append('\n');
        }
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** Four significant digits and separators of thousands. */
    static String number(double value) {
        double size = Math.abs(value);
        String format =
                size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
