// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkGroupNode;
import io.millrace.config.SinkNode;
import io.millrace.spi.Channel;
import io.millrace.spi.Level;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Turns sinks and sink groups of the configuration into the slots that run them. */
final class SinkGraph {
    private static final int NO_PRIORITY = Integer.MIN_VALUE;

    private final Parts parts;
    private final Map<String, ChannelSlot> channels;

    SinkGraph(Parts parts, Map<String, ChannelSlot> channels) {
        this.parts = parts;
        this.channels = channels;
    }

    List<SinkSlot> slots(List<SinkNode> sinks, List<SinkGroupNode> groups) {
        List<SinkSlot> slots = new ArrayList<>();
        Set<String> grouped = new HashSet<>();
        for (SinkGroupNode group : groups) {
            // Sinks of a group that read another channel than its first run alone: one runner takes
            // from one channel.
            List<SinkNode> members = members(group, sinks);
            members.removeIf(sink -> !sink.channel().equals(members.getFirst().channel()));
            if (members.size() > 1) {
                members.forEach(sink -> grouped.add(sink.component().name()));
                slots.add(group(group, members));
            }
        }
        for (SinkNode sink : sinks) {
            if (!grouped.contains(sink.component().name())) {
                for (int instance = 0; instance < sink.component().threads(); instance++) {
                    slots.add(single(sink, instance));
                }
            }
        }
        return slots;
    }

    private static List<SinkNode> members(SinkGroupNode group, List<SinkNode> sinks) {
        List<SinkNode> members = new ArrayList<>();
        for (String name : group.sinks()) {
            for (SinkNode sink : sinks) {
                if (sink.component().name().equals(name)) {
                    members.add(sink);
                }
            }
        }
        return members;
    }

    private SinkSlot single(SinkNode sink, int instance) {
        String thread = sink.component().name() + (instance == 0 ? "" : "-" + instance);
        return slot(
                thread,
                sink,
                calls ->
                        held ->
                                new Delivering.Single(
                                        member(sink, instance, held, parts.backoff(), calls)));
    }

    private SinkSlot group(SinkGroupNode group, List<SinkNode> members) {
        String type = group.processorType().toLowerCase(Locale.ROOT);
        Map<String, String> settings = group.settings();
        if (type.equals("failover")) {
            List<SinkNode> ordered = new ArrayList<>(members);
            ordered.sort(
                    Comparator.comparingInt((SinkNode sink) -> priority(settings, sink))
                            .reversed());
            Duration longest = millis(settings.get("processor.maxpenalty"), 30_000);
            return slot(
                    group.name(),
                    ordered.getFirst(),
                    calls ->
                            held ->
                                    new SinkGroups.Failover(
                                            ordered.stream()
                                                    .map(sink ->
                                                            member(
                                                                    sink,
                                                                    0,
                                                                    held,
                                                                    SinkGroups.penalty(longest),
                                                                    calls))
                                                    .toList()));
        }
        boolean random = "random".equalsIgnoreCase(settings.get("processor.selector"));
        Duration longest = millis(settings.get("processor.selector.maxTimeOut"), 30_000);
        return slot(
                group.name(),
                members.getFirst(),
                calls ->
                        held ->
                                new SinkGroups.LoadBalance(
                                        members.stream()
                                                .map(sink ->
                                                        member(
                                                                sink,
                                                                0,
                                                                held,
                                                                new Backoff(
                                                                        Duration.ofSeconds(1),
                                                                        longest),
                                                                calls))
                                                .toList(),
                                        random,
                                        parts.clock().nanos()));
    }

    /**
     * As Flume: a sink without a priority comes behind all that have one, in the order of the list.
     */
    private static int priority(Map<String, String> settings, SinkNode sink) {
        try {
            String text = settings.get("processor.priority." + sink.component().name());
            return text == null ? NO_PRIORITY : Integer.parseInt(text.trim());
        } catch (NumberFormatException noNumber) {
            return NO_PRIORITY;
        }
    }

    private static Duration millis(@org.jspecify.annotations.Nullable String text, long otherwise) {
        try {
            return Duration.ofMillis(text == null ? otherwise : Long.parseLong(text.trim()));
        } catch (NumberFormatException noNumber) {
            return Duration.ofMillis(otherwise);
        }
    }

    private SinkSlot slot(
            String thread,
            SinkNode node,
            Function<Watchdog.Watched, Function<HeldBatches, Delivering>> delivering) {
        ChannelSlot channel = channels.get(node.channel());
        if (channel == null) {
            throw new IllegalArgumentException(
                    "sink \"" + node.component().name() + "\" reads an unknown channel");
        }
        return new SinkSlot(
                parts,
                node,
                calls -> new SinkRunner(parts, thread, node, channel, delivering.apply(calls)));
    }

    private SinkMember member(
            SinkNode sink,
            int instance,
            HeldBatches held,
            Backoff backoff,
            Watchdog.Watched calls) {
        ChannelSlot slot = channels.get(sink.channel());
        Channel channel = slot == null ? null : slot.channel();
        Level level = channel == null ? Level.MEMORY : channel.level();
        ComponentContext context =
                new ComponentContext(
                        parts,
                        sink.component(),
                        instance,
                        List.of(),
                        level,
                        held.of(parts.metersOf(sink.component())));
        return new SinkMember(parts, sink, context, backoff, calls);
    }
}
