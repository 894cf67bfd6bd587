// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Terminal;
import io.millrace.agent.bench.BenchCommand;
import io.millrace.agent.channel.ChannelCommand;
import io.millrace.agent.deadletter.DeadLetterCommand;
import io.millrace.agent.ledger.LedgerCommand;
import io.millrace.agent.quickstart.QuickstartCommand;
import io.millrace.agent.run.AgentOption;
import io.millrace.channels.file.KeyProblems;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.journal.UnusableKeyException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All commands, with what they share: help, usage errors, failures. */
public final class Commands {
    private static final String[] NO_ALIASES = {};

    /** These speak of the others. */
    private static final Set<String> NEED_ALL = Set.of("help", "completion");

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
        return tree(terminal, words.length == 0 ? "" : words[0]).execute(words);
    }

    /** Prints the help text of a command. */
    public static void help(Terminal terminal, String command) {
        run(terminal, command, "--help");
    }

    /** The tree of all commands, or that of one where no other is asked for. */
    private static CommandLine tree(Terminal terminal, String word) {
        Installation installation = Installation.ofProcess();
        Host host = new RealHost();
        // Describing all commands to picocli costs more than running most of them.
        Map<String, Supplier<Object>> makers = new LinkedHashMap<>();
        makers.put("quickstart", () -> new QuickstartCommand(terminal, installation, host));
        makers.put("agent", Commands::agentSpec);
        makers.put("bench", () -> new BenchCommand(terminal, installation, host));
        makers.put("check", () -> new CheckCommand(terminal, installation, host.clock()));
        makers.put("channel", () -> ChannelCommand.line(terminal, installation, host));
        makers.put("explain", () -> new ExplainCommand(terminal));
        makers.put("list", () -> new ListCommand(terminal, installation));
        makers.put("describe", () -> new DescribeCommand(terminal, installation));
        makers.put("deadletter", () -> DeadLetterCommand.of(terminal, installation, host));
        makers.put("ledger", () -> LedgerCommand.of(terminal, installation, host));
        makers.put("version", () -> new VersionCommand(terminal));
        makers.put("completion", () -> new CompletionCommand(terminal));
        makers.put("help", HelpCommand::new);
        boolean needsOne = makers.containsKey(word) && !NEED_ALL.contains(word);
        CommandLine tree = new CommandLine(new Root());
        makers.forEach((name, maker) -> {
            if (!needsOne || name.equals(word)) {
                tree.addSubcommand(
                        name,
                        maker.get(),
                        name.equals("agent") ? new String[] {"run"} : NO_ALIASES);
            }
        });
        addHelp(tree);
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

    private static void addHelp(CommandLine tree) {
        for (CommandLine command : tree.getSubcommands().values()) {
            addHelp(command);
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
        terminal.print(
                CommandProblems.badLine(String.valueOf(e.getMessage()), command + " --help"));
        return ExitCode.USAGE;
    }

    private static int failed(Terminal terminal, Exception e) {
        if (e instanceof ProblemException explained) {
            terminal.print(explained.problem());
            return ExitCode.CONFIGURATION;
        }
        if (e instanceof UnusableKeyException locked) {
            terminal.print(KeyProblems.of(locked).problem());
            return ExitCode.CONFIGURATION;
        }
        terminal.print(CommandProblems.unforeseen(e.toString()));
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
