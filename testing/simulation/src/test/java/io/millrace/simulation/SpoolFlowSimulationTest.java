// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.SpoolFlowScenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolFlowSimulationTest {

    @Test
    void bringsEveryFileOfADirectoryIntoAnotherOnce() {
        assertThat(Exploration.explore(SpoolFlowSimulationTest.class, 150, new SpoolFlowScenario()))
                .isPositive();
    }

    /** The directory of the source's state was new, and its entry was not synced. */
    @ParameterizedTest
    @ValueSource(longs = {34, 36, 44, 90})
    void knowsAfterAPowerCutWhichFilesItRead(long seed) {
        assertThat(Exploration.run(SpoolFlowSimulationTest.class, seed, new SpoolFlowScenario()))
                .isNotNull();
    }

    /** A file was renamed by a process that ended before it had synced the directory. */
    @ParameterizedTest
    @ValueSource(longs = {353, 408, 540, 546})
    void knowsTheFilesWhoseMarksAPowerCutTookBack(long seed) {
        assertThat(Exploration.run(SpoolFlowSimulationTest.class, seed, new SpoolFlowScenario()))
                .isNotNull();
    }
}
