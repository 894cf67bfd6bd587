// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import io.millrace.agent.ExitCode;
import io.millrace.agent.FileChannels;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.engine.ledger.AccountHead;
import io.millrace.engine.ledger.LedgerCheck;
import io.millrace.engine.ledger.LedgerCheck.Finding;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.host.Host;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.JournalView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Computes the ledger anew from its rows, and compares it with what the channels hold. */
@Command(
        name = "verify",
        description =
                "Compute every total anew from the rows, and compare what should wait with what"
                        + " file channels hold. Exits with 1 if something does not add up.")
final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Installation installation;
    private final Host host;

    @Mixin private LedgerPlace place = new LedgerPlace();

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "<file>",
            description = "The configuration, to compare with what its file channels hold.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--strict",
            description = "Exit with 1 also if it is not known what became of some events.")
    private boolean strict;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VerifyCommand(Terminal terminal, Installation installation, Host host) {
        this.terminal = terminal;
        this.installation = installation;
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        List<LedgerPlace.Read> all = place.read(host.disk());
        if (all.isEmpty()) {
            terminal.print(LedgerCommand.none(place));
            return ExitCode.USAGE;
        }
        List<Object> fields = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int channels = 0;
        int compared = 0;
        int wrong = 0;
        int unknown = 0;
        for (LedgerPlace.Read read : all) {
            List<Finding> findings = new ArrayList<>();
            for (Finding finding : LedgerCheck.findings(read.contents())) {
                if (finding.channel().isEmpty() || isChosen(read, finding.channel())) {
                    findings.add(finding);
                }
            }
            compared += compare(read, findings);
            channels +=
                    (int)
                            read.contents().accounts().keySet().stream()
                                    .filter(channel -> isChosen(read, channel))
                                    .count();
            for (Finding finding : findings) {
                wrong += finding.kind() == LedgerCheck.Kind.WRONG ? 1 : 0;
                unknown += finding.kind() == LedgerCheck.Kind.UNKNOWN ? 1 : 0;
                lines.add(line(read.agent(), finding));
                fields.add(fields(read.agent(), finding));
            }
        }
        boolean isGood = wrong == 0 && (!strict || unknown == 0);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("addsUp", wrong == 0);
            result.put("channels", channels);
            result.put("comparedWithChannels", compared);
            result.put("findings", fields);
            terminal.out().println(Json.pretty(result));
        } else {
            lines.forEach(terminal.out()::println);
            terminal.out()
                    .println(
                            "%d channels, %d of them compared with what they hold: %s"
                                    .formatted(channels, compared, verdict(wrong)));
        }
        return isGood ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static String verdict(int wrong) {
        return wrong == 0 ? "all adds up" : wrong + " things do not add up";
    }

    private boolean isChosen(LedgerPlace.Read read, String channel) {
        LedgerContents.ChannelAccount account = read.contents().accounts().get(channel);
        return account != null && place.isChosen(channel, account.head().sources());
    }

    /** Compares with the file channels of the configuration; how many were. */
    private int compare(LedgerPlace.Read read, List<Finding> findings) throws IOException {
        int compared = 0;
        if (files.isEmpty()) {
            return compared;
        }
        for (FileChannels.Found found : FileChannels.of(files, installation, host)) {
            LedgerContents.ChannelAccount account = read.contents().accounts().get(found.name());
            if (account == null
                    || !found.agent().equals(read.agent())
                    || !isChosen(read, found.name())) {
                continue;
            }
            long held = held(found);
            compared++;
            compare(read.contents(), account.head(), held, findings);
        }
        return compared;
    }

    /** What waits in a channel; nothing in one that was never opened. */
    private long held(FileChannels.Found found) throws IOException {
        long held = 0;
        JournalOptions options = found.journal(host);
        try {
            for (JournalView.SegmentFacts segment :
                    JournalView.of(host.disk(), options.directories(), options.keys()).segments()) {
                held += segment.waiting();
            }
            return held;
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    private static void compare(
            LedgerContents contents, AccountHead head, long held, List<Finding> findings) {
        if (held == head.balance()) {
            return;
        }
        // Between two writings an agent is ahead of its ledger, for ever if it crashed then.
        boolean isStopped = head.atStop() >= 0;
        String what =
                "the channel holds %d events, by the ledger %d wait"
                        .formatted(held, head.balance());
        findings.add(
                new Finding(
                        isStopped ? LedgerCheck.Kind.WRONG : LedgerCheck.Kind.NOTE,
                        head.channel(),
                        contents.writtenMillis(),
                        contents.writtenMillis(),
                        isStopped
                                ? what
                                : what
                                        + ": the agent runs, or did not stop in order; what"
                                        + " happened since the last writing is settled at the"
                                        + " next start"));
    }

    private static String line(String agent, Finding finding) {
        return "%s  %s  %s  %s to %s: %s"
                .formatted(
                        finding.kind().name().toLowerCase(Locale.ROOT),
                        agent,
                        finding.channel().isEmpty() ? "-" : finding.channel(),
                        Instant.ofEpochMilli(finding.fromMillis()),
                        Instant.ofEpochMilli(finding.toMillis()),
                        finding.what());
    }

    private static Map<String, Object> fields(String agent, Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        fields.put("agent", agent);
        fields.put("channel", finding.channel());
        fields.put("from", Instant.ofEpochMilli(finding.fromMillis()).toString());
        fields.put("to", Instant.ofEpochMilli(finding.toMillis()).toString());
        fields.put("what", finding.what());
        return fields;
    }
}
