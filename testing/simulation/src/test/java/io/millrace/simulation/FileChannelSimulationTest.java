// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.EncryptedChannelScenario;
import io.millrace.simulation.scenario.FileAgentScenario;
import io.millrace.simulation.scenario.FileChannelScenario;
import io.millrace.simulation.scenario.SlowDiskScenario;

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
    void keepsItEncryptedToo() {
        assertThat(
                        Exploration.explore(
                                FileChannelSimulationTest.class,
                                60,
                                new EncryptedChannelScenario()))
                .isPositive();
    }

    /** The entry of a new channel's directory was not synced. */
    @Test
    void findsTheDirectoryOfANewChannelAgain() {
        assertThat(Exploration.run(FileChannelSimulationTest.class, 0, new FileChannelScenario()))
                .isNotNull();
    }

    /** It was read from memory by the next process, which took it for durable. */
    @Test
    void keepsWhatAKilledProcessHadNotSynced() {
        assertThat(Exploration.run(FileChannelSimulationTest.class, 46, new FileChannelScenario()))
                .isNotNull();
    }

    @Test
    void losesNothingBetweenSourcesAndSinks() {
        assertThat(
                        Exploration.explore(
                                FileChannelSimulationTest.class, 50, new FileAgentScenario()))
                .isPositive();
    }

    @Test
    void isSlowOnASlowDiskAndNothingElse() {
        assertThat(Exploration.explore(FileChannelSimulationTest.class, 10, new SlowDiskScenario()))
                .isPositive();
    }
}
