// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.load.Pace;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.bench.program.RunningAgent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What it costs to follow very many files in which nothing happens. */
public final class IdleFiles implements Scenario {
    private static final int FILES = 100_000;
    private static final Metric CPU = Metric.less("CPU at rest", "% of a core");
    private static final Metric PEAK = Metric.less("peak RSS", "MiB");
    private static final String MILLRACE = "millrace";
    private static final long SETTLE_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 60_000_000_000L;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Programs programs;
    private final Path data;

    /** With files in the directory {@code data}, which it makes. */
    public IdleFiles(Programs programs, Path data) {
        this.programs = programs;
        this.data = data.resolve("idle");
    }

    @Override
    public String name() {
        return "idle-files";
    }

    @Override
    public String description() {
        return "%,d files of one line in a directory, by TAILDIR to memory channel to null sink:"
                        .formatted(FILES)
                + " CPU of a minute in which nothing happens, ten after all was delivered";
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data);
        for (int i = 0; i < FILES; i++) {
            Path file = data.resolve("app-" + i + ".log");
            if (!Files.exists(file)) {
                Files.writeString(file, "the only line of file " + i + "\n");
            }
        }
    }

    @Override
    public List<Metric> metrics() {
        return List.of(CPU, PEAK, MachineLoad.OTHERS);
    }

    @Override
    public List<Contender> contenders() {
        return programs.millrace().stream().map(this::contender).toList();
    }

    private Contender contender(Program program) {
        String configuration =
                """
                a.sources = r
                a.channels = c
                a.sinks = k
                a.sources.r.type = TAILDIR
                a.sources.r.filegroups = f
                a.sources.r.filegroups.f = %s/app-.*
                a.sources.r.positionFile = @DIRECTORY@/positions.json
                a.sources.r.channels = c
                a.channels.c.type = memory
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """
                        .formatted(data.toAbsolutePath().normalize());
        Flow flow = new Flow("a", configuration, List.of("-Xms256m", "-Xmx256m"));
        return new Contender(
                MILLRACE,
                program.name(),
                flow.describe(),
                directory -> measure(program, flow, directory));
    }

    private static Map<String, Double> measure(Program program, Flow flow, Path directory)
            throws Exception {
        try (RunningAgent agent = program.start(directory, flow.in(directory))) {
            agent.process()
                    .await(
                            FILES + " events",
                            LIMIT,
                            PAUSE,
                            () ->
                                    agent.count(ThroughputTrial.CHANNEL, ThroughputTrial.TAKEN)
                                            >= FILES);
            Pace.waitUntil(System.nanoTime() + SETTLE_NANOS);
            MachineLoad load = MachineLoad.begin();
            double before = agent.cost().cpuSeconds();
            long start = System.nanoTime();
            Pace.waitUntil(start + LOOK_NANOS);
            double cpu = agent.cost().cpuSeconds() - before;
            double others = load.othersCores(cpu);
            double seconds = (System.nanoTime() - start) / 1e9;
            double peak = agent.cost().peakResidentMebibytes();
            agent.stop();
            return Map.of(
                    CPU.name(),
                    100 * cpu / seconds,
                    PEAK.name(),
                    peak,
                    MachineLoad.OTHERS.name(),
                    others);
        }
    }

    @Override
    public List<Bar> bars() {
        return List.of(Bar.goal(MILLRACE, CPU, 5));
    }
}
