// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.ExitCode;
import io.millrace.frame.Batch;
import io.millrace.journal.JournalView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** Appends delivered events anew. */
@Command(
        name = "replay",
        description =
                "Append events that were delivered and are still there once more, so that they are"
                        + " delivered again. For a channel with retention.time whose agent is"
                        + " stopped.")
final class ReplayCommand implements Callable<Integer> {
    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(
            names = "--since",
            paramLabel = "<time>",
            description = "Only events accepted then or later, as 2026-01-31T12:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "<time>", description = "Only events accepted before.")
    private @Nullable Instant until;

    ReplayCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException {
        ChannelFinder.Named named = finder.named(place);
        long[] events = {0};
        try (StoppedChannel channel = StoppedChannel.open(finder, named)) {
            JournalView view = finder.view(named.options());
            view.visitDelivered((sequence, run) -> {
                if (isMeant(run.block().acceptedMillis())) {
                    try {
                        channel.append(Batch.of(List.of(run.outOfStream())));
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                    events[0] += run.size();
                }
                return true;
            });
        }
        finder.terminal().out().println(events[0] + " events will be delivered again");
        return ExitCode.OK;
    }

    private boolean isMeant(long acceptedMillis) {
        Instant accepted = Instant.ofEpochMilli(acceptedMillis);
        return (since == null || !accepted.isBefore(since))
                && (until == null || accepted.isBefore(until));
    }
}
