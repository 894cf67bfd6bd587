// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.deadletter;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.DeadLetterRequest;
import io.millrace.host.Host;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * Dead letters on the command line. Reading works whether the agent runs or not, and takes no lock;
 * what changes something is left as a request for the agent.
 */
@Command(
        name = "deadletter",
        description = "Show, replay and discard the events that sinks could not deliver.",
        synopsisSubcommandLabel = "<ls|show|replay|discard>",
        footer = {
            "",
            "Examples:",
            "  millrace deadletter ls",
            "  millrace deadletter show -n a1 --channel c1 17",
            "  millrace deadletter replay -n a1 --channel c1 --all",
            "  millrace deadletter discard -n a1 --sink k1 --fault crashed"
        })
public final class DeadLetterCommand {
    private DeadLetterCommand() {}

    /** The command with its subcommands. */
    public static CommandLine of(Terminal terminal, Installation installation, Host host) {
        return new CommandLine(new DeadLetterCommand())
                .addSubcommand(new Ls(terminal, installation, host))
                .addSubcommand(new Show(terminal, installation, host))
                .addSubcommand(
                        "replay",
                        new Asking(terminal, installation, host, DeadLetterRequest.Action.REPLAY))
                .addSubcommand(
                        "discard",
                        new Asking(terminal, installation, host, DeadLetterRequest.Action.DISCARD));
    }

    private interface Each {
        boolean take(Chosen.Place place, DeadLetter letter);
    }

    private static void visit(Chosen chosen, Installation installation, Host host, Each each)
            throws IOException {
        Chosen.Keys keys = chosen.keys(installation, host);
        for (Chosen.Place place : chosen.places(host.disk())) {
            place.box()
                    .visit(
                            host.disk(),
                            keys.of(place),
                            letter -> !chosen.isChosen(letter) || each.take(place, letter));
        }
    }

    private static int none(Terminal terminal, Chosen chosen) {
        terminal.print(
                CommandProblems.unknownName(
                        "there are no such dead letters below " + chosen.root(),
                        "millrace deadletter ls shows what there is; --state names the directory"
                                + " that the agent has as millrace.state.dir"));
        return ExitCode.USAGE;
    }

    /** Lists them. */
    @Command(name = "ls", description = "List them, one line each, without their content.")
    private static final class Ls implements Callable<Integer> {
        private final Terminal terminal;
        private final Installation installation;
        private final Host host;

        @Mixin private Chosen chosen = new Chosen();

