// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static io.millrace.agent.run.AgentOption.CONF;
import static io.millrace.agent.run.AgentOption.GRACE;
import static io.millrace.agent.run.AgentOption.LOG_FORMAT;
import static io.millrace.agent.run.AgentOption.LOG_LEVEL;
import static io.millrace.agent.run.AgentOption.NO_RELOAD;
import static io.millrace.agent.run.AgentOption.PLUGINS;
import static io.millrace.agent.run.AgentOption.STRICT;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.ProblemText;
import io.millrace.agent.Terminal;
import io.millrace.agent.Version;
import io.millrace.agent.log.LogFormat;
import io.millrace.agent.log.LogSettings;
import io.millrace.agent.log.Logging;
import io.millrace.config.AgentConfig;
import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ComponentTypes;
import io.millrace.config.Lookups;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.AgentStatus.ComponentStatus;
import io.millrace.engine.Tuning;
import io.millrace.engine.monitor.Monitoring;
import io.millrace.engine.monitor.MonitoringOptions;
import io.millrace.host.Host;
import io.millrace.spi.Channel;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs one agent until a signal ends it. With Flume's command line the log is always text, and what
 * Flume would do otherwise is said.
 */
public final class AgentProcess {
    private static final Duration GRACE_UNLESS_TOLD = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final Host host;
    private final AgentLine line;
    private final boolean isFlume;

    /**
     * An agent that does not run yet.
     *
     * @param isFlume whether the line came through bin/flume-ng
     */
    public AgentProcess(Terminal terminal, Host host, AgentLine line, boolean isFlume) {
        this.terminal = terminal;
        this.host = host;
        this.line = line;
        this.isFlume = isFlume;
    }

    /** Runs it; returns the exit code of the process. */
    public int run() {
        line.properties().forEach(System::setProperty);
        List<Problem> problems = new ArrayList<>(line.problems());
        if (problems.isEmpty()) {
            chooseLog(problems);
        }
        Duration grace = grace(problems);
        if (!problems.isEmpty()) {
            problems.forEach(terminal::print);
            return ExitCode.USAGE;
        }
        problems.addAll(FlumeOptions.unavailable(line));
        if (!problems.isEmpty()) {
            problems.forEach(terminal::print);
            return ExitCode.CONFIGURATION;
        }
        try {
            return configureAndRun(grace);
        } catch (ProblemException explained) {
            terminal.print(explained.problem());
            return ExitCode.CONFIGURATION;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILURE;
        } catch (IOException | RuntimeException | LinkageError unforeseen) {
            LoggerFactory.getLogger("agent").debug("failed", unforeseen);
            terminal.print(CommandProblems.unforeseen(unforeseen.toString()));
            return ExitCode.FAILURE;
        }
    }

    private void chooseLog(List<Problem> problems) {
        LogFormat format = isFlume || terminal.errIsTerminal() ? LogFormat.TEXT : LogFormat.JSON;
        Optional<String> word = line.value(LOG_FORMAT);
        if (word.isPresent()) {
            Optional<LogFormat> chosen = LogFormat.of(word.get());
            if (chosen.isEmpty()) {
                problems.add(
                        CommandProblems.badLine(
                                "\"" + word.get() + "\" is no format of the log",
                                "write --log-format text or --log-format json"));
            }
            format = chosen.orElse(format);
        }
        LogSettings settings = LogSettings.ofAgent(System.getProperties(), format);
        Optional<String> level = line.value(LOG_LEVEL);
        if (level.isPresent()) {
            var chosen = LogSettings.level(level.get());
            if (chosen.isEmpty()) {
                problems.add(
                        CommandProblems.badLine(
                                "\"" + level.get() + "\" is no level of the log",
                                "write trace, debug, info, warn or error"));
            } else {
                settings = settings.at(chosen.get());
            }
        }
        Logging.choose(settings);
    }

