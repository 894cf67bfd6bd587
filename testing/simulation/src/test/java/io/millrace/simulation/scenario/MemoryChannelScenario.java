// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.channels.memory.MemoryChannelConfig;
import io.millrace.simulation.World;
import io.millrace.spec.ByteSize;

import java.time.Duration;
import java.util.Optional;

/** The memory channel, which forgets all with its process. */
public final class MemoryChannelScenario extends ChannelScenario {

    @Override
    Plan plan(World world) {
        return Plan.ofMemory(
                new MemoryChannelConfig(
                        12 + world.random().nextInt(100),
                        10,
                        Duration.ofSeconds(3),
                        Optional.of(new ByteSize(2_000 + world.random().nextInt(20_000))),
                        0));
    }
}
