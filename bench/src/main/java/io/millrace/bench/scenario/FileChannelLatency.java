// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.load.PutLoad;

import java.nio.file.Path;
import java.util.List;

/** From the moment an event is due to its delivery, behind a file channel. */
public final class FileChannelLatency implements Scenario {
    private static final int PER_MILLI = 10;
    private static final int WARM_UP = 100_000;
    private static final int LONE_EVENTS = 3;
    private static final int SINK_BATCH = 100;
    private static final double LONE_MILLIS = 5;
    private static final String FLUME = "flume";

    private final Programs programs;
    private final String standIn;
    private final PutLoad.Plan plan;

    /** {@code scale} makes runs longer or shorter; 1 is ten seconds at the measured rate. */
    public FileChannelLatency(Programs programs, double scale, String standIn) {
        this.programs = programs;
        this.standIn = standIn;
        this.plan =
                new PutLoad.Plan(
                        1,
                        PER_MILLI,
                        LoadTrial.BODY_BYTES,
                        WARM_UP,
                        Math.max(10_000, Math.round(100_000 * scale)),
                        PER_MILLI,
                        LONE_EVENTS,
                        Path.of(Flow.DIRECTORY));
    }

    @Override
    public String name() {
        return "file-latency";
    }

    @Override
    public String description() {
        return "10,000 events/s of 500 bytes, ten each millisecond, to file channel: from the time"
                + " they are due to their acknowledgement (put) and to the sink (delivery); then"
                + " single events into the idle agent";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                LoadTrial.DELIVERY_P99,
                LoadTrial.DELIVERY_P50,
                LoadTrial.DELIVERY_P999,
                LoadTrial.PUT_P50,
                LoadTrial.PUT_P99,
                LoadTrial.LONE,
                LoadTrial.CPU,
                LoadTrial.PEAK,
                MachineLoad.OTHERS);
    }

    @Override
    public List<Contender> contenders() {
        return LoadTrial.contenders(programs, standIn, plan, plan, SINK_BATCH);
    }

    @Override
    public List<Bar> bars() {
        String millrace = FileChannel.millrace(standIn);
        return List.of(
                Bar.goal(millrace, LoadTrial.DELIVERY_P99, 10),
                Bar.goal(millrace, LoadTrial.LONE, LONE_MILLIS),
                new Bar(millrace, LoadTrial.DELIVERY_P99, 10, FLUME),
                new Bar(millrace, LoadTrial.LONE, 10, FLUME),
                new Bar(millrace, LoadTrial.CPU, 1, FLUME));
    }
}
