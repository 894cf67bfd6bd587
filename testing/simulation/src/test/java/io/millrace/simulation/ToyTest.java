// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.simulation.toy.ToyScenario;
import io.millrace.simulation.toy.ToyStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToyTest {
    private static final int SEEDS = 300;

    @Test
    void doesNotAccuseAStoreThatIsRight() {
        assertThat(Exploration.explore(ToyTest.class, SEEDS, new ToyScenario(ToyStore.Fault.NONE)))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "FORGETS_SYNC, acknowledged and lost",
        "FORGETS_DIRECTORY, acknowledged and lost",
        "ACKNOWLEDGES_BEFORE_SYNC, acknowledged and lost",
        "TRUSTS_SECOND_SYNC, acknowledged and lost",
        "FORGETS_A_WAITER, not within",
        "WAITS_IN_A_CIRCLE, not within"
    })
    void findsWhatIsWrong(ToyStore.Fault fault, String finding) {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                Simulation.run(seed, new ToyScenario(fault));
            } catch (HistoryFailure found) {
                assertThat(found).hasMessageContaining(finding);
                return;
            }
        }
        fail(fault + " was not found");
    }
}
