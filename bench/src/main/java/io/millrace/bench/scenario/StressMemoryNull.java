// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.Limits;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;

import java.util.ArrayList;
import java.util.List;

/** Events made as fast as a source can, through a memory channel, into nothing. */
public final class StressMemoryNull implements Scenario {
    private static final int BODY_BYTES = 500;
    private static final int BATCH = 1000;
    private static final String MILLRACE = "millrace";
    private static final String FLUME_ONE_OBJECT = "flume, one object";
    private static final String FLUME_DISTINCT = "flume, distinct bodies";
    private static final List<String> MILLRACE_HEAP = List.of("-Xms256m", "-Xmx256m");
    private static final String MILLRACE_KEYS =
            """
            a.sources.r.distinct = true
            a.sinks.k.verify = true
            """;
    private static final List<String> FLUME_HEAP = List.of("-Xms1g", "-Xmx1g");

    private final Programs programs;
    private final double scale;

    /** {@code scale} makes runs longer or shorter; 1 is about eight seconds. */
    public StressMemoryNull(Programs programs, double scale) {
        this.programs = programs;
        this.scale = scale;
    }

    @Override
    public String name() {
        return "stress-memory-null";
    }

    @Override
    public String description() {
        return "stress source (500-byte bodies) to memory channel to null sink, batches of 1000;"
                + " Flume once with its own source, which puts one object again and again, and"
                + " once with a source that hands out distinct bodies, as ours does";
    }

    @Override
    public List<Metric> metrics() {
        return ThroughputTrial.METRICS;
    }

    @Override
    public List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program ->
                        contenders.add(
                                contender(
                                        MILLRACE,
                                        program,
                                        MILLRACE_HEAP,
                                        100_000_000,
                                        "stress",
                                        MILLRACE_KEYS)));
        contenders.add(
                contender(
                        FLUME_ONE_OBJECT,
                        programs.flume(),
                        FLUME_HEAP,
                        80_000_000,
                        "org.apache.flume.source.StressSource",
                        ""));
        contenders.add(
                contender(
                        FLUME_DISTINCT,
                        programs.flume(),
                        FLUME_HEAP,
                        60_000_000,
                        "io.millrace.compat.peer.DistinctBodySource",
                        ""));
        return contenders;
    }

    private Contender contender(
            String label,
            Program program,
            List<String> heap,
            long events,
            String source,
            String keys) {
        long count = Math.max(1, Math.round(events * scale / BATCH)) * BATCH;
        Flow flow = new Flow("a", configuration(source, count) + keys, heap);
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                new ThroughputTrial(program, flow, count, count * BODY_BYTES));
    }

    private static String configuration(String source, long events) {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = %s
        a.sources.r.size = 500
        a.sources.r.batchSize = 1000
        a.sources.r.maxTotalEvents = %d
        a.sources.r.channels = c
        a.channels.c.type = memory
        a.channels.c.capacity = 100000
        a.channels.c.transactionCapacity = 1000
        a.sinks.k.type = null
        a.sinks.k.batchSize = 1000
        a.sinks.k.channel = c
        """
                .formatted(source, events);
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                new Bar(MILLRACE, ThroughputTrial.STEADY, 1.2, FLUME_ONE_OBJECT),
                new Bar(MILLRACE, ThroughputTrial.STEADY, 3, FLUME_DISTINCT),
                new Bar(MILLRACE, ThroughputTrial.STEADY_BYTES, 0.5, Bar.LIMIT + Limits.MEMCPY_CRC),
                new Bar(MILLRACE, ThroughputTrial.CPU, 1, FLUME_ONE_OBJECT),
                new Bar(MILLRACE, ThroughputTrial.CPU, 1, FLUME_DISTINCT),
                new Bar(MILLRACE, ThroughputTrial.PEAK, 1, FLUME_ONE_OBJECT),
                new Bar(MILLRACE, ThroughputTrial.PEAK, 1, FLUME_DISTINCT));
    }
}
