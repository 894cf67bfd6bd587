// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.channels.memory.MemoryChannelConfig;
import io.millrace.engine.Agent;
import io.millrace.simulation.Call;
import io.millrace.simulation.Scenario;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;
import io.millrace.simulation.disk.Fate;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * A whole agent between sources that can replay and sinks that lose what they did not sync. It is
 * killed, loses its power, is stopped and started again; at the end every event is durable at its
 * destination, at least once, and exactly once where nothing went wrong.
 */
public class AgentScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int EVENTS = 300;

    @Override
    public void run(World world) throws Exception {
        SplittableRandom random = world.random();
        SimProcess setUp = world.boot("set-up");
        List<String> channels = random.nextInt(3) == 0 ? List.of("c1", "c2") : List.of("c1");
        for (String channel : channels) {
            setUp.disk().createDirectories(Destination.of(channel));
        }
        setUp.disk().createDirectories(AgentUnderTest.STATE);
        world.disk().syncAll();
        setUp.kill();
        boolean isCalm = random.nextInt(4) == 0;
        int failures = isCalm ? 0 : random.nextInt(40);
        Map<String, ComponentConfig<Channel>> channel = new TreeMap<>();
        channels.forEach(name -> channel.put(name, channel(random, name)));
        int lives = 1 + random.nextInt(4);
        for (int life = 0; life <= lives; life++) {
            SimProcess process = world.boot("agent");
            WallClock.mayJump(world, random);
            Agent agent = start(process, random, failures, channel);
            WallClock.mayJump(world, random);
            if (!isCalm && random.nextInt(6) == 0) {
                mustRefuseASecond(world, agent, channel);
            }
            if (life == lives) {
                world.await("all events arrive", PATIENCE, () -> hasAll(world, channels));
            } else if (isCalm || random.nextInt(5) == 0) {
                world.sleep(Duration.ofNanos(random.nextLong(600_000_000)));
            } else if (random.nextInt(3) == 0) {
                world.sleep(Duration.ofMillis(1 + random.nextInt(3_000)));
                world.cutPower();
            } else {
                process.crashAt(
                        1 + random.nextInt(250),
                        random.nextBoolean() ? Fate.KILL_PROCESS : Fate.CUT_POWER);
                world.sleep(Duration.ofMillis(1 + random.nextInt(2_000)));
                process.spare();
            }
            if (process.isAlive()) {
                stop(world, process, agent, isCalm);
            }
            if (!isCalm && life + 1 < lives && random.nextInt(4) == 0) {
                damagePositions(world);
                Agent misled = start(world.boot("agent-damaged"), random, failures, channel);
                world.sleep(Duration.ofNanos(1 + random.nextLong(1_500_000_000L)));
                boolean isRefused = hasTold(misled, "MR-6004");
                world.cutPower();
                if (isRefused) {
                    removePositions(world);
                }
            }
        }
        for (String name : channels) {
            Map<Long, Integer> arrived = Destination.content(world, name);
            LedgerAudit.run(world, name, arrived, isChannelDurable() ? EVENTS : -1);
            if (isCalm) {
                mustBeOnce(arrived);
                LedgerAudit.mustKnowAll(world, name, EVENTS);
            }
        }
    }

    /** Whether the channel keeps over a crash what it has, and drops what comes again. */
    protected boolean isChannelDurable() {
        return false;
    }

    /** A channel between them. */
    protected ComponentConfig<Channel> channel(SplittableRandom random, String name) {
        return new MemoryChannelConfig(
                20 + random.nextInt(200),
                10,
                Duration.ofSeconds(3),
                Optional.of(new ByteSize(100_000)),
                0);
    }

    private static Agent start(
            SimProcess process,
            SplittableRandom random,
            int failures,
            Map<String, ComponentConfig<Channel>> channels)
            throws InterruptedException {
        SplittableRandom one = random.split();
        SplittableRandom other = random.split();
        SplittableRandom sinks = random.split();
        List<String> names = List.copyOf(channels.keySet());
        AgentUnderTest wired =
                new AgentUnderTest()
                        .source(
                                "s1",
                                names,
                                context ->
                                        new NumberedSource(
                                                context.host().clock(), one, "a", 0, EVENTS / 2))
                        .source(
                                "s2",
                                names,
                                context ->
                                        new NumberedSource(
                                                context.host().clock(),
                                                other,
                                                "b",
                                                EVENTS / 2,
                                                EVENTS));
        channels.forEach((name, config) ->
                wired.channel(name, config)
                        .sink(
                                "k1" + name,
                                name,
                                context -> sink(context, name, process, sinks, failures))
                        .sink(
                                "k2" + name,
                                name,
                                context -> sink(context, name, process, sinks, failures)));
        Call<Agent> started = process.call("start", () -> wired.start(process));
        return started.get("the agent starts", PATIENCE);
    }

    private static DestinationSink sink(
            io.millrace.spi.Context context,
            String channel,
            SimProcess process,
            SplittableRandom random,
            int failures) {
        String name =
                process.name() + "-" + context.name() + "-" + Long.toHexString(random.nextLong());
        return new DestinationSink(
                context, random.split(), Destination.of(channel), name, failures);
    }

    private static void stop(World world, SimProcess process, Agent agent, boolean isCalm)
            throws InterruptedException {
        Call<Boolean> stopped = process.call("stop", () -> agent.stop(Duration.ofSeconds(30)));
        boolean isDone = stopped.await("the agent stops", PATIENCE);
        if (isCalm && !(isDone && Boolean.TRUE.equals(stopped.value()))) {
            throw new AssertionError("an undisturbed agent did not stop: " + stopped.failure());
        }
        process.kill();
        if (!isCalm && world.random().nextBoolean()) {
            world.cutPower();
        }
    }

    private static boolean hasTold(Agent agent, String code) {
        return agent.status().problems().stream()
                .anyMatch(told -> told.problem().code().equals(code));
    }

    /** Two agents on one directory would read events twice and save over each other. */
    private static void mustRefuseASecond(
            World world, Agent first, Map<String, ComponentConfig<Channel>> channels)
            throws InterruptedException {
        SimProcess process = world.boot("second");
        Agent second = start(process, world.random(), 0, channels);
        world.sleep(Duration.ofMillis(100));
        if (!hasTold(first, "MR-6003")
                && !hasTold(second, "MR-6003")
                && !hasTold(second, "MR-3010")) {
            throw new AssertionError("two agents run on one directory");
        }
        process.kill();
    }

    /** A bit of a saved position turns round: a source may not start, but never from there. */
    private static void damagePositions(World world) throws IOException {
        SplittableRandom random = world.random();
        for (Path path : world.disk().files()) {
            int size = world.disk().content(path).length;
            if (path.toString().endsWith(".positions") && size > 0) {
                world.disk().flip(path, random.nextInt(size), random.nextInt(8));
            }
        }
    }

    /** What the problem's page tells the operator to do. */
    private static void removePositions(World world) throws IOException {
        SimProcess operator = world.boot("operator");
        for (Path path : world.disk().files()) {
            if (path.toString().endsWith(".positions")) {
                operator.disk().delete(path);
            }
        }
        world.disk().syncAll();
        operator.kill();
    }

    /** Whether each event arrived from each channel, or is a dead letter. */
    private static boolean hasAll(World world, List<String> channels) {
        try {
            for (String channel : channels) {
                Set<Long> missing = new TreeSet<>();
                LongStream.range(0, EVENTS).forEach(missing::add);
                missing.removeAll(Destination.content(world, channel).keySet());
                if (!Destination.deadLetters(world, channel, missing).containsAll(missing)) {
                    return false;
                }
            }
            return true;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void mustBeOnce(Map<Long, Integer> counts) {
        counts.forEach((number, count) -> {
            if (count != 1) {
                throw new AssertionError(
                        "event " + number + " arrived " + count + " times, undisturbed");
            }
        });
    }
}
