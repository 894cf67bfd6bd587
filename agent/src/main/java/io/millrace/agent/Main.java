// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import io.millrace.agent.command.Commands;
import io.millrace.agent.run.AgentLine;
import io.millrace.agent.run.AgentOption;
import io.millrace.agent.run.AgentProcess;
import io.millrace.agent.run.OptionsFile;
import io.millrace.host.real.RealHost;

import java.util.ArrayList;
import java.util.List;

/**
 * The entry of all commands. What starts often or has to start fast (the version, an agent) goes
 * past the machinery of the other commands.
 */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with the command's exit code. */
    public static void main(String[] words) {
        int code = run(Terminal.ofProcess(), List.of(words));
        System.out.flush();
        System.exit(code);
    }

    /** Runs a command line; returns its exit code. */
    static int run(Terminal terminal, List<String> words) {
        String command = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        return switch (command) {
            case "version", "--version", "-V" -> version(terminal, rest);
            case "agent", "run" -> agent(terminal, rest, false);
            case "flume-ng" -> flume(terminal, rest);
            default -> Commands.run(terminal, words.toArray(String[]::new));
        };
    }

    private static int version(Terminal terminal, List<String> rest) {
        if (!rest.isEmpty()) {
            List<String> words = new ArrayList<>(rest);
            words.addFirst("version");
            return Commands.run(terminal, words.toArray(String[]::new));
        }
        terminal.out().println(Version.ofThisBuild().line());
        return ExitCode.OK;
    }

    private static int agent(Terminal terminal, List<String> words, boolean isFlume) {
        AgentLine given = AgentLine.of(words);
        AgentLine line = isFlume ? OptionsFile.complete(given, OptionsFile.OF_MACHINE) : given;
        if (line.has(AgentOption.HELP)) {
            Commands.help(terminal, "agent");
            return ExitCode.OK;
        }
        return new AgentProcess(terminal, new RealHost(), line, isFlume).run();
    }

    /** A command line of bin/flume-ng, what the script consumes removed. */
    private static int flume(Terminal terminal, List<String> words) {
        String command = words.isEmpty() ? "" : words.getFirst();
        return switch (command) {
            case "agent" -> agent(terminal, words.subList(1, words.size()), true);
            case "version" -> {
                terminal.out().println(Version.ofThisBuild().flumeLines());
                yield ExitCode.OK;
            }
            default -> {
                terminal.print(
                        CommandProblems.notInThisVersion(
                                "the command \""
                                        + command
                                        + "\" of flume-ng is not in this version",
                                "run it with Apache Flume; docs/cli.md says what takes its place"));
                yield ExitCode.CONFIGURATION;
            }
        };
    }
}
