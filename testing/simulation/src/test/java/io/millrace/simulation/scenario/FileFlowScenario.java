// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.basic.source.file.FileConfig;
import io.millrace.basic.source.taildir.TaildirConfig;
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
import io.millrace.spi.Source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The source file or taildir, a channel and the sink file_roll as they ship, between a program that
 * writes and rotates its log and a directory. The agent is killed, the power is cut; at the end
 * every line that the log kept is in the directory, and with a channel of files no line is there
 * twice.
 */
public final class FileFlowScenario implements Scenario {
    private static final Path OUTPUT = Path.of("/output");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final boolean tails;
    private final boolean exact;

    /** Where all lines go to, each over a channel of its own. */
    private final List<Path> outputs;

    /** With the source file and a channel in memory. */
    public FileFlowScenario() {
        this(false, false, List.of(OUTPUT));
    }

    private FileFlowScenario(boolean tails, boolean exact, List<Path> outputs) {
        this.tails = tails;
        this.exact = exact;
        this.outputs = outputs;
    }

    /** With the source taildir and a channel in memory. */
    public static FileFlowScenario ofTaildir() {
        return new FileFlowScenario(true, false, List.of(OUTPUT));
    }

    /** With the source file and a channel of files. */
    public static FileFlowScenario exactly() {
        return new FileFlowScenario(false, true, List.of(OUTPUT));
    }

    /** With the source taildir and a channel of files. */
    public static FileFlowScenario exactlyOfTaildir() {
        return new FileFlowScenario(true, true, List.of(OUTPUT));
    }

    /** With the source taildir and two channels of files, each of which gets all. */
    public static FileFlowScenario exactlyTwiceOfTaildir() {
        return new FileFlowScenario(true, true, List.of(OUTPUT, Path.of("/second")));
    }

    @Override
    public void run(World world) throws Exception {
        SplittableRandom random = world.random();
        SimProcess setUp = world.boot("set-up");
        for (Path directory : List.of(LogWriter.DIRECTORY, Path.of("/state"))) {
            setUp.disk().createDirectories(directory);
        }
        for (Path output : outputs) {
            setUp.disk().createDirectories(output);
        }
        world.disk().syncAll();
        setUp.kill();
        boolean isCalm = random.nextInt(4) == 0;
        LogWriter writer = new LogWriter(random.split(), copies -> mayRotate(world, copies));
        int lives = 1 + random.nextInt(3);
        SimProcess program = world.boot("program");
        for (int life = 0; life < lives; life++) {
            program = living(world, writer, program);
            SimProcess running = program;
            Call<Boolean> written =
                    running.call("writer", () -> writer.write(running, 1 + random.nextInt(60)));
            if (exact && random.nextInt(4) > 0) {
                // No power cut takes back what the agent has seen; it has all lines to deliver.
                written.await("the program writes", PATIENCE);
            }
            SimProcess process = world.boot("agent");
            Agent agent = start(process, random);
            if (random.nextInt(3) == 0) {
                failASync(world);
            }
            if (isCalm) {
                world.sleep(Duration.ofNanos(random.nextLong(2_000_000_000)));
            } else {
                crash(world, process);
            }
            if (process.isAlive()) {
                stop(process, agent);
            }
            written.await("the program writes", PATIENCE);
        }
        if (!program.isAlive()) {
            writer.lostPower();
        }
        world.disk().faults().heal();
        SimProcess process = world.boot("agent");
        Agent agent = start(process, random);
        long patience = world.nanos() + PATIENCE.toNanos();
        while (!(exact && writer.mayHaveLost()) && !missing(world, writer).isEmpty()) {
            if (world.nanos() > patience) {
                throw new AssertionError("lines that do not arrive: " + missing(world, writer));
            }
            world.sleep(Duration.ofMillis(50));
        }
        stop(process, agent);
        if (isCalm || (exact && !writer.mayHaveLost())) {
            for (Path output : outputs) {
                mustBeOnce(RolledFiles.counts(world, output));
            }
        }
    }

    /** The sink writes such a batch anew, and takes what it had written off the file. */
    private void failASync(World world) throws InterruptedException {
        SplittableRandom random = world.random();
        boolean ofTheRecord = exact && random.nextInt(4) == 0;
        if (exact) {
            world.sleep(Duration.ofMillis(random.nextInt(60)));
        }
        world.disk()
                .faults()
                .onlyFor(path ->
                        ofTheRecord
                                ? path.toString().contains("file-roll-record")
                                : path.startsWith(OUTPUT));
        world.disk().faults().failSyncs(1, false);
    }

