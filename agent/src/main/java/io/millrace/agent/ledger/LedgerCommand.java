// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.engine.ledger.LedgerFigures;
import io.millrace.host.Host;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Shows what became of the events. Takes no lock and changes nothing. */
@Command(
        name = "ledger",
        description =
                "Show what became of the events of each channel, whether the agent runs or not.",
        footer = {
            "",
            "Examples:",
            "  millrace ledger",
            "  millrace ledger -n a1 --flow c1 --since 2h --json",
            "  millrace ledger verify -n a1 -f flume.conf"
        })
public final class LedgerCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Host host;

    @Mixin private LedgerPlace place = new LedgerPlace();

    @Option(
            names = "--since",
            paramLabel = "<time>",
            converter = Since.Converter.class,
            description =
                    "Only events accepted then or later, as 2h or 2026-01-31T12:00:00Z; to the"
                            + " minute.")
    private @Nullable Since since;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private LedgerCommand(Terminal terminal, Host host) {
        this.terminal = terminal;
        this.host = host;
    }

    /** The command with its subcommand. */
    public static CommandLine of(Terminal terminal, Installation installation, Host host) {
        return new CommandLine(new LedgerCommand(terminal, host))
                .addSubcommand("verify", new VerifyCommand(terminal, installation, host));
    }

    @Override
    public Integer call() throws IOException {
        long from = since == null ? LedgerFigures.ALWAYS : since.millis(host.clock().millis());
        List<Object> fields = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        long written = 0;
        for (LedgerPlace.Read read : place.read(host.disk())) {
            written = Math.max(written, read.contents().writtenMillis());
            read.contents()
                    .accounts()
                    .forEach((channel, account) -> {
                        if (place.isChosen(channel, account.head().sources())) {
                            LedgerFigures figures = LedgerFigures.of(account, from);
                            rows.add(FigureText.row(read.agent(), figures));
                            fields.add(FigureText.fields(read.agent(), figures));
                        }
                    });
        }
        if (rows.isEmpty()) {
            terminal.print(none(place));
            return ExitCode.USAGE;
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("written", Instant.ofEpochMilli(written).toString());
            all.put("channels", fields);
            terminal.out().println(Json.pretty(all));
        } else {
            FigureText.table(rows).forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }

    static Problem none(LedgerPlace place) {
        return CommandProblems.unknownName(
                "there is no such ledger below " + place.root(),
                "millrace ledger alone shows all there are; --state names the directory that the"
                        + " agent has as millrace.state.dir");
    }
}
