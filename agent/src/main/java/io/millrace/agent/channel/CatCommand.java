// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Json;
import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.journal.JournalView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Prints the events of a channel. */
@Command(
        name = "cat",
        description = "Print the events that wait in a channel; they stay where they are.")
final class CatCommand implements Callable<Integer> {
    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(
            names = "--limit",
            paramLabel = "<events>",
            description = "So many at most; default ${DEFAULT-VALUE}.")
    private long limit = 100;

    @Option(
            names = "--delivered",
            description = "Those that are delivered and still there, instead of those that wait.")
    private boolean delivered;

    @Option(names = "--json", description = "Print JSON, with headers.")
    private boolean json;

    CatCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException {
        JournalView view = finder.view(place);
        PrintStream out = finder.terminal().out();
        long[] left = {limit};
        JournalView.Visitor printing =
                (sequence, run) -> {
                    int count = (int) Math.min(left[0], run.size());
                    print(out, sequence, run.slice(0, count));
                    left[0] -= count;
                    return left[0] > 0;
                };
        if (limit > 0 && delivered) {
            view.visitDelivered(printing);
        } else if (limit > 0) {
            view.visit(printing);
        }
        return ExitCode.OK;
    }

    private void print(PrintStream out, long sequence, Run run) {
        long number = sequence;
        for (Event event : Batch.of(List.of(run))) {
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("number", number);
                fields.put("accepted", Instant.ofEpochMilli(run.block().acceptedMillis()));
                fields.put("headers", new LinkedHashMap<>(event.headers()));
                fields.put("body", event.text());
                out.println(Json.pretty(fields));
            } else {
                out.println(number + "\t" + event.text());
            }
            number++;
        }
    }
}
