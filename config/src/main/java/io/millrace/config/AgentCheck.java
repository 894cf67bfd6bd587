// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Suggestions;
import io.millrace.spec.catalogue.ValueType;
import io.millrace.spi.Problem.Severity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks one agent from its channels to its sink groups. What cannot run is left out, and with it
 * what cannot run without it; the problem of the first cause names the reason.
 */
final class AgentCheck {
    /** The key that every sink has, for the engine. */
    private static final PropertyDescriptor VERIFY =
            new PropertyDescriptor(
                    "verify",
                    List.of(),
                    ValueType.BOOLEAN,
                    "false",
                    false,
                    0,
                    0,
                    "",
                    List.of(),
                    false,
                    "Whether bodies are compared with the checksum of their source.",
                    "");

    private final AgentText agent;
    private final Problems problems;
    private final NameLists lists;
    private final ComponentReader reader;
    private final Wiring wiring;

    AgentCheck(
            AgentText agent,
            Collection<AgentText> agents,
            ComponentTypes types,
            Problems problems) {
        this.agent = agent;
        this.problems = problems;
        this.lists = new NameLists(agent, problems);
        this.reader = new ComponentReader(types, new Elsewhere(agent, agents), problems);
        this.wiring =
                new Wiring(
                        lists.of(Group.SOURCES), lists.of(Group.CHANNELS), lists.of(Group.SINKS));
    }

    /** What runs of the agent, or empty if nothing does. */
    Optional<AgentConfig> check() {
        List<String> groups = lists.of(Group.SINK_GROUPS);
        for (String name : wiring.channels) {
            checkChannel(name);
        }
        var sourceCheck = new SourceCheck(agent, wiring, lists, reader, problems);
        for (String name : wiring.sources) {
            if (isConfigured(Group.SOURCES, name)) {
                sourceCheck.check(section(Group.SOURCES, name));
            }
        }
        for (String name : wiring.sinks) {
            if (isConfigured(Group.SINKS, name)) {
                checkSink(section(Group.SINKS, name));
            }
        }
        var groupCheck = new SinkGroupCheck(agent, wiring, lists, problems);
        List<SinkGroupNode> groupNodes = groupCheck.check(groups);
        new ConnectionCheck(agent, wiring, groupCheck.memberships(), reader, problems).check();
        new Advice(agent, wiring, reader, problems).give();
        return result(groupNodes);
    }

    private Optional<AgentConfig> result(List<SinkGroupNode> groups) {
        if (wiring.soundSources.isEmpty() && wiring.soundSinks.isEmpty()) {
            problems.add(
                    Code.NOTHING_LEFT,
                    agent.origin(),
                    agent.name + ".sources",
                    "nothing of agent \"" + agent.name + "\" is left to run",
                    "the agent does not start",
                    "correct the errors above and below");
            return Optional.empty();
        }
        List<ChannelNode> channels = new ArrayList<>();
        for (Map.Entry<String, ComponentNode> channel : wiring.soundChannels.entrySet()) {
            if (wiring.isInUse(channel.getKey())) {
                channels.add(
                        new ChannelNode(
                                channel.getValue(),
                                wiring.deadLetters.getOrDefault(
                                        channel.getKey(), DeadLetterSettings.DEFAULT)));
            }
        }
        return Optional.of(
                new AgentConfig(
                        agent.name,
                        List.copyOf(wiring.soundSources.values()),
                        channels,
                        List.copyOf(wiring.soundSinks.values()),
                        groups));
    }

    private Section section(Group group, String name) {
        Section section = agent.sections(group).get(name);
        return section == null
                ? new Section(agent.name + "." + group.word + "." + name + ".", name)
                : section;
    }

    /** Whether a listed component has properties; reports it if not. */
    private boolean isConfigured(Group group, String name) {
        if (!section(group, name).isEmpty()) {
            return true;
        }
        Entry list = agent.list(group);
        if (list == null) {
            return false;
        }
        String remedy = "remove it from the list";
        if (group == Group.SINKS && agent.sections(Group.SINK_GROUPS).containsKey(name)) {
            remedy = "it is a sink group: remove it from " + list.key();
        } else {
            var unlisted = new UnlistedCheck(agent, problems);
            List<String> empty = unlisted.withoutProperties(group, named(group));
            remedy =
                    unlisted.counterpart(name, empty, unlisted.unlisted(group, named(group)))
                            .map(near -> "did you mean: " + near)
                            .orElse(
                                    "add "
                                            + list.key()
                                            + "."
                                            + name
                                            + ".type = <type>, or remove it from the list");
        }
        problems.add(
                Code.ONLY_LISTED,
                list,
                "\"" + name + "\" is listed in " + list.key() + " but has no properties",
                "there is no such " + group.one,
                remedy);
        return false;
    }

    private List<String> named(Group group) {
        return switch (group) {
            case SOURCES -> wiring.sources;
            case CHANNELS -> wiring.channels;
            default -> wiring.sinks;
        };
    }

