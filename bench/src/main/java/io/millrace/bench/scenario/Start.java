// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.Scenario;
import io.millrace.bench.load.ArrivalWatch;
import io.millrace.bench.load.LineLoad;
import io.millrace.bench.load.Pace;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.bench.program.RunningAgent;
import io.millrace.compat.peer.JavaProcess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of a process to its first event, and what it holds when it is idle. */
public final class Start implements Scenario {
    private static final Metric FIRST_EVENT = Metric.less("first event", "ms");
    private static final Metric VERSION = Metric.less("version", "ms");
    private static final Metric CPU = Metric.less("CPU until then", "s");
    private static final Metric IDLE = Metric.less("idle RSS", "MiB");

    /** 90 MB. */
    private static final double IDLE_GOAL_MEBIBYTES = 90e6 / (1 << 20);

    private static final String MILLRACE = "millrace";
    private static final String FLUME = "flume";
    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final long ARRIVAL_LIMIT_NANOS = 20_000_000_000L;

    private final Programs programs;

    public Start(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "the command version from start to end; a fresh agent (netcat source, memory"
                + " channel, file_roll sink) from its start to the first line visible in the file;"
                + " its resident memory after five idle seconds";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(FIRST_EVENT, VERSION, CPU, IDLE);
    }

    @Override
    public List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program -> contenders.add(contender(MILLRACE, program, List.of())));
        contenders.add(contender(FLUME, programs.flume(), List.of("-Xmx256m")));
        return contenders;
    }

    private Contender contender(String label, Program program, List<String> heap) {
        return new Contender(
                label,
                program.name(),
                NetcatToFile.flow(heap).describe(),
                directory -> measure(program, heap, directory));
    }

    private Map<String, Double> measure(Program program, List<String> heap, Path directory)
            throws Exception {
        long start = System.nanoTime();
        try (JavaProcess version =
                JavaProcess.start("version", directory, program.versionCommand())) {
            int code = version.awaitEnd(Duration.ofMinutes(1));
            if (code != 0) {
                throw new RefusedResultException("version ended with " + code);
            }
        }
        double versionMillis = (System.nanoTime() - start) / 1e6;

        NetcatToFile flow = new NetcatToFile(program, heap, directory);
        int lineBytes = LineFlow.LINES.lineBytes();
        try (ArrivalWatch watch = new ArrivalWatch(flow.output(), lineBytes, 1)) {
            start = System.nanoTime();
            try (RunningAgent agent = flow.start();
                    LineLoad load = flow.load(1)) {
                load.send(1, 1);
                if (!watch.await(1, ARRIVAL_LIMIT_NANOS)) {
                    throw new RefusedResultException("the line did not arrive");
                }
                double firstMillis = (watch.seenAt(0) - start) / 1e6;
                double cpu = agent.cost().cpuSeconds();
                Pace.waitUntil(System.nanoTime() + IDLE_NANOS);
                double idle = agent.cost().residentMebibytes();
                agent.stop();
                flow.check(program.name(), 1);
                return Map.of(
                        VERSION.name(), versionMillis,
                        FIRST_EVENT.name(), firstMillis,
                        CPU.name(), cpu,
                        IDLE.name(), idle);
            }
        }
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                Bar.goal(MILLRACE, VERSION, 250),
                Bar.goal(MILLRACE, FIRST_EVENT, 600),
                Bar.goal(MILLRACE, IDLE, IDLE_GOAL_MEBIBYTES),
                new Bar(MILLRACE, FIRST_EVENT, 1, FLUME),
                new Bar(MILLRACE, VERSION, 1, FLUME),
                new Bar(MILLRACE, IDLE, 1, FLUME));
    }
}
