// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.Limit;
import io.millrace.bench.limit.Limits;
import io.millrace.bench.limit.SocketCopy;
import io.millrace.bench.load.LineFlood;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Peer;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.JavaProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines over one TCP connection, as fast as they are taken, into one file. It needs so little of a
 * program that any {@link Peer} can take part.
 */
public final class TcpToFile implements Scenario {
    private static final String MILLRACE = "millrace";
    private static final String FLUME = "flume";
    private static final String OUTPUT = "out";

    /** So much less is enough for a limit, which has nothing to warm up. */
    private static final int LIMIT_PART = 4;

    private static final String CONFIGURATION =
            """
            a.sources = r
            a.channels = c
            a.sinks = k
            a.sources.r.type = netcat
            a.sources.r.bind = 127.0.0.1
            a.sources.r.port = @PORT@
            a.sources.r.ack-every-event = false
            a.sources.r.max-line-length = 1024
            a.sources.r.channels = c
            a.channels.c.type = memory
            a.channels.c.capacity = 100000
            a.channels.c.transactionCapacity = 1000
            a.sinks.k.type = file_roll
            a.sinks.k.sink.directory = @DIRECTORY@/out
            a.sinks.k.sink.rollInterval = 0
            a.sinks.k.sink.batchSize = 1000
            a.sinks.k.channel = c
            """;

    private final Programs programs;
    private final LineFlood flood;
    private final Path data;

    /**
     * With all peers.
     *
     * @param data for the file of a limit; made if it is not there
     * @param scale makes runs longer or shorter; 1 is three seconds of Millrace on a small machine,
     *     and up to thirty of others
     */
    public TcpToFile(Programs programs, Path data, double scale) {
        this.programs = programs;
        this.flood = new LineFlood(LineFlow.LINES, Math.round(8_000_000 * scale));
        this.data = data;
    }

    @Override
    public String name() {
        return "tcp-file";
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "%,d", flood.count())
                + " lines of 250 bytes over one TCP connection, as fast as they are taken, into one"
                + " file; Millrace and Flume: netcat source, memory channel, file_roll sink,"
                + " batches of 1000";
    }

    @Override
    public List<Limit> limits() throws IOException {
        return List.of(
                SocketCopy.measure(data, new LineFlood(flood.lines(), flood.count() / LIMIT_PART)));
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
                                        List.of("-Xms256m", "-Xmx256m"),
                                        flood)));
        contenders.add(contender(FLUME, programs.flume(), List.of("-Xms1g", "-Xmx1g"), flood));
        for (Peer peer : programs.peers()) {
            contenders.add(
                    new Contender(
                            peer.name(),
                            peer.version(),
                            peer.describe(),
                            new FloodTrial(peer.name(), peer::start, flood, peer.output())));
        }
        return contenders;
    }

    private static Contender contender(
            String label, Program program, List<String> heap, LineFlood flood) {
        Flow flow = new Flow("a", CONFIGURATION, heap);
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                new FloodTrial(
                        program.name(),
                        (directory, port) -> started(program, flow.in(directory, port), directory),
                        flood,
                        OUTPUT));
    }

    private static JavaProcess started(Program program, Flow flow, Path directory)
            throws IOException {
        return program.start(directory, flow).process();
    }

    @Override
    public List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        bars.add(new Bar(MILLRACE, ThroughputTrial.STEADY, 1, FLUME));
        bars.add(new Bar(MILLRACE, ThroughputTrial.CPU, 1, FLUME));
        bars.add(new Bar(MILLRACE, ThroughputTrial.PEAK, 1, FLUME));
        for (Peer peer : programs.peers()) {
            bars.add(Bar.beside(MILLRACE, ThroughputTrial.STEADY, peer.name()));
            bars.add(Bar.beside(MILLRACE, ThroughputTrial.CPU, peer.name()));
            bars.add(Bar.beside(MILLRACE, ThroughputTrial.PEAK, peer.name()));
        }
        bars.add(Bar.share(MILLRACE, ThroughputTrial.STEADY_BYTES, SocketCopy.NAME));
        List<String> all = new ArrayList<>(List.of(MILLRACE, FLUME));
        programs.peers().forEach(peer -> all.add(peer.name()));
        for (String each : all) {
            bars.add(Bar.share(each, ThroughputTrial.STEADY_BYTES, Limits.LOOPBACK));
        }
        return bars;
    }
}
