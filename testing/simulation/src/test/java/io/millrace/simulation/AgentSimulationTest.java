// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.AgentScenario;

import org.junit.jupiter.api.Test;

class AgentSimulationTest {

    @Test
    void losesNothingThatCanBeReadAgain() {
        assertThat(Exploration.explore(AgentSimulationTest.class, 100, new AgentScenario()))
                .isPositive();
    }
}
