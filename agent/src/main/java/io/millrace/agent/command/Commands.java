// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.ProblemText;
import io.millrace.agent.Terminal;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All commands, with what they share: help, usage errors, failures. */
public final class Commands {
    private Commands() {}

    /** The root: says what there is. */
    @Command(
            name = "millrace",
            description = "Moves events from where they arise to where they are stored.",
            synopsisSubcommandLabel = "<command>",
            footer = {
                "",
                "First steps:",
                "  millrace quickstart",
                "  millrace run --source netcat:port=44444 --sink logger",
                "  millrace agent -n a1 -f flume.conf",
                "  millrace check -f flume.conf"
            })
    private static final class Root {}

    /** Runs a command line that is not one of an agent; never throws. */
    public static int run(Terminal terminal, String... words) {
        return tree(terminal).execute(words);
    }

    /** Prints the help text of a command. */
    public static void help(Terminal terminal, String command) {
        run(terminal, command, "--help");
    }

    /** Prints a problem where problems go. */
    public static void print(Terminal terminal, Problem problem) {
        terminal.err().println(ProblemText.of(problem, terminal));
    }

    static CommandLine tree(Terminal terminal) {
        CommandLine tree =
                new CommandLine(new Root())
                        .addSubcommand("agent", new CommandLine(agentSpec()), "run")
                        .addSubcommand(new ExplainCommand(terminal))
                        .addSubcommand(new VersionCommand(terminal))
                        .addSubcommand(new CompletionCommand(terminal))
                        .addSubcommand(new HelpCommand());
        for (CommandLine command : tree.getSubcommands().values()) {
            boolean hasHelp =
                    command.getCommandSpec().findOption("--help") != null
                            || command.getCommandName().equals("help");
            if (!hasHelp) {
                command.getCommandSpec()
                        .addOption(
                                OptionSpec.builder("-h", "--help")
                                        .usageHelp(true)
                                        .description("This text.")
                                        .build());
            }
        }
        return tree.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                terminal.colour() && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setExecutionStrategy(Commands::execute)
                .setParameterExceptionHandler((e, args) -> misunderstood(terminal, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, e));
    }

    private static int execute(CommandLine.ParseResult parsed) {
        CommandSpec last = parsed.asCommandLineList().getLast().getCommandSpec();
        if (last.userObject() instanceof Root && !parsed.isUsageHelpRequested()) {
            last.commandLine().usage(last.commandLine().getErr());
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int misunderstood(Terminal terminal, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        print(
                terminal,
                CommandProblems.badLine(String.valueOf(e.getMessage()), command + " --help"));
        return ExitCode.USAGE;
    }

    private static int failed(Terminal terminal, Exception e) {
        if (e instanceof ProblemException explained) {
            print(terminal, explained.problem());
            return ExitCode.CONFIGURATION;
        }
        print(terminal, CommandProblems.unforeseen(e.toString()));
        return ExitCode.FAILURE;
    }

    /** For help and completion alone: {@link AgentLine} reads the line. */
    private static CommandSpec agentSpec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Run an agent, from a flume.conf or from the command line.")
                .footer(
                        "",
                        "Also taken: -Dkey=value, which sets a property of the JVM.",
                        "",
                        "Examples:",
                        "  millrace agent -n a1 -f flume.conf",
                        "  millrace run --source netcat:port=44444 --sink logger",
                        "  millrace run --source exec:command='tail -F app.log' --sink"
                                + " file_roll:sink.directory=out --save flume.conf");
        for (AgentOption option : AgentOption.values()) {
            if (!option.text().isEmpty() && option != AgentOption.HELP) {
                List<String> names = option.spellings();
                OptionSpec.Builder builder =
                        OptionSpec.builder(names.getFirst(), names.toArray(String[]::new))
                                .names(names.toArray(String[]::new))
                                .description(option.text().replace("%", "%%"));
                if (option.takesValue()) {
                    builder.arity("1")
                            .type(String.class)
                            .paramLabel("<" + option.parameter() + ">");
                } else {
                    builder.arity("0").type(boolean.class);
                }
                spec.addOption(builder.build());
            }
        }
        return spec;
    }
}
