// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

class StatisticsTest {

    @Test
    void takesTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
    }

    @Test
    void interpolatesQuantiles() {
        assertThat(Statistics.quantile(List.of(10.0, 20.0, 30.0, 40.0, 50.0), 0.25))
                .isEqualTo(20.0);
        assertThat(Statistics.quantile(List.of(10.0, 20.0), 0.75)).isEqualTo(17.5);
    }

    @Test
    void callsTheDistanceOfTwoMediansNoise() {
        assertThat(Statistics.noise(List.of(100.0, 100.0, 100.0), List.of(80.0, 80.0, 80.0)))
                .isEqualTo(0.25, within(1e-9));
    }

    @Test
    void callsTheScatterWithinASeriesNoise() {
        assertThat(Statistics.noise(List.of(90.0, 100.0, 110.0), List.of(100.0, 100.0, 100.0)))
                .isEqualTo(0.05, within(1e-9));
    }

    @Test
    void callsTwoSeriesOfZerosQuiet() {
        assertThat(Statistics.noise(List.of(0.0, 0.0), List.of(0.0, 0.0))).isZero();
    }

    @Test
    void callsItAllNoiseBesideNothing() {
        assertThat(Statistics.noise(List.of(0.1), List.of(0.0))).isEqualTo(1);
        assertThat(Statistics.noise(List.of(0.0), List.of(0.0))).isZero();
    }
}
