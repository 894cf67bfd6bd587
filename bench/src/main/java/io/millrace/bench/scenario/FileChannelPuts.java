// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.DurableWrites;
import io.millrace.bench.limit.Limit;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.load.PutLoad;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One event for each put, from many producers, each of which waits for its put. */
public final class FileChannelPuts implements Scenario {
    private static final int PRODUCERS = 64;
    private static final int SINK_BATCH = 1000;
    private static final long MILLRACE_EVENTS = 1_500_000;
    private static final long FLUME_EVENTS = 50_000;
    private static final String FLUME = "flume";

    private final Programs programs;
    private final String standIn;
    private final Path directory;
    private final double scale;

    /**
     * Like the other scenarios of the file channel.
     *
     * @param directory on the disk that is measured
     */
    public FileChannelPuts(Programs programs, double scale, String standIn, Path directory) {
        this.programs = programs;
        this.standIn = standIn;
        this.directory = directory;
        this.scale = scale;
    }

    private PutLoad.Plan plan(long most) {
        long events = Math.max(10_000, Math.round(most * scale));
        return new PutLoad.Plan(
                PRODUCERS,
                1,
                LoadTrial.BODY_BYTES,
                events / 3,
                events,
                0,
                0,
                Path.of(Flow.DIRECTORY));
    }

    @Override
    public String name() {
        return "file-put-64";
    }

    @Override
    public String description() {
        return "one 500-byte event for each put, from "
                + PRODUCERS
                + " producers at once that wait for their put, to file channel, to a sink that"
                + " looks at each event; flushes as the disk counts them, those for what the sink"
                + " took included";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                LoadTrial.ACCEPTED,
                LoadTrial.ACCEPTED_BYTES,
                LoadTrial.DELIVERED,
                LoadTrial.PUT_P50,
                LoadTrial.PUT_P99,
                LoadTrial.PER_FLUSH,
                LoadTrial.CPU,
                LoadTrial.PEAK,
                MachineLoad.OTHERS);
    }

    @Override
    public List<Contender> contenders() {
        return LoadTrial.contenders(
                programs, standIn, plan(MILLRACE_EVENTS), plan(FLUME_EVENTS), SINK_BATCH);
    }

    @Override
    public List<Limit> limits() throws IOException {
        return group().limits(directory);
    }

    private static DurableWrites group() {
        return DurableWrites.of(PRODUCERS * LoadTrial.BODY_BYTES);
    }

    @Override
    public List<Bar> bars() {
        String millrace = FileChannel.millrace(standIn);
        return List.of(
                new Bar(millrace, LoadTrial.ACCEPTED, 5, FLUME),
                new Bar(millrace, LoadTrial.PUT_P99, 1.0 / 3, Bar.LIMIT + group().time()),
                new Bar(millrace, LoadTrial.PUT_P99, 1, FLUME),
                Bar.least(millrace, LoadTrial.PER_FLUSH, 10),
                Bar.share(millrace, LoadTrial.ACCEPTED_BYTES, group().growing()),
                Bar.share(millrace, LoadTrial.ACCEPTED_BYTES, group().preallocated()),
                Bar.share(FLUME, LoadTrial.ACCEPTED_BYTES, group().growing()),
                new Bar(millrace, LoadTrial.CPU, 10, FLUME));
    }
}
