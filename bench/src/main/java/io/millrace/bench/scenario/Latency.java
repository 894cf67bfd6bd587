// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.Scenario;
import io.millrace.bench.Statistics;
import io.millrace.bench.load.ArrivalWatch;
import io.millrace.bench.load.LineLoad;
import io.millrace.bench.load.Pace;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.bench.program.RunningAgent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** From the moment a line is due to its visibility in the output file. */
public final class Latency implements Scenario {
    private static final Metric P50 = Metric.less("p50", "ms");
    private static final Metric P99 = Metric.less("p99", "ms");
    private static final Metric P999 = Metric.less("p99.9", "ms");
    private static final Metric LONE = Metric.less("lone event", "ms");
    private static final Metric CPU = Metric.less("CPU", "% of a core");

    private static final String MILLRACE = "millrace";
    private static final String FLUME = "flume";

    private static final int PER_MILLI = 10;
    private static final int LONE_EVENTS = 3;
    private static final long IDLE_NANOS = 1_500_000_000L;
    private static final long ARRIVAL_LIMIT_NANOS = 20_000_000_000L;

    /** What the lines pass. */
    private enum Way {
        SOCKET(
                "latency",
                "over one connection to netcat source, memory channel",
                NetcatToFile::flow,
                NetcatToFile::new,
                500_000,
                50,
                2),
        LOG(
                "log-latency",
                "appended to a log, by TAILDIR to file channel",
                LogToFile::flow,
                LogToFile::new,
                200_000,
                20,
                20);

        private final String name;
        private final String description;
        private final Function<List<String>, Flow> setup;
        private final FlowMaker maker;
        private final int warmUpLines;
        private final int warmUpPerMilli;
        private final double goalMillis;

        Way(
                String name,
                String description,
                Function<List<String>, Flow> setup,
                FlowMaker maker,
                int warmUpLines,
                int warmUpPerMilli,
                double goalMillis) {
            this.name = name;
            this.description = description;
            this.setup = setup;
            this.maker = maker;
            this.warmUpLines = warmUpLines;
            this.warmUpPerMilli = warmUpPerMilli;
            this.goalMillis = goalMillis;
        }
    }

    private interface FlowMaker {
        LineFlow in(Program program, List<String> heap, Path directory) throws IOException;
    }

    private final Way way;
    private final Programs programs;
    private final int lines;

    private Latency(Way way, Programs programs, double scale) {
        this.way = way;
        this.programs = programs;
        this.lines = (int) Math.max(10_000, Math.round(100_000 * scale));
    }

    /**
     * Over a socket and through a memory channel.
     *
     * @param scale makes runs longer or shorter; 1 is ten seconds at the measured rate
     */
    public static Latency ofSocket(Programs programs, double scale) {
        return new Latency(Way.SOCKET, programs, scale);
    }

    /** The same from a log and through a file channel. */
    public static Latency ofLog(Programs programs, double scale) {
        return new Latency(Way.LOG, programs, scale);
    }

    @Override
    public String name() {
        return way.name;
    }

    @Override
    public String description() {
        return "10,000 lines/s of 250 bytes "
                + way.description
                + ", file_roll sink: from the time a line is due to its visibility in the file;"
                + " then single lines into the idle agent";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(P99, P50, P999, LONE, CPU);
    }

    @Override
    public List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program ->
                        contenders.add(
                                contender(MILLRACE, program, List.of("-Xms256m", "-Xmx256m"))));
        contenders.add(contender(FLUME, programs.flume(), List.of("-Xms1g", "-Xmx1g")));
        return contenders;
    }

    private Contender contender(String label, Program program, List<String> heap) {
        return new Contender(
                label,
                program.name(),
                way.setup.apply(heap).describe(),
                directory -> measure(program, heap, directory));
    }

    private Map<String, Double> measure(Program program, List<String> heap, Path directory)
            throws Exception {
        LineFlow flow = way.maker.in(program, heap, directory);
        int most = way.warmUpLines + lines + LONE_EVENTS;
        int lineBytes = LineFlow.LINES.lineBytes();
        try (RunningAgent agent = flow.start();
                LineLoad load = flow.load(most);
                ArrivalWatch watch = new ArrivalWatch(flow.output(), lineBytes, most)) {
            load.send(way.warmUpLines, way.warmUpPerMilli);
            awaitAll(watch, load, program);

            double cpuBefore = agent.cost().cpuSeconds();
            long start = System.nanoTime();
            load.send(lines, PER_MILLI);
            awaitAll(watch, load, program);
            double cpu =
                    (agent.cost().cpuSeconds() - cpuBefore) / ((System.nanoTime() - start) / 1e9);
            long[] delays = new long[lines];
            for (int i = 0; i < lines; i++) {
                int line = way.warmUpLines + i;
                delays[i] = watch.seenAt(line) - load.dueAt(line);
            }
            Arrays.sort(delays);

            List<Double> lone = new ArrayList<>();
            for (int i = 0; i < LONE_EVENTS; i++) {
                Pace.waitUntil(System.nanoTime() + IDLE_NANOS);
                int line = load.sent();
                load.send(1, 1);
                awaitAll(watch, load, program);
                lone.add((watch.seenAt(line) - load.dueAt(line)) / 1e6);
            }
            agent.stop();
            flow.check(program.name(), load.sent());
            return Map.of(
                    P50.name(), percentile(delays, 0.5),
                    P99.name(), percentile(delays, 0.99),
                    P999.name(), percentile(delays, 0.999),
                    LONE.name(), Statistics.median(lone),
                    CPU.name(), cpu * 100);
        }
    }

    private static void awaitAll(ArrivalWatch watch, LineLoad load, Program program)
            throws RefusedResultException {
        if (!watch.await(load.sent(), ARRIVAL_LIMIT_NANOS)) {
            throw new RefusedResultException(
                    watch.arrived() + " lines arrived of " + load.sent() + " by " + program.name());
        }
    }

    /** In milliseconds, of sorted nanoseconds. */
    private static double percentile(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                Bar.goal(MILLRACE, P99, way.goalMillis),
                Bar.goal(MILLRACE, LONE, 5),
                new Bar(MILLRACE, P99, 1, FLUME),
                new Bar(MILLRACE, LONE, 10, FLUME),
                new Bar(MILLRACE, CPU, 1, FLUME));
    }
}
