// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent;

import io.millrace.agent.run.StateDirectory;
import io.millrace.channels.file.FileChannelConfig;
import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.host.Host;
import io.millrace.journal.JournalOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds the file channels of a configuration, for commands that look at them without an agent. */
public final class FileChannels {
    private FileChannels() {}

    /**
     * A file channel.
     *
     * @param agent that has it
     * @param name of it
     * @param config its properties
     */
    public record Found(String agent, String name, FileChannelConfig config) {

        /**
         * How its journal is kept, with its keys.
         *
         * @throws IOException if they cannot be read; a problem for the user
         */
        public JournalOptions journal(Host host) throws IOException {
            Path state = StateDirectory.of(agent).resolve("channels").resolve(name);
            return config.journal(name, state).withKeys(config.keys(host.disk()));
        }
    }

    /** All file channels of all agents that configuration files name. */
    public static List<Found> of(List<Path> files, Installation installation, Host host)
            throws IOException {
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
        Configuration configuration = ConfigurationReader.read(files, lookups);
        List<Found> found = new ArrayList<>();
        for (AgentConfig agent : configuration.checkAll(installation.types()).agents().values()) {
            for (ChannelNode channel : agent.channels()) {
                if (channel.component().config() instanceof FileChannelConfig config) {
                    found.add(new Found(agent.name(), channel.component().name(), config));
                }
            }
        }
        return found;
    }
}
