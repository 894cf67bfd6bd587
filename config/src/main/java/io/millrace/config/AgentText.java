// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Suggestions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the files say of one agent, sorted by component, nothing judged yet. */
final class AgentText {
    final String name;
    private final Map<Group, Entry> lists = new EnumMap<>(Group.class);
    private final Map<Group, Map<String, Section>> sections = new EnumMap<>(Group.class);

    private AgentText(String name) {
        this.name = name;
        for (Group group : Group.values()) {
            sections.put(group, new LinkedHashMap<>());
        }
    }

    /** Sorts properties by agent, in the order in which the agents first appear. */
    static Map<String, AgentText> parse(
            Map<String, Entry> entries, Substitution substitution, Problems problems) {
        Map<String, AgentText> agents = new LinkedHashMap<>();
        List<Entry> malformed = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (!sort(entry, agents)) {
                malformed.add(entry);
            }
        }
        for (Entry entry : malformed) {
            reportMalformed(entry, agents, substitution, problems);
        }
        return agents;
    }

    /** The line of a list, or null. */
    @Nullable Entry list(Group group) {
        return lists.get(group);
    }

    /** The components of a group that have properties, by name. */
    Map<String, Section> sections(Group group) {
        return sections.getOrDefault(group, Map.of());
    }

    /** Whether a list of components stands in the file. */
    boolean hasLists() {
        return lists.containsKey(Group.SOURCES)
                || lists.containsKey(Group.CHANNELS)
                || lists.containsKey(Group.SINKS);
    }

    /** The first line that says something of it. */
    Origin origin() {
        @Nullable Origin first = null;
        for (Entry list : lists.values()) {
            first = earlier(first, list.origin());
        }
        for (Map<String, Section> each : sections.values()) {
            for (Section section : each.values()) {
                first = earlier(first, section.origin());
            }
        }
        return first == null ? new Origin("", 0) : first;
    }

    private static Origin earlier(@Nullable Origin first, Origin other) {
        return first == null || (first.file().equals(other.file()) && other.line() < first.line())
                ? other
                : first;
    }

    private static boolean sort(Entry entry, Map<String, AgentText> agents) {
        String key = entry.key();
        int first = key.indexOf('.');
        if (first <= 0 || first == key.length() - 1) {
            return false;
        }
        int second = key.indexOf('.', first + 1);
        String word = second < 0 ? key.substring(first + 1) : key.substring(first + 1, second);
        Group group = Group.of(word);
        if (group == null) {
            return false;
        }
        String agent = key.substring(0, first);
        if (second < 0) {
            agents.computeIfAbsent(agent, AgentText::new).lists.put(group, entry);
            return true;
        }
        int third = key.indexOf('.', second + 1);
        if (third <= second + 1 || third == key.length() - 1) {
            return false;
        }
        String name = key.substring(second + 1, third);
        agents.computeIfAbsent(agent, AgentText::new)
                .sections(group)
                .computeIfAbsent(name, n -> new Section(key.substring(0, third + 1), n))
                .put(key.substring(third + 1), entry);
        return true;
    }

    private static void reportMalformed(
            Entry entry,
            Map<String, AgentText> agents,
            Substitution substitution,
            Problems problems) {
        String key = entry.key();
        if (substitution.used.contains(key)) {
            return;
        }
        String ignored = "the line is ignored";
        if (key.indexOf('.') < 0) {
            if (entry.prose()) {
                problems.add(
                        Code.NO_CONFIGURATION,
                        entry,
                        "this line is no property but text: \"" + key + "\" and no \"=\" behind it",
                        ignored,
                        "remove the line, or put # in front of it");
            } else if (!substitution.hasOpenName) {
                problems.add(
                        Code.UNUSED_VARIABLE,
                        entry,
                        "\"" + key + "\" is the property of no agent, and no value refers to it",
                        ignored,
                        "write <agent>." + key + ", or refer to it by ${" + key + "}");
            }
            return;
        }
        String[] words = key.split("\\.", -1);
        Group group = Group.of(words[1]);
        String remedy;
        String what;
        if (group != null) {
            what = "\"" + key + "\" lacks the name of the " + group.one + " or its key";
            remedy = remedyForMissingName(key, words, group, agents.get(words[0]));
        } else {
            what =
                    "\""
                            + key
                            + "\" is no property of an agent: \""
                            + words[1]
                            + "\" is none of sources, channels, sinks, sinkgroups, configfilters";
            remedy = remedyForUnknownWord(key, words);
        }
        problems.add(Code.NO_KEY_OF_AN_AGENT, entry, what, ignored, remedy);
    }

    private static String remedyForMissingName(
            String key, String[] words, Group group, @Nullable AgentText agent) {
        if (agent != null && words.length == 3) {
            Collection<String> names = agent.sections(group).keySet();
            String start = words[0] + "." + words[1] + ".";
            if (names.contains(words[2])) {
                return "did you mean: " + key + ".type";
            }
            if (names.size() == 1) {
                return "did you mean: " + start + names.iterator().next() + "." + words[2];
            }
        }
        return "write <agent>." + group.word + ".<name>.<key> = <value>";
    }

    private static String remedyForUnknownWord(String key, String[] words) {
        List<String> known = new ArrayList<>();
        for (Group group : Group.values()) {
            known.add(group.word);
        }
        String rest = key.substring(words[0].length() + 1 + words[1].length());
        return Suggestions.nearest(words[1], known)
                .map(word -> "did you mean: " + words[0] + "." + word + rest)
                .orElse("write <agent>.<kind>.<name>.<key> = <value>");
    }
}
