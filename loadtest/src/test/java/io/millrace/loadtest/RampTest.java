// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RampTest {
    private static final Ramp.Limits LIMITS = new Ramp.Limits(0.98, 100);

    /** A step of a flow that does not do more than {@code capacity}. */
    private static Measurement step(double rate, double capacity, double p99Millis) {
        long done = (long) Math.min(rate, capacity);
        var times = Measures.none();
        times.recordValueWithCount((long) (p99Millis * 1e6), done);
        return new Measurement(
                rate,
                1,
                done,
                0,
                0,
                done,
                0,
                0,
                0,
                0,
                new Latency(times),
                Optional.empty(),
                List.of());
    }

    private static double knee(double first, double capacity) {
        Ramp ramp = new Ramp(LIMITS);
        Optional<Double> rate = Optional.of(first);
        while (rate.isPresent()) {
            rate = ramp.after(step(rate.get(), capacity, 1));
        }
        return ramp.knee().orElse(0.0);
    }

    @Test
    void findsTheHighestRateThatIsKept() {
        assertThat(knee(1000, 70_000)).isBetween(64_000.0, 71_500.0);
        assertThat(knee(1000, 1_000_000)).isBetween(930_000.0, 1_021_000.0);
    }

    @Test
    void goesDownIfTheFirstRateIsTooHigh() {
        assertThat(knee(1000, 300)).isBetween(200.0, 306.0);
    }

    @Test
    void findsNothingWhereNothingGoes() {
        assertThat(knee(1000, 0)).isZero();
    }

    @Test
    void doesNotCallARateKeptWhosePutsAreSlow() {
        Ramp ramp = new Ramp(LIMITS);
        assertThat(ramp.isKept(step(1000, 2000, 99))).isTrue();
        assertThat(ramp.isKept(step(1000, 2000, 101))).isFalse();
    }

    @Test
    void endsWhereNothingIsTooMuch() {
        Ramp ramp = new Ramp(LIMITS);
        double rate = 1;
        int steps = 0;
        while (rate > 0) {
            steps++;
            rate = ramp.after(step(rate, Double.MAX_VALUE, 1)).orElse(0.0);
        }
        assertThat(steps).isEqualTo(40);
    }
}
