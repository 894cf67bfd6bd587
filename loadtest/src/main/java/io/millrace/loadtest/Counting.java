// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.config.ComponentNode;
import io.millrace.config.SinkNode;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentStatus.ComponentStatus;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.loadtest.ChannelCount.Depth;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what went into the channels with what came out. What went in is what the load counted
 * itself, where every event goes to every channel; else what the engine says that the channel
 * stored.
 */
final class Counting {
    private static final String REPLICATING = "replicating";

    private final Driven driven;
    private final Agent agent;
    private final Measures measures;
    private final boolean hasFarEnd;

    Counting(Driven driven, Agent agent, Measures measures, boolean hasFarEnd) {
        this.driven = driven;
        this.agent = agent;
        this.measures = measures;
        this.hasFarEnd = hasFarEnd;
    }

    /** Of every channel that the load reaches; to be asked when nothing moves any more. */
    List<ChannelCount> counts() {
        List<ChannelCount> counts = new ArrayList<>();
        for (String channel : driven.route().channels()) {
            if (driven.config().sinks().stream().anyMatch(sink -> sink.channel().equals(channel))) {
                counts.add(count(channel));
            }
        }
        return counts;
    }

    private ChannelCount count(String channel) {
        boolean isWhole = goesEverywhere();
        long accepted = measures.accepted.count.sum();
        long expected =
                isWhole ? accepted : meters(Kind.CHANNEL, channel).map(Counting::out).orElse(0L);
        long left = left(channel);
        if (!hasFarEnd) {
            return new ChannelCount(
                    channel, expected, delivered(channel), left, 0, Depth.METERS, false);
        }
        Measures.Tally tally = measures.arrived(channel);
        long arrived = tally.count.sum();
        boolean canCompare = isWhole && tally.unmarked.sum() == 0;
        return new ChannelCount(
                channel,
                expected,
                arrived,
                left,
                tally.damaged.sum(),
                canCompare ? Depth.COMPARED : Depth.COUNTED,
                canCompare
                        && arrived == expected
                        && tally.sum.sum() != measures.accepted.sum.sum());
    }

    /** Whether each channel gets each event that was acknowledged, and nothing else. */
    private boolean goesEverywhere() {
        ComponentNode selector = driven.route().selector();
        boolean isReplicating =
                selector.descriptor().type().equals(REPLICATING)
                        && !selector.settings().containsKey("optional");
        boolean isFiltered =
                meters(Kind.SOURCE, driven.source())
                        .map(source -> source.eventsFiltered.value() > 0)
                        .orElse(true);
        return isReplicating && !isFiltered && measures.refused.sum() == 0;
    }

    private long delivered(String channel) {
        long sum = 0;
        for (SinkNode sink : driven.config().sinks()) {
            if (sink.channel().equals(channel)) {
                sum += meters(Kind.SINK, sink.component().name()).map(Counting::out).orElse(0L);
            }
        }
        return sum;
    }

    private long left(String channel) {
        return agent.status().components().stream()
                .filter(each -> each.kind() == Kind.CHANNEL && each.name().equals(channel))
                .map(ComponentStatus::fill)
                .flatMap(Optional::stream)
                .mapToLong(Channel.Fill::events)
                .sum();
    }

    private static long out(ComponentMeters meters) {
        return meters.eventsOut.value();
    }

    private Optional<ComponentMeters> meters(Kind kind, String name) {
        return agent.meters().components().stream()
                .filter(each -> each.kind() == kind && each.name().equals(name))
                .findFirst();
    }
}
