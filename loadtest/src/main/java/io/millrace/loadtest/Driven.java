// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.config.AgentConfig;
import io.millrace.config.ComponentNode;
import io.millrace.config.Origin;
import io.millrace.config.SinkNode;
import io.millrace.config.SourceNode;
import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.ComponentConfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration with the load in the place of one source.
 *
 * @param config what runs
 * @param source the name of the source whose place it is
 * @param route the selector and the interceptors that the events pass, and the channels
 */
record Driven(AgentConfig config, String source, SourceNode route) {
    private static final Origin MADE = new Origin("load test", 0);

    /**
     * Puts the load into its place. The other sources are left out; channels, sinks and groups stay
     * as they are.
     *
     * @param far replaces every sink, if it is there
     */
    static Driven of(
            AgentConfig user, SourceNode chosen, LoadSource.Load load, Optional<FarEnds> far) {
        SourceNode driven =
                new SourceNode(
                        node(Kind.SOURCE, chosen.component().name(), load),
                        chosen.channels(),
                        chosen.selector(),
                        chosen.interceptors());
        List<SinkNode> sinks =
                far.isEmpty()
                        ? user.sinks()
                        : user.sinks().stream()
                                .map(sink ->
                                        new SinkNode(
                                                node(
                                                        Kind.SINK,
                                                        sink.component().name(),
                                                        far.get().of(sink.channel())),
                                                sink.channel()))
                                .toList();
        return new Driven(
                new AgentConfig(
                        user.name(), List.of(driven), user.channels(), sinks, user.sinkGroups()),
                chosen.component().name(),
                driven);
    }

    /** Makes the far end of a channel. */
    interface FarEnds {
        FarEnd.Config of(String channel);
    }

    private static ComponentNode node(Kind kind, String name, ComponentConfig<?> config) {
        ComponentDescriptor descriptor =
                new ComponentDescriptor(
                        kind,
                        "load_test",
                        List.of(),
                        Stability.STABLE,
                        "",
                        false,
                        "Part of a load test.",
                        "",
                        config.getClass().getName(),
                        "",
                        List.of(),
                        List.of());
        return new ComponentNode(kind, name, descriptor, config, 1, MADE, Map.of());
    }
}
