// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.limit.Limit;
import io.millrace.bench.limit.Limits;
import io.millrace.bench.load.LogFiles;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finished files of log lines in the page cache, through a memory channel, into nothing. */
public final class FilesMemoryNull implements Scenario {
    private static final int FILES = 4;
    private static final String MILLRACE = "millrace";
    private static final String FLUME = "flume";

    private static final String CHANNEL_AND_SINK =
            """
            a.channels = c
            a.sinks = k
            a.channels.c.type = memory
            a.channels.c.capacity = 100000
            a.channels.c.transactionCapacity = 1000
            a.sinks.k.type = null
            a.sinks.k.batchSize = 1000
            a.sinks.k.channel = c
            """;

    private final Programs programs;
    private final Path data;
    private final long bytes;
    private @Nullable LogFiles files;

    /** Reads {@code bytes} in all from files in the directory {@code data}, which it makes. */
    public FilesMemoryNull(Programs programs, Path data, long bytes) {
        this.programs = programs;
        this.data = data;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return "files-memory-null";
    }

    @Override
    public String description() {
        return FILES
                + " files of log lines (200 bytes, "
                + bytes / 1_000_000
                + " MB in all, in the page cache) to memory channel to null sink, batches of 1000";
    }

    @Override
    public void prepare() throws IOException {
        files = LogFiles.in(data, FILES, bytes / FILES);
    }

    private LogFiles files() {
        LogFiles made = files;
        if (made == null) {
            throw new IllegalStateException("prepare first");
        }
        return made;
    }

    @Override
    public List<Limit> limits() throws IOException {
        return List.of(Limits.reading(files().files()));
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
                                        fileSources())));
        contenders.add(contender(FLUME, programs.flume(), List.of("-Xms1g", "-Xmx1g"), taildir()));
        return contenders;
    }

    private Contender contender(String label, Program program, List<String> heap, String sources) {
        LogFiles made = files();
        Flow flow = new Flow("a", sources + CHANNEL_AND_SINK, heap);
        return new Contender(
                label,
                program.name(),
                flow.describe(),
                new ThroughputTrial(program, flow, made.lines(), made.bodyBytes()));
    }

    /** One source for each file: that is how Millrace reads several at once. */
    private String fileSources() {
        List<Path> paths = files().files();
        StringBuilder text = new StringBuilder("a.sources =");
        for (int i = 0; i < paths.size(); i++) {
            text.append(" r").append(i);
        }
        text.append('\n');
        for (int i = 0; i < paths.size(); i++) {
            String source = "a.sources.r" + i;
            text.append(source).append(".type = file\n");
            text.append(source).append(".filepath = ").append(absolute(paths.get(i))).append('\n');
            text.append(source).append(".channels = c\n");
        }
        return text.append("a.sinks.k.verify = true\n").toString();
    }

    /**
     * The position file is left where it is by default: below the home, which is new in each run.
     */
    private String taildir() {
        Path first = absolute(files().files().getFirst());
        return """
        a.sources = r
        a.sources.r.type = TAILDIR
        a.sources.r.filegroups = f
        a.sources.r.filegroups.f = %s/access-.-%d.log
        a.sources.r.batchSize = 1000
        a.sources.r.channels = c
        """
                .formatted(first.getParent(), bytes / FILES);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                new Bar(MILLRACE, ThroughputTrial.STEADY, 2.5, FLUME),
                new Bar(
                        MILLRACE,
                        ThroughputTrial.STEADY_BYTES,
                        0.6,
                        Bar.LIMIT + Limits.READ_SPLIT_CRC),
                new Bar(MILLRACE, ThroughputTrial.CPU, 1, FLUME),
                new Bar(MILLRACE, ThroughputTrial.PEAK, 1, FLUME));
    }
}
