// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.Limit;
import io.millrace.bench.limit.Limits;
import io.millrace.bench.limit.LoggedCopy;
import io.millrace.bench.load.LineSum;
import io.millrace.bench.load.LogFiles;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.SyncedTextSerializer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finished files of log lines in the page cache, by TAILDIR, into files again; what comes out is
 * compared line by line with what went in.
 */
public final class FilesIntoFiles implements Scenario {
    private static final int FILES = 4;
    private static final int BATCH_BYTES = 200_000;

    /** Flume is that much slower, and reads that much less. */
    private static final int FLUME_PART = 16;

    private static final String MILLRACE = "millrace";
    private static final String FLUME = "flume";

    private static final String NAMES =
            """
            a.sources = r
            a.channels = c
            a.sinks = k
            a.sources.r.type = TAILDIR
            a.sources.r.filegroups = f
            a.sources.r.positionFile = @DIRECTORY@/positions.json
            a.sources.r.batchSize = 1000
            a.sources.r.channels = c
            a.sinks.k.channel = c
            """;

    /** Where the events are on their way, and in what they end. */
    private enum Kind {
        DURABLE(
                "files-file-roll",
                "to file channel to file_roll sink, both synced after each batch of 1000",
                """
                a.sinks.k.type = file_roll
                a.sinks.k.sink.directory = @DIRECTORY@/out
                a.sinks.k.sink.rollInterval = 0
                a.sinks.k.sink.batchSize = 1000
                """,
                20),
        HDFS(
                "files-memory-hdfs",
                "to memory channel to hdfs sink on the local file system (DataStream, text),"
                        + " batches of 1000",
                """
                a.sinks.k.type = hdfs
                a.sinks.k.hdfs.path = file://@DIRECTORY@/out
                a.sinks.k.hdfs.fileType = DataStream
                a.sinks.k.hdfs.writeFormat = Text
                a.sinks.k.hdfs.rollInterval = 0
                a.sinks.k.hdfs.rollSize = 134217728
                a.sinks.k.hdfs.rollCount = 0
                a.sinks.k.hdfs.batchSize = 1000
                a.channels.c.type = memory
                a.channels.c.capacity = 100000
                a.channels.c.transactionCapacity = 1000
                """,
                15);

        private final String name;
        private final String flow;
        private final String keys;
        private final double timesFlume;

        Kind(String name, String flow, String keys, double timesFlume) {
            this.name = name;
            this.flow = flow;
            this.keys = keys;
            this.timesFlume = timesFlume;
        }
    }

    private final Kind kind;
    private final Programs programs;
    private final Path data;
    private final long bytes;
    private @Nullable LogFiles files;
    private @Nullable LogFiles flumeFiles;

    private FilesIntoFiles(Kind kind, Programs programs, Path data, long bytes) {
        this.kind = kind;
        this.programs = programs;
        this.data = data;
        this.bytes = bytes;
    }

    /** Through the file channel into files that are synced, {@code bytes} in all. */
    public static FilesIntoFiles durable(Programs programs, Path data, long bytes) {
        return new FilesIntoFiles(Kind.DURABLE, programs, data, bytes);
    }

    /** Through the memory channel into files that the hdfs sink writes, {@code bytes} in all. */
    public static FilesIntoFiles hdfs(Programs programs, Path data, long bytes) {
        return new FilesIntoFiles(Kind.HDFS, programs, data, bytes);
    }

    @Override
    public String name() {
        return kind.name;
    }

    @Override
    public String description() {
        return FILES
                + " files of log lines (200 bytes, "
                + bytes / 1_000_000
                + " MB in all, for Flume a part of "
                + bytes / FLUME_PART / 1_000_000
                + " MB), by TAILDIR, "
                + kind.flow;
    }

    @Override
    public void prepare() throws IOException {
        files = LogFiles.in(data, FILES, bytes / FILES);
        flumeFiles = LogFiles.in(data, FILES, bytes / FILES / FLUME_PART);
    }

    private static LogFiles made(@Nullable LogFiles files) {
        if (files == null) {
            throw new IllegalStateException("prepare first");
        }
        return files;
    }

    @Override
    public List<Limit> limits() throws IOException {
        List<Path> warm = made(files).files();
        return kind == Kind.HDFS
                ? List.of(Limits.reading(warm))
                : List.of(
                        Limits.reading(warm),
                        LoggedCopy.measure(warm.getFirst(), data, BATCH_BYTES));
    }

    @Override
    public List<Metric> metrics() {
        return ThroughputTrial.METRICS;
    }

    @Override
    public List<Contender> contenders() {
        boolean isSynced = kind == Kind.DURABLE;
        String channel = isSynced ? FileChannel.keys() : "";
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program ->
                        contenders.add(
                                contender(
                                        MILLRACE,
                                        program,
                                        made(files),
                                        channel + (isSynced ? "a.sinks.k.sink.sync = batch\n" : ""),
                                        List.of("-Xms256m", "-Xmx256m"))));
        String serializer =
                "a.sinks.k.sink.serializer ="
                        + " io.millrace.compat.peer.SyncedTextSerializer$Builder\n";
        contenders.add(
                contender(
                        FLUME,
                        programs.flume(),
                        made(flumeFiles),
                        channel + (isSynced ? serializer : ""),
                        List.of("-Xms1g", "-Xmx1g", SyncedTextSerializer.OPENS)));
        return contenders;
    }

    private Contender contender(
            String label, Program program, LogFiles input, String keys, List<String> options) {
        Path first = input.files().getFirst().toAbsolutePath().normalize();
        String group =
                "a.sources.r.filegroups.f = "
                        + first.getParent()
                        + "/"
                        + first.getFileName().toString().replace("-0-", "-.-")
                        + "\n";
        Flow flow = new Flow("a", NAMES + group + kind.keys + keys, options);
        ThroughputTrial trial =
                new ThroughputTrial(program, flow, input.lines(), input.bodyBytes());
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                directory -> {
                    Path out = Files.createDirectories(directory.resolve("out"));
                    var values = trial.run(directory);
                    check(program, LineSum.of(input.files()), LineSum.of(out));
                    return values;
                });
    }

    private static void check(Program program, LineSum in, LineSum out)
            throws RefusedResultException {
        if (!in.equals(out)) {
            throw new RefusedResultException(
                    program.name() + ": of " + in + " came " + out + " into the files");
        }
    }

    @Override
    public List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        bars.add(new Bar(MILLRACE, ThroughputTrial.STEADY, kind.timesFlume, FLUME));
        if (kind == Kind.DURABLE) {
            bars.add(
                    new Bar(
                            MILLRACE,
                            ThroughputTrial.STEADY_BYTES,
                            0.4,
                            Bar.LIMIT + LoggedCopy.name(BATCH_BYTES)));
        } else {
            bars.add(Bar.share(MILLRACE, ThroughputTrial.STEADY_BYTES, Limits.READ_SPLIT_CRC));
        }
        bars.add(new Bar(MILLRACE, ThroughputTrial.CPU, 1, FLUME));
        bars.add(new Bar(MILLRACE, ThroughputTrial.PEAK, 1, FLUME));
        return bars;
    }
}
