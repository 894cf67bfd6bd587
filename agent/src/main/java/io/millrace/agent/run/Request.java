// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static io.millrace.agent.run.AgentOption.CHANNEL;
import static io.millrace.agent.run.AgentOption.FILE;
import static io.millrace.agent.run.AgentOption.NAME;
import static io.millrace.agent.run.AgentOption.SAVE;
import static io.millrace.agent.run.AgentOption.SINK;
import static io.millrace.agent.run.AgentOption.SOURCE;

import io.millrace.agent.CommandProblems;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.ConfigurationText;
import io.millrace.config.Lookups;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command line asks to run: files, or a flow of expressions.
 *
 * @param configuration what was read
 * @param agent the name that was given, or that of the only agent there is; empty if that is open
 * @param files what to call the configuration
 */
record Request(Configuration configuration, String agent, String files) {
    private static final String NAME_OF_FLOW = "run";
    private static final String LOOPBACK = "127.0.0.1";

    /** What came of a command line: a request, or why there is none. */
    sealed interface Answer permits Asked, Refused {}

    /** A request that can be checked. */
    record Asked(Request request) implements Answer {}

    /** A line that is of no use. */
    record Refused(Problem problem) implements Answer {}

    /**
     * Reads what the line names.
     *
     * @throws ProblemException if a file cannot be read
     */
    static Answer of(AgentLine line, Catalogue catalogue, Lookups lookups, Disk disk)
            throws ProblemException {
        boolean hasFlow = line.has(SOURCE) || line.has(SINK);
        if (hasFlow == line.has(FILE)) {
            return new Refused(
                    hasFlow
                            ? CommandProblems.badLine(
                                    "both a file and --source or --sink were given",
                                    "give one or the other")
                            : CommandProblems.badLine(
                                    "no configuration was named",
                                    "name a file with -f, or a flow with --source and --sink"));
        }
        if (hasFlow) {
            return flow(line, catalogue, lookups, disk);
        }
        List<Path> files = line.all(FILE).stream().map(Path::of).toList();
        Configuration configuration = ConfigurationReader.read(files, lookups);
        return new Asked(named(configuration, line, String.join(", ", line.all(FILE))));
    }

    private static Request named(Configuration configuration, AgentLine line, String files) {
        List<String> names = configuration.agentNames();
        Optional<String> only =
                names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
        return new Request(configuration, line.value(NAME).or(() -> only).orElse(""), files);
    }

    private static Answer flow(AgentLine line, Catalogue catalogue, Lookups lookups, Disk disk) {
        if (!line.has(SOURCE) || !line.has(SINK)) {
            return new Refused(
                    CommandProblems.badLine(
                            line.has(SOURCE) ? "there is no --sink" : "there is no --source",
                            "give both; millrace list shows what there is"));
        }
        String agent = line.value(NAME).orElse(NAME_OF_FLOW);
        String text;
        try {
            List<Expression> sources = new ArrayList<>();
            for (String source : line.all(SOURCE)) {
                sources.add(bound(Expression.parse(source), catalogue));
            }
            List<Expression> sinks = new ArrayList<>();
            for (String sink : line.all(SINK)) {
                sinks.add(Expression.parse(sink));
            }
            Expression channel = Expression.parse(line.value(CHANNEL).orElse("memory"));
            text = FlumeText.of(agent, sources, channel, sinks);
        } catch (Expression.BadExpression e) {
            return new Refused(e.problem());
        }
        Optional<String> target = line.value(SAVE);
        if (target.isPresent()) {
            Optional<Problem> failure = save(Path.of(target.get()), text, disk);
            if (failure.isPresent()) {
                return new Refused(failure.get());
            }
        }
        String name = target.orElse("command line");
        Configuration configuration =
                ConfigurationReader.parse(
                        List.of(new ConfigurationText(name, text.getBytes(StandardCharsets.UTF_8))),
                        lookups);
        return new Asked(new Request(configuration, agent, name));
    }

    /** What has to be told where to listen listens to this machine alone, unless told. */
    private static Expression bound(Expression source, Catalogue catalogue) {
        boolean wantsAddress =
                catalogue
                        .find(Kind.SOURCE, source.type())
                        .flatMap((ComponentDescriptor found) -> found.property("bind"))
                        .filter(property -> property.key().equals("bind"))
                        .isPresent();
        return wantsAddress ? source.with("bind", LOOPBACK) : source;
    }

    private static Optional<Problem> save(Path target, String text, Disk disk) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = disk.open(target, Disk.Mode.CREATE_NEW)) {
            file.write(bytes, 0, bytes.length);
            return Optional.empty();
        } catch (FileAlreadyExistsException e) {
            return Optional.of(
                    CommandProblems.cannotWrite(target.toString(), "the file exists already"));
        } catch (IOException e) {
            return Optional.of(
                    CommandProblems.cannotWrite(target.toString(), String.valueOf(e.getMessage())));
        }
    }
}
