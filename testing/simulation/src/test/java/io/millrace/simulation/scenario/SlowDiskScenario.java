// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.engine.Agent;
import io.millrace.simulation.Scenario;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * An agent over a file channel on a disk whose every sync takes up to half a minute: it gets slow,
 * and nothing else. Nobody is taken for stuck, nothing is given up, nothing comes twice.
 */
public final class SlowDiskScenario implements Scenario {
    private static final String CHANNEL = "c1";
    private static final int EVENTS = 100;
    private static final long SLOWEST_SYNC_NANOS = 30_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final int MOST_LOOKS = 12 * 60;

    @Override
    public void run(World world) throws Exception {
        SimProcess setUp = world.boot("set-up");
        setUp.disk().createDirectories(Destination.of(CHANNEL));
        setUp.disk().createDirectories(AgentUnderTest.STATE);
        world.disk().syncAll();
        setUp.kill();
        world.disk().faults().syncLatency(1, SLOWEST_SYNC_NANOS);
        SimProcess process = world.boot("agent");
        AgentUnderTest wired =
                new AgentUnderTest()
                        .channel(CHANNEL, new FileAgentScenario().channel(world.random(), CHANNEL))
                        .source(
                                "s1",
                                List.of(CHANNEL),
                                context ->
                                        new NumberedSource(
                                                context.host().clock(),
                                                world.random().split(),
                                                "a",
                                                0,
                                                EVENTS))
                        .sink(
                                "k1",
                                CHANNEL,
                                context ->
                                        new DestinationSink(
                                                context,
                                                world.random().split(),
                                                Destination.of(CHANNEL),
                                                "k1",
                                                0));
        Agent agent =
                process.call("start", () -> wired.start(process)).get("the agent starts", PATIENCE);
        for (int looks = 0; arrived(world) < EVENTS; looks++) {
            if (looks == MOST_LOOKS) {
                throw new AssertionError(arrived(world) + " events arrived in half a day");
            }
            world.sleep(LOOK_EVERY);
        }
        if (!agent.status().problems().isEmpty()) {
            throw new AssertionError("it complains: " + agent.status().problems());
        }
        Destination.content(world, CHANNEL)
                .forEach((number, count) -> {
                    if (count != 1) {
                        throw new AssertionError(number + " arrived " + count + " times");
                    }
                });
    }

    private static int arrived(World world) throws IOException {
        return Destination.content(world, CHANNEL).size();
    }
}
