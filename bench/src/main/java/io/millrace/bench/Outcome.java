// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;

import java.util.List;
import java.util.Map;

/**
 * All that a scenario brought.
 *
 * @param scenario what was compared
 * @param series the runs of each contender, in the order of the scenario
 * @param noise for each metric the share below which a difference is none, by name
 * @param limits of the machine, measured in the same run
 */
record Outcome(
        Scenario scenario, List<Series> series, Map<String, Double> noise, List<Limit> limits) {

    /** A bar and how it came out. */
    record Verdict(Bar bar, double advantage, double noise, Finding finding) {}

    /** How a bar came out. */
    enum Finding {
        REACHED,
        MISSED,
        /** Nearer to the bar than the noise. */
        UNDECIDED
    }

    double noise(Metric metric) {
        return noise.getOrDefault(metric.name(), 0.0);
    }

    /** The bars whose contenders ran. */
    List<Verdict> verdicts() {
        return scenario.bars().stream()
                .filter(bar -> hasRun(bar.contender()))
                .filter(bar -> bar.against().startsWith(Bar.LIMIT) || hasRun(bar.against()))
                .map(this::verdict)
                .toList();
    }

    private boolean hasRun(String label) {
        return series.stream().anyMatch(each -> each.contender().label().equals(label));
    }

    private Verdict verdict(Bar bar) {
        double advantage = bar.metric().advantage(median(bar.contender(), bar), reference(bar));
        double noise = noise(bar.metric());
        Finding finding;
        if (Math.abs(advantage / bar.atLeast() - 1) < noise) {
            finding = Finding.UNDECIDED;
        } else {
            finding = advantage >= bar.atLeast() ? Finding.REACHED : Finding.MISSED;
        }
        return new Verdict(bar, advantage, noise, finding);
    }

    private double reference(Bar bar) {
        if (!bar.against().startsWith(Bar.LIMIT)) {
            return median(bar.against(), bar);
        }
        String name = bar.against().substring(Bar.LIMIT.length());
        return limits.stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no limit " + name))
                .value();
    }

    private double median(String label, Bar bar) {
        return series.stream()
                .filter(each -> each.contender().label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no contender " + label))
                .median(bar.metric());
    }
}
