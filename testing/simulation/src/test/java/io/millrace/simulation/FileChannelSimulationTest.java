// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.FileAgentScenario;
import io.millrace.simulation.scenario.FileChannelScenario;

import org.junit.jupiter.api.Test;

class FileChannelSimulationTest {

    @Test
    void keepsWhatAChannelPromises() {
        assertThat(
                        Exploration.explore(
                                FileChannelSimulationTest.class, 150, new FileChannelScenario()))
                .isPositive();
    }

    @Test
    void losesNothingBetweenSourcesAndSinks() {
        assertThat(
                        Exploration.explore(
                                FileChannelSimulationTest.class, 50, new FileAgentScenario()))
                .isPositive();
    }
}
