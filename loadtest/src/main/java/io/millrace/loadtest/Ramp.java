// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.Optional;

/**
 * Looks for the knee: the highest rate that is kept. The rate is doubled until one is not kept,
 * then the place between the two is halved.
 */
public final class Ramp {
    private static final int HALVINGS = 4;
    private static final int MOST_STEPS = 40;
    private static final double DOUBLED = 2;

    private final Limits limits;
    private double kept;
    private double missed;
    private int halvings;
    private int steps;

    /**
     * When a rate counts as kept.
     *
     * @param share of the rate that is acknowledged and delivered at least
     * @param p99Millis the most that the 99th percentile of the puts may be
     */
    public record Limits(double share, double p99Millis) {}

    Ramp(Limits limits) {
        this.limits = limits;
    }

    /** Whether a step kept its rate. */
    boolean isKept(Measurement step) {
        double wanted = step.intendedPerSecond() * limits.share;
        return step.acceptedPerSecond() >= wanted
                && step.deliveredPerSecond() >= wanted
                && step.refused() == 0
                && step.put().millis(99) <= limits.p99Millis;
    }

    /** The rate to try after a step; empty when the knee is found. */
    Optional<Double> after(Measurement step) {
        steps++;
        if (isKept(step)) {
            kept = Math.max(kept, step.intendedPerSecond());
        } else {
            missed =
                    missed == 0
                            ? step.intendedPerSecond()
                            : Math.min(missed, step.intendedPerSecond());
        }
        if (steps >= MOST_STEPS) {
            return Optional.empty();
        }
        if (missed == 0) {
            return Optional.of(kept * DOUBLED);
        }
        // Below the first rate there is nothing to look for but its half, and so on.
        return halvings++ < HALVINGS
                ? Optional.of(Math.max(1, (kept + missed) / DOUBLED))
                : Optional.empty();
    }

    /** The highest rate that was kept; empty if none was. */
    Optional<Double> knee() {
        return kept > 0 ? Optional.of(kept) : Optional.empty();
    }
}
