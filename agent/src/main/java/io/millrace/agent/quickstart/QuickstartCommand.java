// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.quickstart;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Terminal;
import io.millrace.config.AgentConfig;
import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ComponentTypes;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Shows an agent at work, on events of its own making. */
@Command(
        name = "quickstart",
        description =
                "Run an agent on a log that grows by itself, and show what it does. Ctrl-C ends it."
                        + " Everything happens in one directory, which is named.",
        footer = {"", "Example:", "  millrace quickstart --seconds 10"})
public final class QuickstartCommand implements Callable<Integer> {
    private static final String AGENT = "quickstart";
    private static final String PAGE_WIDTH = "-".repeat(72);

    private final Terminal terminal;
    private final Installation installation;
    private final Host host;

    @Option(
            names = "--dir",
            paramLabel = "<dir>",
            description =
                    "Work here; the directory is new or empty. Default: a new one below"
                        + " target/quickstart of a clone, else below the directory for temporary"
                        + " files.")
    private @Nullable Path directory;

    @Option(names = "--seconds", paramLabel = "<n>", description = "End by itself after n seconds.")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            defaultValue = "1000",
            description = "Lines a second; default 1000.")
    private int rate;

    /** A quickstart on the given machine. */
    public QuickstartCommand(Terminal terminal, Installation installation, Host host) {
        this.terminal = terminal;
        this.installation = installation;
        this.host = host;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path place = directory == null ? newPlace() : directory.toAbsolutePath().normalize();
        Optional<Problem> trouble = prepare(place);
        if (trouble.isPresent()) {
            terminal.print(trouble.get());
            return ExitCode.CONFIGURATION;
        }
        ComponentTypes types = installation.types();
        boolean hasHdfs = types.catalogue().find(Kind.SINK, "hdfs").isPresent();
        String text = configuration(place, hasHdfs);
        Path file = place.resolve("flume.conf");
        write(file, text);
        host.disk().createDirectories(place.resolve("events"));
        show(place, text);
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
        Configuration configuration = ConfigurationReader.read(List.of(file), lookups);
        Checked checked = configuration.check(AGENT, types, CheckOptions.LENIENT);
        checked.own().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .forEach(terminal::print);
        if (checked.agent().isEmpty() || checked.count(Problem.Severity.ERROR) > 0) {
            return ExitCode.CONFIGURATION;
        }
        AgentConfig config = checked.agent().get();
        return new QuickstartRun(terminal, host, place, config).run(rate, seconds);
    }

    private Path newPlace() {
        String clone = System.getenv("MILLRACE_CLONE");
        Path base =
                clone == null
                        ? Path.of(System.getProperty("java.io.tmpdir"), "millrace-quickstart")
                        : Path.of(clone, "target", "quickstart");
        String now =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                        .withZone(ZoneId.systemDefault())
                        .format(Instant.ofEpochMilli(host.clock().millis()));
        return base.resolve(now + "-" + ProcessHandle.current().pid()).toAbsolutePath();
    }

    private Optional<Problem> prepare(Path place) {
        try {
            host.disk().createDirectories(place);
            try (Stream<Path> entries = Files.list(place)) {
                if (entries.findAny().isPresent()) {
                    return Optional.of(
                            CommandProblems.badWorkplace(place.toString(), "it is not empty"));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(CommandProblems.badWorkplace(place.toString(), e.toString()));
        }
    }

    private void write(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DiskFile open = host.disk().open(file, Disk.Mode.CREATE_NEW)) {
            open.write(bytes, 0, bytes.length);
        }
    }

    /** Without the plugin for Hadoop the JDK alone writes the files. */
    private static String configuration(Path place, boolean hasHdfs) {
        String path = place.toString().replace("\\", "/");
        String sink =
                hasHdfs
                        ? """
                        quickstart.sinks.files.type = hdfs
                        quickstart.sinks.files.channel = disk
                        quickstart.sinks.files.hdfs.path = file://%s/events/%%Y-%%m-%%d
                        quickstart.sinks.files.hdfs.filePrefix = shop
                        quickstart.sinks.files.hdfs.fileSuffix = .log
                        quickstart.sinks.files.hdfs.fileType = DataStream
                        quickstart.sinks.files.hdfs.writeFormat = Text
                        quickstart.sinks.files.hdfs.rollInterval = 5s
                        quickstart.sinks.files.hdfs.rollSize = 64MB
                        quickstart.sinks.files.hdfs.rollCount = 0
                        quickstart.sinks.files.hdfs.batchSize = 1000
                        quickstart.sinks.files.hdfs.useLocalTimeStamp = true
                        quickstart.sinks.files.hdfs.useRawLocalFileSystem = true
                        """
                        : """
                        quickstart.sinks.files.type = file_roll
                        quickstart.sinks.files.channel = disk
                        quickstart.sinks.files.sink.directory = %s/events
                        quickstart.sinks.files.sink.rollInterval = 5s
                        """;
        return """
        # A shop writes a log, this agent puts it into files by day. What waits is safe on disk.
        quickstart.sources = shop
        quickstart.channels = disk
        quickstart.sinks = files

        quickstart.sources.shop.type = file
        quickstart.sources.shop.channels = disk
        quickstart.sources.shop.filepath = %s/shop.log

        quickstart.channels.disk.type = file
        quickstart.channels.disk.checkpointDir = %s/channel/checkpoint
        quickstart.channels.disk.dataDirs = %s/channel/data

        """
                        .formatted(path, path, path)
                + sink.formatted(path);
    }

    private void show(Path place, String text) {
        terminal.out().println("This agent runs now, in " + place + ":");
        terminal.out().println();
        terminal.out().println(terminal.paint().bold("flume.conf"));
        terminal.out().println(PAGE_WIDTH);
        terminal.out().print(text);
        terminal.out().println(PAGE_WIDTH);
        terminal.out().println();
    }
}
