// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Json;
import io.millrace.journal.JournalView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Lists the files of a channel. */
@Command(name = "ls", description = "List the files of a channel and how many events wait in each.")
final class LsCommand implements Callable<Integer> {
    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LsCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException {
        List<JournalView.SegmentFacts> segments = finder.view(place).segments();
        PrintStream out = finder.terminal().out();
        if (json) {
            out.println(Json.pretty(segments.stream().map(LsCommand::fields).toList()));
            return ExitCode.OK;
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "%12s %12s %12s %14s  %-24s %s"
                        .formatted("first event", "events", "waiting", "bytes", "begun", "file"));
        long waiting = 0;
        long bytes = 0;
        for (JournalView.SegmentFacts one : segments) {
            waiting += one.waiting();
            bytes += one.bytes();
            lines.add(
                    "%12d %12d %12d %14d  %-24s %s"
                            .formatted(
                                    one.firstEvent(),
                                    one.endEvent() - one.firstEvent(),
                                    one.waiting(),
                                    one.bytes(),
                                    Instant.ofEpochMilli(one.createdMillis()),
                                    one.key().isEmpty()
                                            ? one.path()
                                            : one.path() + ", key " + one.key()));
        }
        lines.add(
                "%d events wait in %d files of %d bytes"
                        .formatted(waiting, segments.size(), bytes));
        lines.forEach(out::println);
        return ExitCode.OK;
    }

    private static Map<String, Object> fields(JournalView.SegmentFacts one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", one.path().toString());
        fields.put("firstEvent", one.firstEvent());
        fields.put("endEvent", one.endEvent());
        fields.put("waiting", one.waiting());
        fields.put("bytes", one.bytes());
        fields.put("begun", Instant.ofEpochMilli(one.createdMillis()));
        fields.put("key", one.key());
        return fields;
    }
}
