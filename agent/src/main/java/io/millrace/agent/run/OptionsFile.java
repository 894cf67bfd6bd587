// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.agent.CommandProblems;
import io.millrace.spi.Problem;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Flume's file of options for all agents of a machine: {@code /etc/flume/flume.opts}, else {@code
 * flume.opts} in the directory of {@code --conf}. Lines are {@code name = value}, with the long
 * names of options; what the command line says wins.
 */
public final class OptionsFile {
    /** The file of the machine. */
    public static final Path OF_MACHINE = Path.of("/etc/flume/flume.opts");

    private static final String NAME = "flume.opts";

    private OptionsFile() {}

    /** A line with the options that it does not have itself, if there is a file that has them. */
    public static AgentLine complete(AgentLine line, Path ofMachine) {
        return find(line, ofMachine).map(file -> complete(line, file, load(file))).orElse(line);
    }

    private static Optional<Path> find(AgentLine line, Path ofMachine) {
        if (Files.isRegularFile(ofMachine)) {
            return Optional.of(ofMachine);
        }
        return line.value(AgentOption.CONF)
                .map(conf -> Path.of(conf).resolve(NAME))
                .filter(Files::isRegularFile);
    }

    /** What a file says, or why it cannot be read. */
    private record Loaded(Map<String, String> options, Optional<Problem> failure) {}

    private static Loaded load(Path file) {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            return new Loaded(
                    Map.of(),
                    Optional.of(
                            CommandProblems.badLine(
                                    "the options in " + file + " cannot be read: " + e,
                                    "mend the file, or remove it")));
        }
        Map<String, String> options = new TreeMap<>();
        for (String name : read.stringPropertyNames()) {
            options.put(name, read.getProperty(name).strip());
        }
        return new Loaded(options, Optional.empty());
    }

    private static AgentLine complete(AgentLine line, Path file, Loaded loaded) {
        Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
        values.putAll(line.values());
        List<Problem> problems = new ArrayList<>(line.problems());
        loaded.failure().ifPresent(problems::add);
        loaded.options()
                .forEach((name, value) -> {
                    Optional<AgentOption> option = AgentOption.of(name);
                    if (option.isEmpty()) {
                        problems.add(
                                CommandProblems.badLine(
                                        "unknown option \"" + name + "\" in " + file,
                                        "write the long names of options: millrace agent --help"));
                    } else if (option.get().takesValue() || !value.equals("false")) {
                        values.putIfAbsent(option.get(), List.of(value));
                    }
                });
        return new AgentLine(values, line.properties(), problems);
    }
}
