// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.ProblemText;
import io.millrace.agent.Terminal;
import io.millrace.config.AgentConfig;
import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.CheckedAll;
import io.millrace.config.ComponentTypes;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.host.Clock;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Makes the checks that a start would make, and starts nothing. */
@Command(
        name = "check",
        description =
                "Check a configuration as a start would, and start nothing. Exits with 0 if there"
                        + " are no errors, else with 78.",
        footer = {
            "",
            "Examples:",
            "  millrace check flume.conf",
            "  millrace check -n a1 -f base.conf -f site.conf --strict"
        })
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Installation installation;
    private final Clock clock;

    @Parameters(paramLabel = "file", arity = "0..*", description = "The configuration.")
    private List<Path> named = new ArrayList<>();

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "<file>",
            description = "The same; later files win over earlier ones.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "<agent>",
            description = "Only this agent decides the result; default all.")
    private @Nullable String name;

    @Option(names = "--strict", description = "Count warnings as errors.")
    private boolean strict;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--plugins-path",
            paramLabel = "<dirs>",
            description = "Colon-separated plugin directories, instead of plugins/.")
    private @Nullable String pluginsPath;

    // Taken, because people put "check" into the line that starts their agent.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-c", "--conf"},
            hidden = true)
    private @Nullable Path conf;

    CheckCommand(Terminal terminal, Installation installation, Clock clock) {
        this.terminal = terminal;
        this.installation = installation;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> all = new ArrayList<>(files);
        all.addAll(named);
        if (all.isEmpty()) {
            terminal.print(
                    CommandProblems.badLine(
                            "no configuration was named", "write millrace check flume.conf"));
            return ExitCode.USAGE;
        }
        ComponentTypes types =
                (pluginsPath == null ? installation : installation.withPlugins(pluginsPath))
                        .types();
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(clock.millis()));
        Configuration configuration;
        try {
            configuration = ConfigurationReader.read(all, lookups);
        } catch (ProblemException unreadable) {
            return tell(List.of(), List.of(unreadable.problem()), List.of(unreadable.problem()));
        }
        if (name == null) {
            CheckedAll checked = configuration.checkAll(types);
            return tell(
                    List.copyOf(checked.agents().values()), checked.problems(), checked.problems());
        }
        Checked checked = configuration.check(name, types, CheckOptions.LENIENT);
        return tell(checked.agent().stream().toList(), checked.problems(), checked.own());
    }

    /**
     * Prints problems, and judges by some of them.
     *
     * @param agents what would run
     * @param judged those of {@code problems} that decide the exit code
     */
    private int tell(List<AgentConfig> agents, List<Problem> problems, List<Problem> judged) {
        long errors = count(judged, Severity.ERROR);
        long warnings = count(judged, Severity.WARNING);
        boolean isGood = errors == 0 && !(strict && warnings > 0);
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("ok", isGood);
            fields.put("agents", agents.stream().map(CheckCommand::fields).toList());
            fields.put("problems", problems.stream().map(ProblemText::fields).toList());
            terminal.out().println(Json.pretty(fields));
        } else {
            for (Problem problem : problems) {
                terminal.out().println(ProblemText.of(problem, terminal.paint()));
            }
            for (AgentConfig agent : agents) {
                terminal.out()
                        .println(
                                terminal.paint().bold(agent.name())
                                        + ": "
                                        + sizes(agent)
                                        + (isGood ? " would run" : " of it could run"));
            }
            terminal.out()
                    .println(
                            number(errors, "error")
                                    + ", "
                                    + number(warnings, "warning")
                                    + ", "
                                    + number(count(judged, Severity.HINT), "hint"));
        }
        return isGood ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    private static long count(List<Problem> problems, Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }

    private static String sizes(AgentConfig agent) {
        return number(agent.sources().size(), "source")
                + ", "
                + number(agent.channels().size(), "channel")
                + ", "
                + number(agent.sinks().size(), "sink");
    }

    private static Map<String, Object> fields(AgentConfig agent) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", agent.name());
        fields.put(
                "sources", agent.sources().stream().map(node -> node.component().name()).toList());
        fields.put(
                "channels",
                agent.channels().stream().map(node -> node.component().name()).toList());
        fields.put("sinks", agent.sinks().stream().map(node -> node.component().name()).toList());
        return fields;
    }

    private static String number(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
