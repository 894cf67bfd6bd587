// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Suggestions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks the sink groups of an agent. */
final class SinkGroupCheck {
    private static final String PRIORITY = "priority.";
    private static final Map<String, String> TYPES =
            Map.of(
                    "default", "default",
                    "failover", "failover",
                    "load_balance", "load_balance",
                    "org.apache.flume.sink.defaultsinkprocessor", "default",
                    "org.apache.flume.sink.failoversinkprocessor", "failover",
                    "org.apache.flume.sink.loadbalancingsinkprocessor", "load_balance");
    private static final Map<String, Set<String>> KEYS =
            Map.of(
                    "default", Set.of(),
                    "failover", Set.of("maxpenalty", "pin"),
                    "load_balance", Set.of("selector", "backoff", "selector.maxTimeOut", "pin"));

    private final AgentText agent;
    private final Wiring wiring;
    private final NameLists lists;
    private final Problems problems;
    private final Map<String, String> groupOf = new HashMap<>();

    SinkGroupCheck(AgentText agent, Wiring wiring, NameLists lists, Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.lists = lists;
        this.problems = problems;
    }

    /** Sink to the group that it is in. */
    Map<String, String> memberships() {
        return groupOf;
    }

    List<SinkGroupNode> check(List<String> names) {
        List<SinkGroupNode> nodes = new ArrayList<>();
        for (String name : names) {
            Section section = agent.sections(Group.SINK_GROUPS).get(name);
            if (section == null) {
                reportOnlyListed(name);
            } else {
                SinkGroupNode node = check(section);
                if (node != null) {
                    nodes.add(node);
                }
            }
        }
        return nodes;
    }

    private void reportOnlyListed(String name) {
        Entry list = agent.list(Group.SINK_GROUPS);
        if (list != null) {
            problems.add(
                    Code.GROUP_EMPTY,
                    list,
                    "sink group \"" + name + "\" is listed but has no properties",
                    "there is no such group",
                    "add: "
                            + list.key()
                            + "."
                            + name
                            + ".sinks = <sinks>, or remove it from the"
                            + " list");
        }
    }

    private @Nullable SinkGroupNode check(Section section) {
        String label = "sink group \"" + section.name() + "\"";
        List<String> members = members(section, label);
        Map<String, Entry> processor = processor(section, label);
        Entry type = processor.remove("type");
        if (type == null) {
            reportNoType(section, label, members);
            return null;
        }
        String word = TYPES.get(type.value().toLowerCase(Locale.ROOT));
        if (word == null) {
            reportUnknownType(type, label, members);
            return null;
        }
        Map<String, String> settings = settings(word, processor, label, members);
        reportChannels(section, label, members);
        return node(section, label, members, word, settings);
    }

    /** The sinks of the group that are listed in the agent and in no group before. */
    private List<String> members(Section section, String label) {
        Entry sinks = section.get("sinks");
        if (sinks == null) {
            problems.add(
                    Code.GROUP_EMPTY,
                    section.origin(),
                    section.prefix() + "sinks",
                    label + " has no sinks",
                    "there is no such group",
                    "add: " + section.prefix() + "sinks = <sinks>");
            return List.of();
        }
        List<String> members = new ArrayList<>();
        for (String sink : lists.names(sinks, wiring.sinks)) {
            String other = groupOf.get(sink);
            if (!wiring.sinks.contains(sink)) {
                reportUnknownMember(sinks, label + " names sink", sink);
            } else if (other != null) {
                problems.add(
                        Code.SINK_IN_TWO_GROUPS,
                        sinks,
                        "sink \""
                                + sink
                                + "\" is in "
                                + label
                                + " and in sink group \""
                                + other
                                + "\"",
                        "it stays in \"" + other + "\"",
                        "remove it from one of them");
            } else {
                groupOf.put(sink, section.name());
                members.add(sink);
            }
        }
        return members;
    }

