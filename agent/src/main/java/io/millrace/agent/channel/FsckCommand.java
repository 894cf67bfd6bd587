// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Json;
import io.millrace.journal.JournalCheck;
import io.millrace.journal.JournalOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Checks each byte of a channel. */
@Command(
        name = "fsck",
        description =
                "Check every record of a channel, and change nothing. Exits with 1 if bytes are"
                        + " damaged: the channel itself goes on behind them when it reads them.")
final class FsckCommand implements Callable<Integer> {
    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    FsckCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException {
        JournalOptions options = finder.find(place);
        JournalCheck.Report report =
                JournalCheck.run(finder.host().disk(), options.directories(), options.keys());
        PrintStream out = finder.terminal().out();
        if (json) {
            out.println(Json.pretty(fields(report)));
        } else {
            for (JournalCheck.Damage damage : report.damages()) {
                out.println(
                        "%s: bytes %d to %d are damaged, %d events from number %d on"
                                .formatted(
                                        damage.path(),
                                        damage.from(),
                                        damage.to(),
                                        damage.endEvent() - damage.firstEvent(),
                                        damage.firstEvent()));
            }
            out.println(
                    "%d events in %d records of %d bytes are sound, %d places are damaged"
                            .formatted(
                                    report.events(),
                                    report.records(),
                                    report.bytes(),
                                    report.damages().size()));
        }
        return report.damages().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static Map<String, Object> fields(JournalCheck.Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("records", report.records());
        fields.put("events", report.events());
        fields.put("bytes", report.bytes());
        fields.put("damages", report.damages().stream().map(FsckCommand::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(JournalCheck.Damage damage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", damage.path().toString());
        fields.put("from", damage.from());
        fields.put("to", damage.to());
        fields.put("firstEvent", damage.firstEvent());
        fields.put("endEvent", damage.endEvent());
        return fields;
    }
}