    /** At some operation of the disk, at some moment, or not at all. */
    private void crash(World world, SimProcess process) throws InterruptedException {
        SplittableRandom random = world.random();
        int how = random.nextInt(5);
        if (how < 2) {
            process.crashAt(
                    1 + random.nextInt(600),
                    random.nextBoolean() ? Fate.CUT_POWER : Fate.KILL_PROCESS);
        }
        // What is in doubt is so for a moment only, and soon there are no lines any more.
        world.sleep(Duration.ofMillis(1 + random.nextInt(exact ? 600 : 4_000)));
        process.spare();
        if (how == 2) {
            world.cutPower();
        } else if (how == 3) {
            process.kill();
        }
    }

    private static SimProcess living(World world, LogWriter writer, SimProcess program) {
        if (program.isAlive()) {
            return program;
        }
        writer.lostPower();
        return world.boot("program");
    }

    private Agent start(SimProcess process, SplittableRandom random) throws InterruptedException {
        AgentUnderTest wired = new AgentUnderTest().channel("c1", channel(random, "c1"));
        List<String> channels = new ArrayList<>(List.of("c1"));
        for (int i = 2; i <= outputs.size(); i++) {
            channels.add("c" + i);
            wired.channel("c" + i, channel(random, "c" + i));
        }
        wired.source("s1", channels, source(random));
        for (int i = 1; i <= outputs.size(); i++) {
            wired.sink("k" + i, "c" + i, RolledFiles.config(outputs.get(i - 1), random));
        }
        Call<Agent> started = process.call("start", () -> wired.start(process));
        return started.get("the agent starts", PATIENCE);
    }

    private ComponentConfig<Channel> channel(SplittableRandom random, String name) {
        if (exact) {
            return new FileAgentScenario().channel(random, name);
        }
        return new MemoryChannelConfig(
                50 + random.nextInt(100),
                10,
                Duration.ofSeconds(3),
                Optional.of(new ByteSize(100_000)),
                0);
    }

    private ComponentConfig<Source> source(SplittableRandom random) {
        ByteSize longest = new ByteSize(1 << 16);
        if (!tails) {
            return new FileConfig(LogWriter.FILE, longest);
        }
        return new TaildirConfig(
                List.of("f1"),
                Map.of("f1", LogWriter.DIRECTORY + "/app\\.log.*"),
                Map.of(),
                Optional.of(Path.of("/state/taildir_position.json")),
                false,
                false,
                Duration.ofSeconds(1 + random.nextInt(120)),
                Duration.ofSeconds(3),
                true,
                false,
                "file",
                longest,
                false,
                true,
                Optional.empty(),
                Duration.ofSeconds(1),
                1 + random.nextInt(5));
    }

    private static void stop(SimProcess process, Agent agent) throws InterruptedException {
        Call<Boolean> stopped = process.call("stop", () -> agent.stop(Duration.ofSeconds(30)));
        if (!stopped.get("the agent stops", PATIENCE)) {
            throw new AssertionError("the agent did not stop in time");
        }
        process.kill();
    }

    /**
     * What is rotated away before the agent has opened the file at all, nobody can know of; and a
     * file that was emptied before a line of it was delivered looks as it did.
     */
    private static boolean mayRotate(World world, boolean byCopying) {
        try {
            for (Path path : world.disk().files()) {
                if (path.endsWith("s1.positions")) {
                    String text = new String(world.disk().content(path), StandardCharsets.UTF_8);
                    return !byCopying || !text.matches("(?s).* 0 \\S+\\n");
                }
            }
            return false;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Set<Long> missing(World world, LogWriter writer) {
        try {
            TreeSet<Long> missing = new TreeSet<>();
            for (Path output : outputs) {
                TreeSet<Long> here = new TreeSet<>(writer.durable());
                here.removeAll(RolledFiles.counts(world, output).keySet());
                missing.addAll(here);
            }
            return missing;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void mustBeOnce(Map<Long, Integer> counts) {
        counts.forEach((number, count) -> {
            if (count != 1) {
                throw new AssertionError("line " + number + " is there " + count + " times");
            }
        });
    }
}
