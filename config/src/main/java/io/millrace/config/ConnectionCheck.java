// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Checks what hangs on each channel, and whether batches fit through it. */
final class ConnectionCheck {
    private static final List<String> BATCH_KEYS =
            List.of(
                    "batchSize",
                    "batch-size",
                    "hdfs.batchSize",
                    "sink.batchSize",
                    "flumeBatchSize",
                    "maxBatchSize");
    private static final String TRANSACTION = "transactionCapacity";

    private final AgentText agent;
    private final Wiring wiring;
    private final Map<String, String> groupOf;
    private final Problems problems;

    ConnectionCheck(
            AgentText agent, Wiring wiring, Map<String, String> groupOf, Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.groupOf = groupOf;
        this.problems = problems;
    }

    void check() {
        for (String channel : wiring.channels) {
            Section section = agent.sections(Group.CHANNELS).get(channel);
            if (section != null) {
                checkEnds(section);
                checkCompetition(section);
            }
        }
        for (SourceNode source : wiring.soundSources.values()) {
            for (String channel : source.channels()) {
                checkBatch(source.component(), channel);
            }
        }
        for (SinkNode sink : wiring.soundSinks.values()) {
            checkBatch(sink.component(), sink.channel());
        }
    }

    private void checkEnds(Section section) {
        String channel = section.name();
        List<String> sources = wiring.sourcesOf(channel);
        List<String> sinks = wiring.sinksOf(channel);
        String key = section.prefix() + "type";
        String label = "channel \"" + channel + "\"";
        boolean isKafka = isKafka(section);
        if (sources.isEmpty() && sinks.isEmpty()) {
            problems.add(
                    Code.CHANNEL_UNUSED,
                    section.origin(),
                    key,
                    "no source writes to " + label + " and no sink reads it",
                    "it is not started",
                    "remove it from " + agent.name + ".channels, or connect it");
        } else if (sinks.isEmpty() && !isKafka) {
            problems.add(
                    Code.CHANNEL_WITHOUT_SINK,
                    section.origin(),
                    key,
                    label + " is filled by " + named("source", sources) + " but no sink reads it",
                    "it fills up"
                            + after(channel)
                            + " and then stops "
                            + (sources.size() == 1 ? "the source" : "the sources"),
                    "add a sink that reads it, or take it from the channels of "
                            + named("source", sources));
        } else if (sources.isEmpty() && !isKafka) {
            problems.add(
                    Code.CHANNEL_WITHOUT_SOURCE,
                    section.origin(),
                    key,
                    "no source writes to "
                            + label
                            + ", which "
                            + named("sink", sinks)
                            + (sinks.size() == 1 ? " reads" : " read"),
                    "no event arrives there",
                    "add it to the channels of a source");
        } else if (wiring.isFilled(channel) && !wiring.isRead(channel) && !sinks.isEmpty()) {
            problems.add(
                    Code.SINKS_FELL,
                    section.origin(),
                    key,
                    "no sink of " + label + " runs: " + String.join(", ", sinks),
                    "the channel fills up" + after(channel) + " and then stops its sources",
                    "correct the sinks");
        }
    }

    private static boolean isKafka(Section section) {
        Entry type = section.get("type");
        return type != null && type.value().endsWith("KafkaChannel");
    }

    private static String named(String kind, List<String> names) {
        return names.size() == 1
                ? kind + " \"" + names.getFirst() + "\""
                : kind + "s \"" + String.join("\", \"", names) + "\"";
    }

    private String after(String channel) {
        ComponentNode node = wiring.soundChannels.get(channel);
        String capacity = node == null ? null : Wiring.valueOf(node, "capacity");
        return capacity == null ? "" : " after " + capacity + " events";
    }

    /** Sinks of different types that take from one channel: each event goes to one of them. */
    private void checkCompetition(Section section) {
        List<String> sinks = wiring.sinksOf(section.name());
        for (int i = 1; i < sinks.size(); i++) {
            String first = sinks.getFirst();
            String other = sinks.get(i);
            String firstGroup = groupOf.get(first);
            boolean isOneGroup = firstGroup != null && firstGroup.equals(groupOf.get(other));
            Entry firstType = typeOf(first);
            Entry otherType = typeOf(other);
            if (isOneGroup
                    || firstType == null
                    || otherType == null
                    || firstType.value().equalsIgnoreCase(otherType.value())) {
                continue;
            }
            problems.add(
                    Code.COMPETING_SINKS,
                    otherType.origin(),
                    agent.name + ".sinks." + other + ".channel",
                    "sinks \""
                            + first
                            + "\" ("
                            + firstType.shown()
                            + ") and \""
                            + other
                            + "\" ("
                            + otherType.shown()
                            + ") both take from channel \""
                            + section.name()
                            + "\"",
                    "each event reaches only one of them",
                    "to send every event to both, give each sink its own channel and list both"
                            + " channels at the source");
        }
    }

    private @Nullable Entry typeOf(String sink) {
        Section section = agent.sections(Group.SINKS).get(sink);
        return section == null ? null : section.get("type");
    }

    private void checkBatch(ComponentNode node, String channel) {
        ComponentNode channelNode = wiring.soundChannels.get(channel);
        String capacity = channelNode == null ? null : Wiring.valueOf(channelNode, TRANSACTION);
        if (channelNode == null || capacity == null) {
            return;
        }
        for (String key : BATCH_KEYS) {
            String batch = Wiring.valueOf(node, key);
            if (batch != null && number(batch) > number(capacity) && number(capacity) > 0) {
                Section section = section(node);
                Entry entry = section == null ? null : section.get(key);
                String sets = node.settings().containsKey(key) ? "" : ", the default,";
                String capacitySets =
                        channelNode.settings().containsKey(TRANSACTION) ? "" : ", the default,";
                problems.add(
                        Code.BATCH_ABOVE_TRANSACTION,
                        entry == null ? node.origin() : entry.origin(),
                        entry == null ? agent.name + "." + node.name() : entry.key(),
                        node.kind().word()
                                + " \""
                                + node.name()
                                + "\": "
                                + key
                                + " = "
                                + batch
                                + sets
                                + " is larger than transactionCapacity = "
                                + capacity
                                + capacitySets
                                + " of channel \""
                                + channel
                                + "\"",
                        "it runs: transactionCapacity limits nothing here; Flume would refuse the "
                                + node.kind().word(),
                        "for Flume raise " + TRANSACTION + " of the channel to " + batch);
                return;
            }
        }
    }

    private @Nullable Section section(ComponentNode node) {
        return switch (node.kind()) {
            case SOURCE -> agent.sections(Group.SOURCES).get(node.name());
            case SINK -> agent.sections(Group.SINKS).get(node.name());
            default -> null;
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
