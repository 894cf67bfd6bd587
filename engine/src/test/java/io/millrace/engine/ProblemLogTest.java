// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;
import io.millrace.testkit.ManualClock;

import org.junit.jupiter.api.Test;

class ProblemLogTest {
    private final ManualClock clock = ManualClock.at(0);
    private final ProblemLog log = new ProblemLog(clock);

    private static Problem problem(String place, String what) {
        return new Problem("MR-6001", Problem.Severity.ERROR, place, "", what, "effect", "remedy");
    }

    @Test
    void countsRepeatsOfOnePlaceApartFromOthers() {
        for (int i = 0; i < 5; i++) {
            log.report(problem("k1", "down"));
        }
        log.report(problem("k2", "down"));
        assertThat(log.told())
                .extracting(told -> told.problem().place() + " " + told.count())
                .containsExactly("k1 5", "k2 1");
    }

    @Test
    void tellsAnotherReasonAtOnce() {
        log.report(problem("k1", "down"));
        log.report(problem("k1", "full"));
        assertThat(log.told())
                .singleElement()
                .satisfies(told -> assertThat(told.problem().what()).isEqualTo("full"));
    }

    @Test
    void keepsABoundedNumber() {
        for (int i = 0; i < 2000; i++) {
            log.report(problem("k" + i, "down"));
        }
        assertThat(log.told()).hasSize(1000);
    }
}
