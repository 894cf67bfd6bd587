// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void leavesTheSlowStartOutOfTheSteadyRate() {
        Timeline timeline = new Timeline();
        timeline.add(0, 0, 0);
        timeline.add(5 * SECOND, 200, 2);
        timeline.add(9 * SECOND, 1000, 4);
        assertThat(timeline.rate(1000, 0.2, 0.95)).isEqualTo(200, within(1e-6));
        assertThat(timeline.cpuPerMillion(1000, 0.2, 1)).isEqualTo(2 / 0.0008, within(1e-6));
    }

    @Test
    void beginsTheWholeRunAtTheLastLookBeforeTheFirstEvent() {
        Timeline timeline = new Timeline();
        timeline.add(0, 0, 0);
        timeline.add(3 * SECOND, 0, 1);
        timeline.add(4 * SECOND, 100, 1);
        timeline.add(8 * SECOND, 1000, 1);
        assertThat(timeline.rate(1000, 0, 1)).isEqualTo(200, within(1e-6));
    }
}