    private void reportUnknownMember(Entry entry, String subject, String sink) {
        boolean isConfigured = agent.sections(Group.SINKS).containsKey(sink);
        problems.add(
                Code.GROUP_MEMBER_UNKNOWN,
                entry,
                subject + " \"" + sink + "\", which is not in " + agent.name + ".sinks",
                "it is left out",
                isConfigured
                        ? "list it: " + agent.name + ".sinks"
                        : Suggestions.nearest(sink, wiring.sinks)
                                .map(near -> "did you mean: " + near)
                                .orElse("name one of: " + String.join(", ", wiring.sinks)));
    }

    /** The keys below {@code processor.}; the name of old days, {@code policy.}, is understood. */
    private Map<String, Entry> processor(Section section, String label) {
        Map<String, Entry> processor = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> each : section.keys().entrySet()) {
            String key = each.getKey();
            Entry entry = each.getValue();
            if (key.startsWith("processor.")) {
                processor.put(key.substring("processor.".length()), entry);
            } else if (key.startsWith("policy.")) {
                String rest = key.substring("policy.".length());
                processor.putIfAbsent(rest, entry);
                problems.add(
                        Code.OLD_KEY,
                        entry,
                        label + ": \"" + key + "\" is another name of \"processor." + rest + "\"",
                        "it is understood and works; Flume ignores it",
                        "write " + section.prefix() + "processor." + rest);
            } else if (!key.equals("sinks")) {
                reportUnknownKey(entry, key, "");
            }
        }
        return processor;
    }

    private void reportUnknownKey(Entry entry, String key, String remedy) {
        problems.add(
                Code.UNKNOWN_KEY,
                entry,
                "unknown property \"" + key + "\" of a sink group",
                "it is ignored",
                remedy.isEmpty() ? "remove the line" : remedy);
    }

    private void reportNoType(Section section, String label, List<String> members) {
        problems.add(
                Code.GROUP_WITHOUT_TYPE,
                section.origin(),
                section.prefix() + "processor.type",
                label + " has no processor.type",
                members.isEmpty()
                        ? "there is no such group"
                        : "its sinks run, each for itself; Flume would run none of them",
                "add: " + section.prefix() + "processor.type = failover, or load_balance");
        members.forEach(groupOf::remove);
    }

    private void reportUnknownType(Entry type, String label, List<String> members) {
        problems.add(
                Code.GROUP_TYPE_UNKNOWN,
                type,
                label + ": unknown processor type \"" + type.shown() + "\"",
                "its sinks ("
                        + String.join(", ", members)
                        + ") will not run, because they would all"
                        + " run at once",
                Suggestions.nearest(type.value(), KEYS.keySet().stream().sorted().toList())
                        .map(near -> "did you mean: " + near)
                        .orElse("write default, failover or load_balance"));
        members.forEach(wiring.soundSinks::remove);
    }

    private Map<String, String> settings(
            String type, Map<String, Entry> processor, String label, List<String> members) {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> priorities = new HashMap<>();
        Set<String> known = KEYS.getOrDefault(type, Set.of());
        processor.forEach((key, entry) -> {
            if (key.startsWith(PRIORITY) && type.equals("failover")) {
                String sink = key.substring(PRIORITY.length());
                if (!members.contains(sink)) {
                    reportUnknownMember(entry, label + " gives a priority to sink", sink);
                } else if (isNumber(entry, label, key, Integer.MIN_VALUE)) {
                    settings.put(key, entry.value());
                    reportEqual(priorities.put(entry.value(), sink), sink, entry, label);
                }
            } else if (!known.contains(key)) {
                String near =
                        Suggestions.nearest(key, known.stream().sorted().toList())
                                .map(word -> "did you mean: processor." + word)
                                .orElse("");
                reportUnknownKey(entry, "processor." + key, near);
            } else if (isSetting(key, entry, label)) {
                settings.put(key, entry.value());
            }
        });
        return settings;
    }

    private boolean isSetting(String key, Entry entry, String label) {
        return switch (key) {
            case "maxpenalty", "selector.maxTimeOut" -> isNumber(entry, label, key, 0);
            case "selector" -> isOneOf(entry, label, key, List.of("round_robin", "random"));
            case "backoff" -> {
                boolean isBoolean =
                        entry.value().equalsIgnoreCase("true")
                                || entry.value().equalsIgnoreCase("false");
                if (!isBoolean) {
                    problems.add(
                            Code.NEITHER_TRUE_NOR_FALSE,
                            entry,
                            label
                                    + ": processor.backoff: \""
                                    + entry.shown()
                                    + "\" is neither true nor false",
                            "it is taken as false, as in Flume",
                            "write true or false");
                }
                yield isBoolean;
            }
            default -> true;
        };
    }

    private boolean isNumber(Entry entry, String label, String key, int least) {
        try {
            if (Integer.parseInt(entry.value()) >= least) {
                return true;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        problems.add(
                Code.DEFAULT_INSTEAD,
                entry,
                label
                        + ": processor."
                        + key
                        + ": \""
                        + entry.shown()
                        + "\" is no whole number"
                        + (least == 0 ? " of at least 0" : ""),
                "the default is in force",
                "write digits without a unit");
        return false;
    }

    private boolean isOneOf(Entry entry, String label, String key, List<String> words) {
        if (words.contains(entry.value().toLowerCase(Locale.ROOT))) {
            return true;
        }
        problems.add(
                Code.DEFAULT_INSTEAD,
                entry,
                label
                        + ": processor."
                        + key
                        + ": \""
                        + entry.shown()
                        + "\" is not one of "
                        + String.join(", ", words),
                "the default " + words.getFirst() + " is in force",
                "write one of them");
        return false;
    }

    private void reportEqual(@Nullable String other, String sink, Entry entry, String label) {
        if (other != null) {
            problems.add(
                    Code.EQUAL_PRIORITY,
                    entry,
                    label
                            + ": sinks \""
                            + other
                            + "\" and \""
                            + sink
                            + "\" have the same priority "
                            + entry.shown(),
                    "the one that is named first in the group is preferred; Flume would never use"
                            + " the second",
                    "give each sink a priority of its own");
        }
    }

    private void reportChannels(Section section, String label, List<String> members) {
        List<String> channels =
                members.stream()
                        .map(wiring.channelOf::get)
                        .filter(channel -> channel != null)
                        .distinct()
                        .toList();
        if (channels.size() > 1) {
            problems.add(
                    Code.GROUP_OF_SEVERAL_CHANNELS,
                    section.origin(),
                    section.prefix() + "sinks",
                    label
                            + ": its sinks read different channels ("
                            + String.join(", ", channels)
                            + ")",
                    "a channel is drained only while its sink is chosen",
                    "let the sinks of a group share one channel, or do without the group");
        }
    }

    private @Nullable SinkGroupNode node(
            Section section,
            String label,
            List<String> members,
            String type,
            Map<String, String> settings) {
        List<String> sound = members.stream().filter(wiring.soundSinks::containsKey).toList();
        if (sound.isEmpty()) {
            if (!members.isEmpty()) {
                problems.add(
                        Code.GROUP_EMPTY,
                        section.origin(),
                        section.prefix() + "sinks",
                        label + ": none of its sinks runs",
                        "there is no such group",
                        "correct its sinks: " + String.join(", ", members));
            }
            return null;
        }
        boolean isDefault = type.equals("default");
        if (isDefault ? members.size() > 1 : members.size() < 2) {
            problems.add(
                    Code.GROUP_SIZE,
                    section.origin(),
                    section.prefix() + "sinks",
                    label
                            + " of type "
                            + type
                            + " has "
                            + (members.size() == 1 ? "1 sink" : members.size() + " sinks"),
                    isDefault
                            ? "its sinks run, each for itself; Flume would run none of them"
                            : "there is nothing to choose from; its sink runs alone",
                    isDefault
                            ? "write processor.type = failover, or load_balance"
                            : "add a sink to the group, or remove the group");
        }
        if (isDefault && sound.size() > 1) {
            members.forEach(groupOf::remove);
            return null;
        }
        settings.keySet()
                .removeIf(key ->
                        key.startsWith(PRIORITY)
                                && !sound.contains(key.substring(PRIORITY.length())));
        return new SinkGroupNode(section.name(), sound, type, settings, section.origin());
    }
}
