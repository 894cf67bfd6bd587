// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.Installation;
import io.millrace.agent.Terminal;
import io.millrace.agent.run.StateDirectory;
import io.millrace.channels.file.FileChannelConfig;
import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.host.Host;
import io.millrace.journal.JournalOptions;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the directories of a channel, by a configuration or by their names. */
record ChannelFinder(Terminal terminal, Installation installation, Host host) {

    /**
     * How the channel that a command line means is kept.
     *
     * @throws ProblemException if there is no such channel
     */
    JournalOptions find(ChannelPlace place) throws IOException {
        if (!place.dataDirs.isEmpty()) {
            Path home =
                    place.checkpointDir == null ? place.dataDirs.getFirst() : place.checkpointDir;
            JournalOptions at = JournalOptions.in("channel", home);
            return at.withDirectories(place.dataDirs);
        }
        if (place.files.isEmpty()) {
            throw notFound(
                    "no channel was named",
                    "name its configuration with -f, or its directories with --data-dirs");
        }
        Map<String, JournalOptions> channels = channels(place);
        if (place.channel == null && channels.size() == 1) {
            return channels.values().iterator().next();
        }
        JournalOptions found = place.channel == null ? null : channels.get(place.channel);
        if (found == null) {
            throw notFound(
                    place.channel == null
                            ? "the configuration has several file channels"
                            : "there is no file channel \"" + place.channel + "\"",
                    channels.isEmpty()
                            ? "the configuration has no file channel"
                            : "name one of: " + String.join(", ", channels.keySet()));
        }
        return found;
    }

    private Map<String, JournalOptions> channels(ChannelPlace place) throws IOException {
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
        Configuration configuration = ConfigurationReader.read(place.files, lookups);
        Map<String, AgentConfig> agents = configuration.checkAll(installation.types()).agents();
        Map<String, JournalOptions> channels = new LinkedHashMap<>();
        for (AgentConfig agent : agents.values()) {
            if (place.agent == null || place.agent.equals(agent.name())) {
                for (ChannelNode channel : agent.channels()) {
                    String name = channel.component().name();
                    if (channel.component().config() instanceof FileChannelConfig config) {
                        Path state =
                                StateDirectory.of(agent.name()).resolve("channels").resolve(name);
                        channels.put(name, config.journal(name, state));
                    }
                }
            }
        }
        return channels;
    }

    private static ProblemException notFound(String what, String remedy) {
        return new ProblemException("MR-6340", what, "nothing was done", remedy, null);
    }

    /** The directories with events, for what only reads. */
    List<Path> dataDirectories(ChannelPlace place) throws IOException {
        return find(place).directories();
    }
}
