// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.basic.source.spool.SpoolConfig;
import io.millrace.basic.source.spool.SpoolConfig.ConsumeOrder;
import io.millrace.basic.source.spool.SpoolConfig.DeletePolicy;
import io.millrace.basic.source.spool.SpoolConfig.TrackingPolicy;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The source spooldir, one or two channels and the sink file_roll as they ship, between a program
 * that puts files into a directory and another directory. The agent is killed, the power is cut; at
 * the end every line is there, with a channel of files once, and every file is marked.
 */
public final class SpoolFlowScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public void run(World world) throws Exception {
        new Flow(world).run();
    }

    /** One history. */
    private static final class Flow {
        private final World world;
        private final SplittableRandom random;
        private final boolean isDurable;
        private final boolean isCalm;

        /** Files are written in place, and longer than the source waits. */
        private final boolean isLate;

        private final Duration minAge;
        private final DeletePolicy deletes;
        private final TrackingPolicy tracks;
        private final List<Path> outputs;
        private final SpoolWriter writer;
        private SimProcess program;
        private boolean wasPowerCut;

        Flow(World world) {
            this.world = world;
            this.random = world.random();
            this.isDurable = random.nextInt(4) > 0;
            this.isCalm = random.nextInt(4) == 0;
            boolean writesInPlace = random.nextInt(3) == 0;
            this.deletes = random.nextInt(4) == 0 ? DeletePolicy.IMMEDIATE : DeletePolicy.NEVER;
            // What is written to a file that is removed nobody can read.
            this.isLate =
                    isCalm
                            && writesInPlace
                            && deletes == DeletePolicy.NEVER
                            && random.nextBoolean();
            boolean waits = (writesInPlace && !isLate) || random.nextInt(4) == 0;
            this.minAge = waits ? SpoolWriter.LONGEST_PAUSE.multipliedBy(3) : Duration.ZERO;
            this.tracks = random.nextBoolean() ? TrackingPolicy.RENAME : TrackingPolicy.TRACKER_DIR;
            this.outputs =
                    random.nextInt(3) == 0
                            ? List.of(Path.of("/output-1"), Path.of("/output-2"))
                            : List.of(Path.of("/output-1"));
            this.writer =
                    new SpoolWriter(
                            random.split(),
                            writesInPlace,
                            deletes == DeletePolicy.IMMEDIATE || tracks == TrackingPolicy.RENAME);
            this.program = world.boot("program");
        }

        void run() throws Exception {
            program.kill();
            SimProcess setUp = world.boot("set-up");
            List<Path> directories = new ArrayList<>(outputs);
            directories.add(SpoolWriter.INCOMING);
            directories.add(SpoolWriter.BELOW);
            directories.add(AgentUnderTest.STATE);
            for (Path directory : directories) {
                setUp.disk().createDirectories(directory);
            }
            world.disk().syncAll();
            setUp.kill();
            program = world.boot("program");
            for (int lives = isLate ? 0 : 1 + random.nextInt(3); lives > 0; lives--) {
                live();
            }
            liveToTheEnd();
        }

        private void live() throws Exception {
            Call<Boolean> written = write();
            SimProcess process = world.boot("agent");
            Agent agent = start(process);
            if (isCalm) {
                world.sleep(Duration.ofNanos(random.nextLong(3_000_000_000L)));
            } else {
                crash(process);
            }
            if (process.isAlive()) {
                stop(process, agent);
            }
            written.await("the program writes", PATIENCE);
            noticePowerCut();
        }

        private Call<Boolean> write() {
            SimProcess running = program;
            int files = 1 + random.nextInt(8);
            return running.call("writer", () -> writer.write(running, files));
        }

        private void noticePowerCut() {
            if (!program.isAlive()) {
                wasPowerCut = true;
                writer.lostPower();
                program = world.boot("program");
            }
        }

        /** At some operation of the disk, at some moment, or not at all. */
        private void crash(SimProcess process) throws InterruptedException {
            int how = random.nextInt(5);
            if (how < 3) {
                process.crashAt(
                        1 + random.nextInt(800),
                        random.nextBoolean() ? Fate.CUT_POWER : Fate.KILL_PROCESS);
            }
            world.sleep(Duration.ofMillis(1 + random.nextInt(2_500)));
            process.spare();
            if (how == 3) {
                world.cutPower();
            } else if (how == 4) {
                process.kill();
            }
        }

        private void liveToTheEnd() throws Exception {
            SimProcess process = world.boot("agent");
            Agent agent = start(process);
            write().get("the program writes", PATIENCE);
            long patience = world.nanos() + PATIENCE.toNanos();
            for (String what = missing(); !what.isEmpty(); what = missing()) {
                if (world.nanos() > patience) {
                    throw new AssertionError(what);
                }
                world.sleep(Duration.ofMillis(200));
            }
            stop(process, agent);
            if (isCalm || isDurable) {
                for (Path output : outputs) {
                    mustBeOnce(output);
                }
            }
        }

        private Agent start(SimProcess process) throws InterruptedException {
            AgentUnderTest wired = new AgentUnderTest();
            List<String> channels = new ArrayList<>();
            for (Path output : outputs) {
                String channel = "c" + channels.size();
                wired.channel(channel, channel(channel));
                wired.sink("k" + channels.size(), channel, RolledFiles.config(output, random));
                channels.add(channel);
            }
            wired.source("s1", channels, source());
            Call<Agent> started = process.call("start", () -> wired.start(process));
            return started.get("the agent starts", PATIENCE);
        }

        private ComponentConfig<Channel> channel(String name) {
            if (isDurable) {
                return new FileAgentScenario().channel(random, name);
            }
            return new MemoryChannelConfig(
                    50 + random.nextInt(100),
                    10,
                    Duration.ofSeconds(3),
                    Optional.of(new ByteSize(100_000)),
                    0);
        }

        private SpoolConfig source() {
            ConsumeOrder[] orders = ConsumeOrder.values();
            return new SpoolConfig(
                    SpoolWriter.DIRECTORY,
                    ".COMPLETED",
                    deletes,
                    tracks,
                    Path.of(".flumespool"),
                    false,
                    "file",
                    false,
                    "basename",
                    Pattern.compile("^.*$"),
                    Pattern.compile("^$"),
                    orders[random.nextInt(orders.length)],
                    Duration.ofMillis(50 + random.nextInt(500)),
                    minAge,
                    true,
                    StandardCharsets.UTF_8,
                    SpoolConfig.DecodeErrorPolicy.FAIL,
                    "LINE",
                    SpoolConfig.Decompress.AUTO,
                    Optional.empty(),
                    StandardCharsets.UTF_8,
                    SpoolConfig.SchemaType.HASH,
                    1_000_000,
                    Optional.empty());
        }

        private void stop(SimProcess process, Agent agent) throws InterruptedException {
            Call<Boolean> stopped = process.call("stop", () -> agent.stop(Duration.ofSeconds(30)));
            if (!stopped.get("the agent stops", PATIENCE)) {
                throw new AssertionError("the agent did not stop in time");
            }
            process.kill();
        }

        /** What has not arrived, or else what is not marked; empty if nothing is missing. */
        private String missing() throws IOException {
            for (Path output : outputs) {
                TreeSet<Long> lines = new TreeSet<>(writer.durable());
                lines.removeAll(RolledFiles.counts(world, output).keySet());
                if (!lines.isEmpty()) {
                    return "lines that do not arrive: " + lines;
                }
            }
            List<Path> files = world.disk().files();
            for (Path file : files) {
                if (file.startsWith(SpoolWriter.DIRECTORY) && !isDone(file, files)) {
                    return "a file that is not marked: " + file;
                }
            }
            return "";
        }

        private boolean isDone(Path file, List<Path> files) {
            Path below = SpoolWriter.DIRECTORY.relativize(file);
            Path note = SpoolWriter.DIRECTORY.resolve(".flumespool").resolve(below + ".COMPLETED");
            boolean isNoted = tracks == TrackingPolicy.TRACKER_DIR && files.contains(note);
            return below.startsWith(".flumespool")
                    || String.valueOf(file.getFileName()).startsWith(".")
                    || file.toString().endsWith(".COMPLETED")
                    || (isNoted && deletes == DeletePolicy.NEVER);
        }

        private void mustBeOnce(Path output) throws IOException {
            for (Map.Entry<Long, Integer> line : RolledFiles.counts(world, output).entrySet()) {
                if (line.getValue() != 1 && !writer.doubtful().contains(line.getKey())) {
                    throw new AssertionError(
                            "line " + line.getKey() + " is there " + line.getValue() + " times");
                }
            }
            List<String> others = RolledFiles.others(world, output);
            if (!wasPowerCut && !isLate && !others.isEmpty()) {
                throw new AssertionError("lines that nobody wrote: " + others);
            }
        }
    }
}
