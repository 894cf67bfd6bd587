// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.host.Host;
import io.millrace.spi.Problem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The dead letters of all channels of an agent that runs. Safe for any thread. */
public final class DeadLetters {
    private final Map<String, DeadLetterStore> stores = new LinkedHashMap<>();

    /**
     * @param state the agent's state directory
     * @param report hears of problems of a channel
     */
    public DeadLetters(
            AgentConfig config, Host host, Path state, BiConsumer<ChannelNode, Problem> report) {
        for (ChannelNode node : config.channels()) {
            String name = node.component().name();
            List<String> sources =
                    config.sources().stream()
                            .filter(source -> source.channels().contains(name))
                            .map(source -> source.component().name())
                            .toList();
            stores.put(
                    name,
                    new DeadLetterStore(
                            host,
                            directory(state).resolve(name),
                            name,
                            sources,
                            node.deadLetters(),
                            problem -> report.accept(node, problem)));
        }
    }

    /** Where the dead letters of an agent are, a directory for each channel. */
    static Path directory(Path state) {
        return state.resolve("deadletters");
    }

    /** Those of a channel of the agent. */
    public DeadLetterStore of(String channel) {
        DeadLetterStore store = stores.get(channel);
        if (store == null) {
            throw new IllegalArgumentException("no channel \"" + channel + "\"");
        }
        return store;
    }

    /** Opens what former processes left. What cannot be opened is tried again when it is needed. */
    public void start() {
        for (DeadLetterStore store : stores.values()) {
            try {
                store.openIfPresent();
            } catch (IOException failed) {
                // Its health says so.
            }
        }
    }

    /** No sink runs any more. */
    public void close() {
        stores.values().forEach(DeadLetterStore::close);
    }
}
