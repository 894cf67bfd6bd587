// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.FileChannels;
import io.millrace.agent.Installation;
import io.millrace.agent.Terminal;
import io.millrace.host.Host;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.JournalView;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds a channel by a configuration, or by its directories, which do not tell its keys. */
record ChannelFinder(Terminal terminal, Installation installation, Host host) {

    /**
     * A channel that was found.
     *
     * @param agent that has it; empty if it was found by its directories
     */
    record Named(String agent, String channel, JournalOptions options) {}

    /**
     * How the channel that a command line means is kept.
     *
     * @throws ProblemException if there is no such channel
     */
    JournalOptions find(ChannelPlace place) throws IOException {
        return named(place).options();
    }

    /** The same, with its names. */
    Named named(ChannelPlace place) throws IOException {
        if (!place.dataDirs.isEmpty()) {
            Path home =
                    place.checkpointDir == null ? place.dataDirs.getFirst() : place.checkpointDir;
            JournalOptions at = JournalOptions.in("channel", home);
            return new Named("", "", at.withDirectories(place.dataDirs));
        }
        if (place.files.isEmpty()) {
            throw notFound(
                    "no channel was named",
                    "name its configuration with -f, or its directories with --data-dirs");
        }
        Map<String, FileChannels.Found> channels = new LinkedHashMap<>();
        for (FileChannels.Found one : FileChannels.of(place.files, installation, host)) {
            if (place.agent == null || place.agent.equals(one.agent())) {
                channels.put(one.name(), one);
            }
        }
        if (place.channel == null && channels.size() == 1) {
            return named(channels.values().iterator().next());
        }
        FileChannels.Found found = place.channel == null ? null : channels.get(place.channel);
        if (found == null) {
            throw notFound(
                    place.channel == null
                            ? "the configuration has several file channels"
                            : "there is no file channel \"" + place.channel + "\"",
                    channels.isEmpty()
                            ? "the configuration has no file channel"
                            : "name one of: " + String.join(", ", channels.keySet()));
        }
        return named(found);
    }

    private Named named(FileChannels.Found found) throws IOException {
        return new Named(found.agent(), found.name(), found.journal(host));
    }

    private static ProblemException notFound(String what, String remedy) {
        return new ProblemException("MR-6340", what, "nothing was done", remedy, null);
    }

    /** What the channel has now, for what only reads. */
    JournalView view(ChannelPlace place) throws IOException {
        return view(find(place));
    }

    /** What a journal has now. */
    JournalView view(JournalOptions options) throws IOException {
        return JournalView.of(host.disk(), options.directories(), options.keys());
    }
}
