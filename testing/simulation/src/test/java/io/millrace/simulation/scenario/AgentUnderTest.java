// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.ComponentNode;
import io.millrace.config.Origin;
import io.millrace.config.SinkNode;
import io.millrace.config.SourceNode;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.Tuning;
import io.millrace.engine.selector.ReplicatingConfig;
import io.millrace.host.Host;
import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Sink;
import io.millrace.spi.Source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wires an agent of components that are made here. */
final class AgentUnderTest {
    /** The agent's state directory. */
    static final Path STATE = Path.of("/state");

    private static final Tuning TUNING =
            new Tuning(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(2));

    private final List<SourceNode> sources = new ArrayList<>();
    private final List<ChannelNode> channels = new ArrayList<>();
    private final List<SinkNode> sinks = new ArrayList<>();

    AgentUnderTest source(String name, List<String> to, ComponentConfig<Source> source) {
        sources.add(
                new SourceNode(
                        node(Kind.SOURCE, name, source),
                        to,
                        node(Kind.SELECTOR, "selector", new ReplicatingConfig(List.of())),
                        List.of()));
        return this;
    }

    AgentUnderTest channel(String name, ComponentConfig<Channel> channel) {
        channels.add(new ChannelNode(node(Kind.CHANNEL, name, channel)));
        return this;
    }

    AgentUnderTest sink(String name, String channel, ComponentConfig<Sink> sink) {
        sinks.add(new SinkNode(node(Kind.SINK, name, sink), channel));
        return this;
    }

    Agent start(Host host) {
        Agent agent =
                Agent.create(
                        new AgentConfig("a1", sources, channels, sinks, List.of()),
                        new AgentOptions(host, STATE, Path.of("/"), TUNING));
        agent.start();
        return agent;
    }

    private static ComponentNode node(Kind kind, String name, ComponentConfig<?> config) {
        ComponentDescriptor descriptor =
                new ComponentDescriptor(
                        kind,
                        "simulated",
                        List.of(),
                        Stability.STABLE,
                        "0.1",
                        true,
                        "A simulation's.",
                        "",
                        "C",
                        "F",
                        List.of(),
                        List.of());
        return new ComponentNode(
                kind, name, descriptor, config, 1, new Origin("simulated.conf", 1), Map.of());
    }
}
