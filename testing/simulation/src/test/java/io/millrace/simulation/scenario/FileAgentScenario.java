// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.channels.file.FileChannels;
import io.millrace.journal.JournalOptions;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A whole agent over a file channel. */
public final class FileAgentScenario extends AgentScenario {

    @Override
    protected boolean isChannelDurable() {
        return true;
    }

    @Override
    protected ComponentConfig<Channel> channel(SplittableRandom random, String name) {
        JournalOptions options =
                new JournalOptions(
                        name,
                        AgentUnderTest.STATE.resolve(name).resolve("checkpoint"),
                        List.of(AgentUnderTest.STATE.resolve(name).resolve("data")),
                        JournalOptions.MIN_SEGMENT_BYTES,
                        0,
                        Duration.ZERO,
                        Duration.ofMillis(1 + random.nextInt(1_000)),
                        500 + random.nextInt(20_000),
                        Duration.ZERO,
                        0);
        return FileChannels.of(options, 20 + random.nextInt(200));
    }
}
