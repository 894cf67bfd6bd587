// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.bench.program.RunningAgent;
import io.millrace.compat.peer.load.PutLoad;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Runs a flow whose source is a {@link PutLoad} and whose sink looks at every event, until the load
 * has written its report.
 *
 * @param program runs it
 * @param flow what to run
 * @param events that are measured
 */
record LoadTrial(Program program, Flow flow, long events) implements Contender.Trial {
    static final Metric ACCEPTED = Metric.more("accepted", "events/s");
    static final Metric DELIVERED = Metric.more("delivered", "events/s");
    static final Metric ACCEPTED_BYTES = Metric.more("accepted bytes", "MB/s");
    static final Metric PUT_P50 = Metric.less("put p50", "us");
    static final Metric PUT_P99 = Metric.less("put p99", "us");
    static final Metric PER_FLUSH = Metric.more("events for each flush", "");
    static final Metric DELIVERY_P50 = Metric.less("delivery p50", "ms");
    static final Metric DELIVERY_P99 = Metric.less("delivery p99", "ms");
    static final Metric DELIVERY_P999 = Metric.less("delivery p99.9", "ms");
    static final Metric LONE = Metric.less("lone event", "ms");
    static final Metric CPU = Metric.less("CPU", "s/M events");
    static final Metric PEAK = Metric.less("peak RSS", "MiB");

    static final int BODY_BYTES = 500;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** The flow for a program; {@code types} of source and sink. */
    static String configuration(Types types, PutLoad.Plan plan, int batch) {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = %s
        a.sources.r.producers = %d
        a.sources.r.batch = %d
        a.sources.r.bodyBytes = %d
        a.sources.r.warmUp = %d
        a.sources.r.events = %d
        a.sources.r.perMilli = %d
        a.sources.r.lone = %d
        a.sources.r.directory = %s
        a.sources.r.channels = c
        a.sinks.k.type = %s
        a.sinks.k.batchSize = %d
        a.sinks.k.channel = c
        """
                .formatted(
                        types.source,
                        plan.producers(),
                        plan.batch(),
                        plan.bodyBytes(),
                        plan.warmUp(),
                        plan.events(),
                        plan.perMilli(),
                        plan.lone(),
                        plan.directory(),
                        types.sink,
                        batch);
    }

    /** How a program calls the load and the far end. */
    record Types(String source, String sink) {
        static final Types MILLRACE = new Types("bench_put_load", "bench_arrival");
        static final Types FLUME =
                new Types(
                        "io.millrace.compat.peer.load.PutLoadSource",
                        "io.millrace.compat.peer.load.ArrivalSink");
    }

    /** Every contender of a scenario with these loads. */
    static List<Contender> contenders(
            Programs programs,
            String standIn,
            PutLoad.Plan millrace,
            PutLoad.Plan flume,
            int batch) {
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program ->
                        contenders.add(
                                contender(
                                        FileChannel.millrace(standIn),
                                        program,
                                        configuration(Types.MILLRACE, millrace, batch)
                                                + FileChannel.keys(standIn),
                                        millrace)));
        contenders.add(
                contender(
                        "flume",
                        programs.flume(),
                        configuration(Types.FLUME, flume, batch) + FileChannel.keys(),
                        flume));
        return contenders;
    }

    /** One contender. */
    static Contender contender(
            String label, Program program, String configuration, PutLoad.Plan plan) {
        Flow flow = new Flow("a", configuration, FileChannel.HEAP);
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                new LoadTrial(program, flow, plan.events()));
    }

    @Override
    public Map<String, Double> run(Path directory)
            throws IOException, InterruptedException, RefusedResultException {
        MachineLoad load = MachineLoad.begin();
        Path file = directory.resolve(PutLoad.REPORT);
        try (RunningAgent agent = program.start(directory, flow.in(directory))) {
            agent.process().await("the report of the load", LIMIT, PAUSE, () -> Files.exists(file));
            Properties report = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                report.load(in);
            }
            double peak = agent.cost().peakResidentMebibytes();
            double others = load.othersCores(agent.cost().cpuSeconds());
            long taken = agent.count(ThroughputTrial.CHANNEL, ThroughputTrial.TAKEN);
            agent.stop();
            check(report, taken);
            Map<String, Double> values = new HashMap<>();
            double seconds = number(report, "put.seconds");
            values.put(ACCEPTED.name(), events / seconds);
            values.put(ACCEPTED_BYTES.name(), events * BODY_BYTES / seconds / 1e6);
            values.put(DELIVERED.name(), events / number(report, "seconds"));
            values.put(PUT_P50.name(), number(report, "put.p50"));
            values.put(PUT_P99.name(), number(report, "put.p99"));
            double flushes = number(report, "flushes");
            values.put(PER_FLUSH.name(), flushes == 0 ? 0 : events / flushes);
            values.put(DELIVERY_P50.name(), number(report, "delivery.p50") / 1e3);
            values.put(DELIVERY_P99.name(), number(report, "delivery.p99") / 1e3);
            values.put(DELIVERY_P999.name(), number(report, "delivery.p99.9") / 1e3);
            values.put(LONE.name(), number(report, "lone.p50") / 1e3);
            values.put(CPU.name(), number(report, "cpu.seconds") / (events / 1e6));
            values.put(PEAK.name(), peak);
            values.put(MachineLoad.OTHERS.name(), others);
            return values;
        }
    }

    private void check(Properties report, long taken) throws RefusedResultException {
        long sent = (long) number(report, "sent");
        long arrived = (long) number(report, "arrived");
        long doubled = (long) number(report, "doubled");
        long damaged = (long) number(report, "damaged");
        if (arrived != sent || doubled != 0 || damaged != 0 || taken != sent) {
            throw new RefusedResultException(
                    String.format(
                            Locale.ROOT,
                            "%s: of %d events sent %d arrived, %d more came again, %d were damaged,"
                                    + " %d left the channel",
                            program.name(),
                            sent,
                            arrived,
                            doubled,
                            damaged,
                            taken));
        }
    }

    private static double number(Properties report, String key) {
        return Double.parseDouble(report.getProperty(key));
    }
}