        @Option(names = "--limit", description = "How many lines at most; default 100.")
        private int limit = 100;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal, Installation installation, Host host) {
            this.terminal = terminal;
            this.installation = installation;
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            List<Object> fields = new ArrayList<>();
            Map<String, Long> counts = new LinkedHashMap<>();
            long[] count = {0};
            visit(
                    chosen,
                    installation,
                    host,
                    (place, letter) -> {
                        count[0]++;
                        counts.merge(letter.fault().word(), 1L, Long::sum);
                        if (count[0] <= limit && json) {
                            fields.add(LetterText.fields(place, letter, false));
                        } else if (count[0] <= limit) {
                            terminal.out().println(LetterText.line(place, letter));
                        }
                        return true;
                    });
            if (json) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("count", count[0]);
                all.put("faults", counts);
                all.put("letters", fields);
                terminal.out().println(Json.pretty(all));
            } else {
                String rest = count[0] > limit ? ", the first " + limit + " shown" : "";
                terminal.out()
                        .println(
                                count[0]
                                        + (count[0] == 1 ? " dead letter" : " dead letters")
                                        + (counts.isEmpty() ? "" : " " + counts)
                                        + rest);
            }
            return ExitCode.OK;
        }
    }

    /** Shows them with their content. */
    @Command(name = "show", description = "Show them with headers and body.")
    private static final class Show implements Callable<Integer> {
        private final Terminal terminal;
        private final Installation installation;
        private final Host host;

        @Mixin private Chosen chosen = new Chosen();

        @Option(names = "--limit", description = "How many at most; default 10.")
        private int limit = 10;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Show(Terminal terminal, Installation installation, Host host) {
            this.terminal = terminal;
            this.installation = installation;
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            List<Object> fields = new ArrayList<>();
            int[] count = {0};
            visit(
                    chosen,
                    installation,
                    host,
                    (place, letter) -> {
                        count[0]++;
                        if (json) {
                            fields.add(LetterText.fields(place, letter, true));
                        } else {
                            terminal.out().println(LetterText.whole(place, letter));
                        }
                        return count[0] < limit;
                    });
            if (json) {
                terminal.out().println(Json.pretty(fields));
            }
            return count[0] == 0 ? none(terminal, chosen) : ExitCode.OK;
        }
    }

    /** Leaves a request for the agent. */
    @Command(
            description =
                    "Ask the agent to do this with dead letters: put them into their channel again"
                        + " (replay), or let them go (discard). An agent that runs does it within"
                        + " seconds, another one at its next start.")
    private static final class Asking implements Callable<Integer> {
        private final Terminal terminal;
        private final Installation installation;
        private final Host host;
        private final DeadLetterRequest.Action action;

        @Mixin private Chosen chosen = new Chosen();

        @Option(names = "--all", description = "All that the other options leave.")
        private boolean all;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Asking(
                Terminal terminal,
                Installation installation,
                Host host,
                DeadLetterRequest.Action action) {
            this.terminal = terminal;
            this.installation = installation;
            this.host = host;
            this.action = action;
        }

        @Override
        public Integer call() throws IOException {
            if (!all && !chosen.isNarrow()) {
                terminal.print(
                        CommandProblems.badLine(
                                "it is not said which dead letters",
                                "name numbers, --sink or --fault, or say --all"));
                return ExitCode.USAGE;
            }
            Map<Chosen.Place, List<Long>> numbers = new LinkedHashMap<>();
            visit(
                    chosen,
                    installation,
                    host,
                    (place, letter) -> {
                        numbers.computeIfAbsent(place, p -> new ArrayList<>())
                                .add(letter.sequence());
                        return true;
                    });
            if (numbers.isEmpty()) {
                return none(terminal, chosen);
            }
            if (chosen.hasNumbers() && numbers.size() > 1) {
                terminal.print(
                        CommandProblems.badLine(
                                "several channels have dead letters of these numbers",
                                "choose one with -n and --channel"));
                return ExitCode.USAGE;
            }
            return leave(numbers);
        }

        private int leave(Map<Chosen.Place, List<Long>> numbers) {
            List<Object> fields = new ArrayList<>();
            for (Map.Entry<Chosen.Place, List<Long>> entry : numbers.entrySet()) {
                Chosen.Place place = entry.getKey();
                String channel = place.box().channel();
                try {
                    DeadLetterRequest.of(action, channel, entry.getValue())
                            .leave(host.disk(), place.state(), UUID.randomUUID().toString());
                } catch (IOException failed) {
                    terminal.print(
                            CommandProblems.cannotWrite(
                                    "the request in " + place.state(),
                                    String.valueOf(failed.getMessage())));
                    return ExitCode.FAILURE;
                }
                int count = entry.getValue().size();
                Map<String, Object> field = new LinkedHashMap<>();
                field.put("agent", place.agent());
                field.put("channel", channel);
                field.put("asked", count);
                fields.add(field);
                if (!json) {
                    terminal.out()
                            .println(
                                    "asked agent "
                                            + place.agent()
                                            + " to "
                                            + action.name().toLowerCase(Locale.ROOT)
                                            + " "
                                            + count
                                            + (count == 1 ? " dead letter" : " dead letters")
                                            + " of channel "
                                            + channel
                                            + ": within seconds if it runs, else at its next"
                                            + " start");
                }
            }
            if (json) {
                terminal.out().println(Json.pretty(fields));
            }
            return ExitCode.OK;
        }
    }
}
