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

    /**
     * A bar and how it came out.
     *
     * @param value what the contender reached
     * @param reference what it is compared with
     * @param advantage how many times as good the one is as the other
     */
    record Verdict(
            Bar bar,
            double value,
            double reference,
            double advantage,
            double noise,
            Finding finding) {}

    /** How a bar came out. */
    enum Finding {
        REACHED,
        MISSED,
        /** There is no bar. */
        TOLD,
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
                .filter(bar -> bar.isAlone() || hasRun(bar.against()))
                .map(this::verdict)
                .toList();
    }

    private boolean hasRun(String label) {
        return series.stream().anyMatch(each -> each.contender().label().equals(label));
    }

    private Verdict verdict(Bar bar) {
        double value = median(bar.contender(), bar);
        double reference = reference(bar);
        double advantage = bar.metric().advantage(value, reference);
        double noise = noise(bar.metric());
        Finding finding;
        if (bar.atLeast() == 0) {
            finding = Finding.TOLD;
        } else if (Math.abs(advantage / bar.atLeast() - 1) < noise) {
            finding = Finding.UNDECIDED;
        } else {
            finding = advantage >= bar.atLeast() ? Finding.REACHED : Finding.MISSED;
        }
        return new Verdict(bar, value, reference, advantage, noise, finding);
    }

    /** What the bar's contender is compared with, in the unit of the metric. */
    private double reference(Bar bar) {
        if (bar.against().startsWith(Bar.GOAL)) {
            return Double.parseDouble(bar.against().substring(Bar.GOAL.length()));
        }
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
