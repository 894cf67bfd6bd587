// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.load.LineLoad;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.RunningAgent;
import io.millrace.compat.peer.FlumeMetrics;
import io.millrace.compat.peer.FlumeProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Lines over a socket into one file: what latency and start measure. */
final class NetcatToFile implements LineFlow {

    private static final String DIRECTORY = "@DIRECTORY@";

    /** As result files show it; port and directory are new in each run. */
    static final String CONFIGURATION =
            """
            a.sources = r
            a.channels = c
            a.sinks = k
            a.sources.r.type = netcat
            a.sources.r.bind = 127.0.0.1
            a.sources.r.port = @PORT@
            a.sources.r.ack-every-event = false
            a.sources.r.channels = c
            a.channels.c.type = memory
            a.channels.c.capacity = 100000
            a.channels.c.transactionCapacity = 1000
            a.sinks.k.type = file_roll
            a.sinks.k.sink.directory = @DIRECTORY@
            a.sinks.k.sink.rollInterval = 0
            a.sinks.k.sink.batchSize = 100
            a.sinks.k.channel = c
            """;

    private static final Duration LISTEN_LIMIT = Duration.ofSeconds(60);

    private final Program program;
    private final List<String> heap;
    private final Path directory;
    private final Path output;
    private final int port;

    /** In a directory that is empty. */
    NetcatToFile(Program program, List<String> heap, Path directory) throws IOException {
        this.program = program;
        this.heap = heap;
        this.directory = directory;
        this.output = Files.createDirectory(directory.resolve("out")).toAbsolutePath();
        this.port = FlumeProcess.freePort();
    }

    /** What it runs, for result files. */
    static Flow flow(List<String> heap) {
        return new Flow("a", CONFIGURATION, heap);
    }

    @Override
    public RunningAgent start() throws IOException, InterruptedException {
        String configuration =
                CONFIGURATION
                        .replace(Flow.PORT, Integer.toString(port))
                        .replace(DIRECTORY, output.toString());
        RunningAgent agent = program.start(directory, new Flow("a", configuration, heap));
        agent.process()
                .await(
                        "the port of the source",
                        LISTEN_LIMIT,
                        Duration.ofMillis(2),
                        () -> FlumeMetrics.isListening(port));
        return agent;
    }

    @Override
    public LineLoad load(int most) throws IOException {
        return LineLoad.to(port, LINES, most);
    }

    @Override
    public Path output() {
        return output;
    }
}
