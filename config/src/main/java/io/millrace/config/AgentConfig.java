// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.List;

/**
 * What runs of one agent. Every name that a node refers to is the name of another node here.
 *
 * <p>Two configurations are equal if they run the same: the lines where things stand do not count.
 *
 * @param name the agent
 * @param sources in the order of the list
 * @param channels in the order of the list
 * @param sinks in the order of the list, those of groups too
 * @param sinkGroups in the order of the list; a sink is in one of them at most
 */
public record AgentConfig(
        String name,
        List<SourceNode> sources,
        List<ChannelNode> channels,
        List<SinkNode> sinks,
        List<SinkGroupNode> sinkGroups) {
    public AgentConfig {
        sources = List.copyOf(sources);
        channels = List.copyOf(channels);
        sinks = List.copyOf(sinks);
        sinkGroups = List.copyOf(sinkGroups);
    }
}
