// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.DurableWrites;
import io.millrace.bench.limit.Limit;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Events made as fast as a source can, through a file channel, into nothing. */
public final class FileChannelNull implements Scenario {
    private static final int BODY_BYTES = 500;
    private static final String FLUME = "flume";
    static final String MILLRACE_KEYS =
            """
            a.sources.r.distinct = true
            a.sinks.k.verify = true
            """;
    private static final double PEAK_MEBIBYTES = 450e6 / (1 << 20);

    private final int batch;
    private final long millraceEvents;
    private final long flumeEvents;
    private final double timesFlume;
    private final Programs programs;
    private final String standIn;
    private final Path directory;

    private FileChannelNull(
            int batch,
            long millraceEvents,
            long flumeEvents,
            double timesFlume,
            Programs programs,
            String standIn,
            Path directory) {
        this.batch = batch;
        this.millraceEvents = millraceEvents;
        this.flumeEvents = flumeEvents;
        this.timesFlume = timesFlume;
        this.programs = programs;
        this.standIn = standIn;
        this.directory = directory;
    }

    /**
     * With batches of 1000 or of 100.
     *
     * @param scale makes runs longer or shorter; 1 is about ten seconds
     * @param standIn type of the channel that takes the place of Millrace's, or empty
     * @param directory on the disk that is measured
     */
    public static FileChannelNull inBatchesOf(
            int batch, Programs programs, double scale, String standIn, Path directory) {
        boolean isLarge = batch >= 1000;
        return new FileChannelNull(
                batch,
                whole((isLarge ? 10_000_000 : 5_000_000) * scale, batch),
                whole((isLarge ? 600_000 : 500_000) * scale, batch),
                isLarge ? 15 : 6,
                programs,
                standIn,
                directory);
    }

    private static long whole(double events, int batch) {
        return Math.max(20, Math.round(events / batch)) * batch;
    }

    @Override
    public String name() {
        return "file-null-" + batch;
    }

    @Override
    public String description() {
        return "distinct 500-byte bodies, as fast as they can be made, to file channel to null"
                + " sink, batches of "
                + batch
                + ", each acknowledged when it is synced; heap of 256 MiB for all";
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
                                        FileChannel.millrace(standIn),
                                        program,
                                        millraceEvents,
                                        "stress",
                                        FileChannel.keys(standIn) + MILLRACE_KEYS)));
        contenders.add(
                contender(
                        FLUME,
                        programs.flume(),
                        flumeEvents,
                        "io.millrace.compat.peer.DistinctBodySource",
                        FileChannel.keys()));
        return contenders;
    }

    private Contender contender(
            String label, Program program, long events, String source, String keys) {
        Flow flow = new Flow("a", configuration(source, batch, events) + keys, FileChannel.HEAP);
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                new ThroughputTrial(program, flow, events, events * BODY_BYTES));
    }

    /** All but the channel. */
    static String configuration(String source, int batch, long events) {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = %s
        a.sources.r.size = %d
        a.sources.r.batchSize = %d
        a.sources.r.maxTotalEvents = %d
        a.sources.r.channels = c
        a.sinks.k.type = null
        a.sinks.k.batchSize = %d
        a.sinks.k.channel = c
        """
                .formatted(source, BODY_BYTES, batch, events, batch);
    }

    @Override
    public List<Limit> limits() throws IOException {
        return DurableWrites.of(batch * BODY_BYTES).limits(directory);
    }

    @Override
    public List<Bar> bars() {
        String growing = DurableWrites.of(batch * BODY_BYTES).growing();
        String preallocated = DurableWrites.of(batch * BODY_BYTES).preallocated();
        String millrace = FileChannel.millrace(standIn);
        List<Bar> bars = new ArrayList<>();
        bars.add(new Bar(millrace, ThroughputTrial.STEADY, timesFlume, FLUME));
        if (batch >= 1000) {
            bars.add(new Bar(millrace, ThroughputTrial.STEADY_BYTES, 0.6, Bar.LIMIT + growing));
        } else {
            bars.add(Bar.share(millrace, ThroughputTrial.STEADY_BYTES, growing));
        }
        bars.add(Bar.share(millrace, ThroughputTrial.STEADY_BYTES, preallocated));
        bars.add(Bar.share(FLUME, ThroughputTrial.STEADY_BYTES, growing));
        bars.add(new Bar(millrace, ThroughputTrial.CPU, 10, FLUME));
        bars.add(Bar.goal(millrace, ThroughputTrial.PEAK, PEAK_MEBIBYTES));
        bars.add(new Bar(millrace, ThroughputTrial.PEAK, 1, FLUME));
        return bars;
    }
}