    private Duration grace(List<Problem> problems) {
        Optional<String> text = line.value(GRACE);
        if (text.isEmpty()) {
            return GRACE_UNLESS_TOLD;
        }
        try {
            int seconds = Integer.parseInt(text.get().replaceFirst("s$", ""));
            if (seconds >= 0) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        problems.add(
                CommandProblems.badLine(
                        "--grace \"" + text.get() + "\" is no number of seconds",
                        "write --grace 30"));
        return GRACE_UNLESS_TOLD;
    }

    private int configureAndRun(Duration grace) throws IOException, InterruptedException {
        Installation installed = Installation.ofProcess();
        ComponentTypes types =
                line.value(PLUGINS).map(installed::withPlugins).orElse(installed).types();
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
        switch (Request.of(line, types.catalogue(), lookups, host.disk())) {
            case Request.Refused(Problem problem) -> {
                terminal.print(problem);
                return ExitCode.USAGE;
            }
            case Request.Asked(Request request) -> {
                if (request.agent().isEmpty() && request.configuration().agentNames().size() > 1) {
                    terminal.print(severalAgents(request));
                    return ExitCode.USAGE;
                }
                CheckOptions options =
                        line.has(STRICT) ? CheckOptions.STRICT : CheckOptions.LENIENT;
                Checked checked = request.configuration().check(request.agent(), types, options);
                if (checked.agent().isEmpty()) {
                    checked.own().forEach(terminal::print);
                    return ExitCode.CONFIGURATION;
                }
                return run(request, checked, checked.agent().get(), grace);
            }
        }
    }

    private static Problem severalAgents(Request request) {
        return CommandProblems.badLine(
                request.files() + " configures several agents",
                "choose one with -n: " + String.join(", ", request.configuration().agentNames()));
    }

    private int run(Request request, Checked checked, AgentConfig config, Duration grace)
            throws InterruptedException {
        Logger log = LoggerFactory.getLogger("agent");
        Path state = StateDirectory.of(config.name());
        log.info(
                "{}: starts {} from {}, process {}, state in {}",
                Version.ofThisBuild().line(),
                config.name(),
                request.files(),
                ProcessHandle.current().pid(),
                state);
        checked.own().forEach(problem -> tell(log, problem));
        FlumeOptions.withoutEffect(line).forEach(problem -> tell(log, problem));
        if (isFlume && !line.has(NO_RELOAD)) {
            tell(log, CommandProblems.notReloaded(request.files()));
        }
        Path conf = Path.of(line.value(CONF).orElse("")).toAbsolutePath();
        Agent agent = Agent.create(config, new AgentOptions(host, state, conf, Tuning.STANDARD));
        Requests requests =
                new Requests(
                        host.threads(),
                        () -> tell(log, stoppedLate(agent, "a second signal cut the stop off")));
        requests.listen();
        agent.start();
        Monitoring monitoring =
                Monitoring.start(agent, MonitoringOptions.from(System.getProperties()), host);
        log.info("{} runs: {}", config.name(), parts(config));
        while (requests.next() == Requests.Kind.DUMP) {
            StatusText.lines(agent.status(), agent.meters()).forEach(log::info);
        }
        log.info(
                "{} stops, within {} s; the same signal again ends it at once",
                config.name(),
                grace.toSeconds());
        monitoring.close();
        return stop(agent, grace, log);
    }

    private int stop(Agent agent, Duration grace, Logger log) throws InterruptedException {
        long begin = host.clock().nanos();
        if (agent.stop(grace)) {
            long left = left(agent);
            if (left == 0) {
                log.info("stopped; nothing was left in the channels");
            } else {
                log.info("stopped; {} events wait in durable channels for the next start", left);
            }
            return ExitCode.OK;
        }
        boolean wasCutOff = host.clock().nanos() - begin >= grace.toNanos();
        String why =
                wasCutOff
                        ? "the stop was cut off after " + grace.toSeconds() + " s"
                        : "no sink took the rest";
        tell(log, stoppedLate(agent, why));
        return ExitCode.FAILURE;
    }

    private static Problem stoppedLate(Agent agent, String why) {
        return CommandProblems.stoppedLate(
                why + "; " + left(agent) + " events were left in the channels");
    }

    private static long left(Agent agent) {
        return agent.status().components().stream()
                .map(ComponentStatus::fill)
                .flatMap(Optional::stream)
                .mapToLong(Channel.Fill::events)
                .sum();
    }

    private static void tell(Logger log, Problem problem) {
        String text = ProblemText.line(problem);
        switch (problem.severity()) {
            case ERROR -> log.error(text);
            case WARNING -> log.warn(text);
            case HINT -> log.info(text);
        }
    }

    private static String parts(AgentConfig config) {
        List<String> parts = new ArrayList<>();
        config.sources()
                .forEach(node ->
                        parts.add(
                                "source "
                                        + node.component().name()
                                        + " ("
                                        + node.component().descriptor().type()
                                        + ")"));
        config.channels()
                .forEach(node ->
                        parts.add(
                                "channel "
                                        + node.component().name()
                                        + " ("
                                        + node.component().descriptor().type()
                                        + ")"));
        config.sinks()
                .forEach(node ->
                        parts.add(
                                "sink "
                                        + node.component().name()
                                        + " ("
                                        + node.component().descriptor().type()
                                        + ")"));
        return String.join(", ", parts);
    }
}
