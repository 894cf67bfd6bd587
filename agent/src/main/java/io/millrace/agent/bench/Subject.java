// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ComponentTypes;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.host.Host;
import io.millrace.loadtest.Scenario;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param title in a few words
 * @param config what runs, or empty if it cannot
 * @param problems that are told: of a configuration that cannot run all, else the errors
 */
record Subject(String title, Optional<AgentConfig> config, List<Problem> problems) {
    /** Where channels keep events: the run gets others, on the same disk. */
    private static final List<String> DIRECTORIES = List.of("checkpointDir", "dataDirs");

    private static final String VARIABLE = "${";

    /** A flow that has a name. */
    static Subject of(Scenario scenario, Workplace place, ComponentTypes types, Host host)
            throws IOException, ProblemException {
        String where = place.root().toString().replace("\\", "/");
        Path file = place.file("flume.conf", scenario.configuration(where));
        Checked checked = check(List.of(file), Scenario.AGENT, types, host);
        return new Subject("scenario " + scenario.name(), checked.agent(), errors(checked));
    }

    /** An agent of a configuration. */
    static Subject of(
            List<Path> files,
            @Nullable String name,
            Workplace place,
            ComponentTypes types,
            Host host)
            throws IOException, ProblemException, LoadOptions.Misunderstood {
        Configuration configuration = ConfigurationReader.read(files, lookups(host));
        List<String> names = List.copyOf(configuration.agentNames());
        if (name == null && names.size() > 1) {
            throw new LoadOptions.Misunderstood(
                    "the configuration has several agents",
                    "choose one with -n: " + String.join(", ", names));
        }
        String agent = name == null ? names.isEmpty() ? "" : names.getFirst() : name;
        Checked checked = configuration.check(agent, types, CheckOptions.LENIENT);
        if (checked.agent().isEmpty()) {
            return new Subject(agent, Optional.empty(), checked.own());
        }
        List<String> lines = new ArrayList<>();
        for (ChannelNode channel : checked.agent().get().channels()) {
            lines.addAll(elsewhere(agent, channel, place));
        }
        if (!lines.isEmpty()) {
            List<Path> all = new ArrayList<>(files);
            all.add(place.file("directories.conf", String.join("\n", lines) + "\n"));
            checked = check(all, agent, types, host);
        }
        String title =
                "agent "
                        + agent
                        + " of "
                        + files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new Subject(title, checked.agent(), errors(checked));
    }

    /** Lines that lead a channel to directories beside its own, which it never touches. */
    private static List<String> elsewhere(String agent, ChannelNode channel, Workplace place) {
        List<String> lines = new ArrayList<>();
        Map<String, String> settings = channel.component().settings();
        for (String key : DIRECTORIES) {
            String text = settings.get(key);
            if (text == null) {
                continue;
            }
            List<String> beside =
                    Stream.of(text.split(","))
                            .map(each -> each.strip().replaceFirst("/+$", "") + Workplace.suffix())
                            .toList();
            beside.stream()
                    .filter(each -> !each.contains(VARIABLE))
                    .map(Path::of)
                    .forEach(place::alsoRemove);
            lines.add(
                    agent
                            + ".channels."
                            + channel.component().name()
                            + "."
                            + key
                            + " = "
                            + String.join(",", beside));
        }
        return lines;
    }

    private static Checked check(List<Path> files, String agent, ComponentTypes types, Host host)
            throws ProblemException {
        return ConfigurationReader.read(files, lookups(host))
                .check(agent, types, CheckOptions.LENIENT);
    }

    private static Lookups lookups(Host host) {
        return Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
    }

    private static List<Problem> errors(Checked checked) {
        return checked.own().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }
}
