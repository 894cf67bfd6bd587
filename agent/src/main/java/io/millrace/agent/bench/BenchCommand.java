// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.agent.run.Requests;
import io.millrace.config.AgentConfig;
import io.millrace.config.ComponentTypes;
import io.millrace.config.SourceNode;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.loadtest.LoadTest;
import io.millrace.loadtest.Plan;
import io.millrace.loadtest.Result;
import io.millrace.loadtest.ResultPlot;
import io.millrace.loadtest.ResultText;
import io.millrace.loadtest.Scenario;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Measures a flow under load: one with a name, or the user's own. */
@Command(
        name = "bench",
        description =
                "Measure a flow under load: throughput, latency, CPU, memory, loss. Either one that"
                        + " has a name, or your own configuration, where made-up events take the"
                        + " place of one source.",
        footer = {
            "",
            "Examples:",
            "  millrace bench list",
            "  millrace bench memory",
            "  millrace bench memory-latency --load 50k/s --svg latency.svg",
            "  millrace bench -f flume.conf -n a1 --load 5000/s",
            "  millrace bench -f flume.conf -n a1 --sink null --ramp",
            "",
            "With a configuration its sinks deliver for real: what is made up goes where they lead,"
                    + " unless --sink null replaces them. docs/bench.md says what is measured."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String LIST = "list";
    private static final String NULL = "null";

    private final Terminal terminal;
    private final Installation installation;
    private final Host host;

    @Parameters(
            paramLabel = "scenario",
            arity = "0..1",
            description = "A flow that has a name; \"list\" shows them.")
    private @Nullable String scenarioName;

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "<file>",
            description = "Your configuration instead; later files win over earlier ones.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "<agent>",
            description = "Which agent of the file; needed if there are several.")
    private @Nullable String agentName;

    @Option(
            names = {"-c", "--conf"},
            paramLabel = "<dir>",
            description = "Directory with configuration files of libraries (Hadoop's).")
    private @Nullable Path conf;

    @Option(
            names = "--source",
            paramLabel = "<source>",
            description = "Whose place the load takes; needed if there are several.")
    private @Nullable String source;

    @Option(
            names = "--sink",
            paramLabel = "null",
            description = "Replace every sink by one that looks at each event and keeps none.")
    private @Nullable String sink;

    @Mixin private LoadOptions load = new LoadOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--svg",
            paramLabel = "<file>",
            description = "Draw it into a file, which is replaced.")
    private @Nullable Path svg;

    @Option(
            names = "--dir",
            paramLabel = "<dir>",
            description =
                    "Keep the data of the run below this directory, and remove it at the end."
                            + " Default: beside the state of agents.")
    private @Nullable Path directory;

    @Option(
            names = "--plugins-path",
            paramLabel = "<dirs>",
            description = "Colon-separated plugin directories, instead of plugins/.")
    private @Nullable String pluginsPath;

    /** A measurement on the given machine. */
    public BenchCommand(Terminal terminal, Installation installation, Host host) {
        this.terminal = terminal;
        this.installation = installation;
        this.host = host;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ComponentTypes types =
                (pluginsPath == null ? installation : installation.withPlugins(pluginsPath))
                        .types();
        if (LIST.equals(scenarioName)) {
            list(types);
            return ExitCode.OK;
        }
        try {
            Optional<Scenario> scenario = scenario(types);
            Plan plan = load.plan(scenario);
            return measure(scenario, plan, types);
        } catch (LoadOptions.Misunderstood e) {
            terminal.print(CommandProblems.badLine(String.valueOf(e.getMessage()), e.remedy()));
            return ExitCode.USAGE;
        }
    }

    private void list(ComponentTypes types) {
        for (Scenario scenario : Scenario.all()) {
            terminal.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "%-16s %s%s",
                                    scenario.name(),
                                    scenario.description(),
                                    isThere(scenario, types) ? "" : " (not in this version)"));
        }
    }

    private static boolean isThere(Scenario scenario, ComponentTypes types) {
        return scenario.needs().stream()
                .allMatch(type -> types.catalogue().find(Kind.CHANNEL, type).isPresent());
    }

    private Optional<Scenario> scenario(ComponentTypes types) throws LoadOptions.Misunderstood {
        if (sink != null && !sink.equals(NULL)) {
            throw new LoadOptions.Misunderstood(
                    "--sink " + sink + ": sinks are kept, or replaced by null",
                    "write --sink null");
        }
        if (scenarioName == null) {
            if (files.isEmpty()) {
                throw new LoadOptions.Misunderstood(
                        "nothing to measure was named",
                        "write millrace bench memory, or millrace bench -f flume.conf");
            }
            return Optional.empty();
        }
        if (!files.isEmpty()) {
            throw new LoadOptions.Misunderstood(
                    "both the scenario " + scenarioName + " and a configuration were named",
                    "leave one of them out");
        }
        return Optional.of(
                Scenario.all().stream()
                        .filter(each -> each.name().equals(scenarioName))
                        .filter(each -> isThere(each, types))
                        .findFirst()
                        .orElseThrow(() ->
                                new LoadOptions.Misunderstood(
                                        "there is no scenario \"" + scenarioName + "\"",
                                        "millrace bench list shows them")));
    }

    private int measure(Optional<Scenario> scenario, Plan plan, ComponentTypes types)
            throws IOException, InterruptedException, LoadOptions.Misunderstood {
        try (Workplace place = Workplace.make(host, directory)) {
            Subject subject =
                    scenario.isPresent()
                            ? Subject.of(scenario.get(), place, types, host)
                            : Subject.of(files, agentName, place, types, host);
            subject.problems().forEach(terminal::print);
            Optional<AgentConfig> config = subject.config();
            if (config.isEmpty()) {
                return ExitCode.CONFIGURATION;
            }
            SourceNode driven = driven(config.get());
            boolean hasFarEnd = scenario.isPresent() || sink != null;
            Path libraries = Path.of(conf == null ? "" : conf.toString()).toAbsolutePath();
            Requests requests = new Requests(host.threads(), () -> {});
            requests.listen();
            ProgressLines progress = new ProgressLines(terminal, requests);
            progress.begin(subject.title(), plan, config.get(), driven, hasFarEnd);
            LoadTest test =
                    new LoadTest(
                            new LoadTest.Setup(
                                    config.get(), driven, hasFarEnd, place.state(), libraries),
                            host,
                            progress);
            Result result = load.isRamp() ? test.ramp(plan, load.rampLimits()) : test.run(plan);
            progress.end();
            return tell(subject, config.get(), result);
        }
    }

    private SourceNode driven(AgentConfig config) throws LoadOptions.Misunderstood {
        List<String> names =
                config.sources().stream().map(node -> node.component().name()).toList();
        if (names.isEmpty()) {
            throw new LoadOptions.Misunderstood(
                    config.name() + " has no source, whose place the load would take",
                    "give it a source and its channels; any type will do");
        }
        if (source == null && names.size() > 1) {
            throw new LoadOptions.Misunderstood(
                    config.name() + " has several sources",
                    "say whose place the load takes with --source: " + String.join(", ", names));
        }
        String wanted = source == null ? names.getFirst() : source;
        return config.sources().stream()
                .filter(node -> node.component().name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new LoadOptions.Misunderstood(
                                config.name() + " has no source \"" + wanted + "\"",
                                "write one of " + String.join(", ", names)));
    }

    private int tell(Subject subject, AgentConfig config, Result result) throws IOException {
        if (json) {
            terminal.out().println(Json.pretty(Report.fields(subject, config, result, host)));
        } else {
            ResultText.lines(result).forEach(terminal.out()::println);
            Report.lines(config).forEach(terminal.out()::println);
        }
        if (svg != null && !result.steps().isEmpty()) {
            write(svg, ResultPlot.svg(result, "millrace bench: " + subject.title()));
        }
        if (result.isGood()) {
            return ExitCode.OK;
        }
        Problem refused = CommandProblems.refusedResult(String.join("; ", result.wrong()));
        terminal.print(refused);
        return ExitCode.FAILURE;
    }

    private void write(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DiskFile open = host.disk().open(file.toAbsolutePath(), Disk.Mode.TRUNCATE)) {
            open.write(bytes, 0, bytes.length);
        }
        terminal.err().println("drawn: " + file);
    }
}
