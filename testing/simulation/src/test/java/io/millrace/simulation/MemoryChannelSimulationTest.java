// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.MemoryChannelScenario;

import org.junit.jupiter.api.Test;

class MemoryChannelSimulationTest {

    @Test
    void keepsWhatAChannelPromises() {
        assertThat(
                        Exploration.explore(
                                MemoryChannelSimulationTest.class,
                                200,
                                new MemoryChannelScenario()))
                .isPositive();
    }
}