    private void checkChannel(String name) {
        if (!isConfigured(Group.CHANNELS, name)) {
            return;
        }
        Section section = section(Group.CHANNELS, name);
        String label = "channel \"" + name + "\"";
        var request =
                new ComponentReader.Request(
                        Kind.CHANNEL,
                        section,
                        label,
                        label + " will not run, nor what needs it",
                        Set.of(DeadLetterReader.PREFIX));
        DeadLetterSettings settings = new DeadLetterReader(problems).read(section, label);
        reader.read(request, section.get("type"))
                .ifPresent(node -> {
                    wiring.soundChannels.put(name, node);
                    wiring.deadLetters.put(name, settings);
                });
    }

    private void checkSink(Section section) {
        String name = section.name();
        String label = "sink \"" + name + "\"";
        String effect = label + " will not run";
        Entry channel = channelOf(section, label, effect);
        Set<String> reserved =
                Set.of(section.get("channel") == null ? "channels" : "channel", VERIFY.key());
        var request = new ComponentReader.Request(Kind.SINK, section, label, effect, reserved);
        Optional<ComponentNode> node = reader.read(request, section.get("type"));
        if (channel == null) {
            return;
        }
        wiring.channelOf.put(name, channel.value());
        if (!isChannelSound(channel, label, effect)) {
            return;
        }
        Entry verify = section.get(VERIFY.key());
        boolean isVerified =
                verify != null
                        && Boolean.TRUE.equals(
                                new ValueReader(problems)
                                        .read(VERIFY, verify, label, "nothing is verified"));
        node.ifPresent(sound ->
                wiring.soundSinks.put(name, new SinkNode(sound, channel.value(), isVerified)));
    }

    /** The channel of a sink, a comment cut off; reports it if there is none. */
    private @Nullable Entry channelOf(Section section, String label, String effect) {
        Entry channel = section.get("channel");
        Entry plural = section.get("channels");
        String key = section.prefix() + "channel";
        if (channel == null && plural != null) {
            List<String> names = lists.names(plural, wiring.channels);
            if (names.size() == 1) {
                problems.add(
                        Code.CHANNEL_KEY,
                        plural,
                        label
                                + ": \"channels\" is no property of a sink; a sink reads exactly"
                                + " one channel",
                        "it is taken as \"channel\"; Flume would not run the sink",
                        "write " + key + " = " + names.getFirst());
                return plural.cut(names.getFirst());
            }
            problems.add(
                    Code.NO_CHANNEL,
                    plural,
                    label
                            + " names several channels ("
                            + String.join(", ", names)
                            + "); a sink reads exactly one",
                    effect,
                    "write "
                            + key
                            + " = <one of: "
                            + String.join(", ", names)
                            + ">, and a sink for each other channel");
            return null;
        }
        if (channel == null) {
            problems.add(
                    Code.NO_CHANNEL,
                    section.origin(),
                    key,
                    label + " has no channel",
                    effect,
                    reader.elsewhere(section, "channel")
                            .orElse("add: " + key + " = " + oneOf(wiring.channels)));
            return null;
        }
        List<String> words = lists.names(channel, wiring.channels);
        return words.size() == 1 ? channel.cut(words.getFirst()) : channel;
    }

    /** {@code c1}, or {@code <one of: c1, c2>}. */
    static String oneOf(List<String> names) {
        return switch (names.size()) {
            case 0 -> "<channel>";
            case 1 -> names.getFirst();
            default -> "<one of: " + String.join(", ", names) + ">";
        };
    }

    private boolean isChannelSound(Entry channel, String label, String effect) {
        String name = channel.value();
        if (!wiring.channels.contains(name)) {
            reportUnknownChannel(
                    problems, Severity.ERROR, channel, label + " reads", name, wiring, effect);
            return false;
        }
        if (!wiring.soundChannels.containsKey(name)) {
            problems.add(
                    Code.CHANNEL_FELL,
                    channel,
                    label + " reads channel \"" + name + "\", which does not run",
                    effect,
                    "correct the channel");
            return false;
        }
        return true;
    }

    /** Reports a reference to a channel that the agent does not list. */
    static void reportUnknownChannel(
            Problems problems,
            Severity severity,
            Entry entry,
            String subject,
            String name,
            Wiring wiring,
            String effect) {
        String agentName = ConfigFilters.agentOf(entry.key());
        String declared =
                wiring.channels.isEmpty()
                        ? "it declares none"
                        : "declared: " + String.join(", ", wiring.channels);
        problems.add(
                Code.UNKNOWN_CHANNEL,
                severity,
                entry.origin(),
                entry.key(),
                subject
                        + " channel \""
                        + name
                        + "\", which agent \""
                        + agentName
                        + "\" does not declare ("
                        + declared
                        + ")",
                effect,
                Suggestions.nearest(name, wiring.channels)
                        .map(near -> "did you mean: " + near)
                        .orElse(
                                "name a declared channel, or list this one in "
                                        + agentName
                                        + ".channels and give it a type"));
    }
}
