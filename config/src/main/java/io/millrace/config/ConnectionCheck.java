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
    private final ComponentReader reader;
    private final Problems problems;

    ConnectionCheck(
            AgentText agent,
            Wiring wiring,
            Map<String, String> groupOf,
            ComponentReader reader,
            Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.groupOf = groupOf;
        this.reader = reader;
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
        for (String source : wiring.sources) {
            for (String channel : wiring.channelsOf.getOrDefault(source, List.of())) {
                checkBatch(Group.SOURCES, source, channel);
            }
        }
        for (String sink : wiring.sinks) {
            String channel = wiring.channelOf.get(sink);
            if (channel != null) {
                checkBatch(Group.SINKS, sink, channel);
            }
        }
    }

    private @Nullable Described described(Group group, String name) {
        return reader.described(agent.name + "." + group.word + "." + name + ".");
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
        Described described = described(Group.CHANNELS, channel);
        String capacity = described == null ? null : described.value("capacity");
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

    private void checkBatch(Group group, String name, String channel) {
        Described component = described(group, name);
        Described into = described(Group.CHANNELS, channel);
        String capacity = into == null ? null : into.value(TRANSACTION);
        if (component == null || into == null || capacity == null || number(capacity) <= 0) {
            return;
        }
        for (String key : BATCH_KEYS) {
            String batch = component.value(key);
            if (batch == null || number(batch) <= number(capacity)) {
                continue;
            }
            Entry entry = component.entry(key);
            problems.add(
                    Code.BATCH_ABOVE_TRANSACTION,
                    entry == null ? component.section().origin() : entry.origin(),
                    component.section().prefix() + key,
                    group.one
                            + " \""
                            + name
                            + "\": "
                            + key
                            + " = "
                            + batch
                            + (entry == null ? ", the default," : "")
                            + " is larger than transactionCapacity = "
                            + capacity
                            + (into.isSet(TRANSACTION) ? "" : ", the default,")
                            + " of channel \""
                            + channel
                            + "\"",
                    "it runs: transactionCapacity limits nothing here; Flume would refuse the "
                            + group.one,
                    "for Flume raise " + TRANSACTION + " of the channel to " + batch);
            return;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
