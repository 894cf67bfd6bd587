// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.load.LineLoad;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.RunningAgent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines appended to a log, by TAILDIR through a file channel into one file. */
final class LogToFile implements LineFlow {
    private static final String CONFIGURATION =
            """
            a.sources = r
            a.channels = c
            a.sinks = k
            a.sources.r.type = TAILDIR
            a.sources.r.filegroups = f
            a.sources.r.filegroups.f = @DIRECTORY@/app\\.log
            a.sources.r.positionFile = @DIRECTORY@/positions.json
            a.sources.r.channels = c
            a.sinks.k.type = file_roll
            a.sinks.k.sink.directory = @DIRECTORY@/out
            a.sinks.k.sink.rollInterval = 0
            a.sinks.k.sink.batchSize = 100
            a.sinks.k.channel = c
            """
                    + FileChannel.keys();

    private final Program program;
    private final List<String> heap;
    private final Path directory;
    private final Path output;

    /** In a directory that is empty. */
    LogToFile(Program program, List<String> heap, Path directory) throws IOException {
        this.program = program;
        this.heap = heap;
        this.directory = directory;
        this.output = Files.createDirectory(directory.resolve("out")).toAbsolutePath();
    }

    /** What it runs, for result files. */
    static Flow flow(List<String> heap) {
        return new Flow("a", CONFIGURATION, heap);
    }

    /** The first lines may be there before the source: it reads them then. */
    @Override
    public RunningAgent start() throws IOException {
        return program.start(directory, flow(heap).in(directory));
    }

    @Override
    public LineLoad load(int most) throws IOException {
        return LineLoad.into(directory.resolve("app.log"), LINES, most);
    }

    @Override
    public Path output() {
        return output;
    }
}
