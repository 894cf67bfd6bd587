// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lists of names: which components an agent has, which channels a source has. Names are parted
 * by white space; commas are borne where nothing else can be meant.
 */
final class NameLists {
    private final AgentText agent;
    private final Problems problems;
    private final UnlistedCheck unlistedCheck;

    NameLists(AgentText agent, Problems problems) {
        this.agent = agent;
        this.problems = problems;
        this.unlistedCheck = new UnlistedCheck(agent, problems);
    }

    /**
     * The names of a group, each once. A list that is missing is made of the components that have a
     * type.
     */
    List<String> of(Group group) {
        Entry list = agent.list(group);
        Map<String, Section> sections = agent.sections(group);
        if (list != null) {
            List<String> names = names(list, sections.keySet());
            unlistedCheck.report(group, list, names);
            return names;
        }
        List<String> inferred = new ArrayList<>();
        sections.forEach((name, section) -> {
            boolean isComplete =
                    group == Group.SINK_GROUPS
                            ? section.get("sinks") != null && !agent.hasLists()
                            : section.get("type") != null;
            if (isComplete) {
                inferred.add(name);
            }
        });
        if (!sections.isEmpty()) {
            reportMissing(group, inferred, sections);
        }
        return inferred;
    }

    private void reportMissing(Group group, List<String> inferred, Map<String, Section> sections) {
        Origin first = sections.values().iterator().next().origin();
        for (Section section : sections.values()) {
            Origin origin = section.origin();
            if (origin.file().equals(first.file()) && origin.line() < first.line()) {
                first = origin;
            }
        }
        String key = agent.name + "." + group.word;
        String all = String.join(" ", sections.keySet());
        String effect =
                inferred.isEmpty()
                        ? (group == Group.SINK_GROUPS
                                ? "the sinks run without a group, as in Flume"
                                : "none of them runs")
                        : "the list is taken to be: "
                                + String.join(" ", inferred)
                                + "; Flume would run none of them";
        problems.add(
                Code.LIST_MISSING,
                first,
                key,
                "agent \""
                        + agent.name
                        + "\" has no list \""
                        + key
                        + "\", but properties of "
                        + (sections.size() == 1
                                ? group.one + " \"" + all + "\""
                                : sections.size() + " " + group.one + "s"),
                effect,
                "add: " + key + " = " + all);
    }

    /** The names of a list; {@code known} are those that can be meant if there are commas. */
    List<String> names(Entry list, Collection<String> known) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> split = new LinkedHashSet<>();
        boolean hasComma = false;
        for (String word : ConfigFilters.words(list.value())) {
            if (word.startsWith("#")) {
                reportComment(list, names);
                break;
            }
            names.add(word);
            if (word.indexOf(',') >= 0 && !known.contains(word)) {
                hasComma = true;
                for (String part : word.split(",", -1)) {
                    if (!part.isEmpty()) {
                        split.add(part);
                    }
                }
            } else {
                split.add(word);
            }
        }
        if (!hasComma) {
            return List.copyOf(names);
        }
        problems.add(
                Code.COMMA_IN_LIST,
                list,
                "the list \"" + list.key() + " = " + list.shown() + "\" contains a comma",
                "it is taken as "
                        + String.join(" ", split)
                        + "; for Flume the comma belongs to the name",
                "write " + list.key() + " = " + String.join(" ", split));
        return List.copyOf(split);
    }

    private void reportComment(Entry list, Collection<String> names) {
        problems.add(
                Code.TRAILING_COMMENT,
                list,
                "the value of "
                        + list.key()
                        + " is \""
                        + list.shown()
                        + "\": a properties file has no comments behind a value",
                "the value is taken as \"" + String.join(" ", names) + "\"",
                "put the comment on a line of its own");
    }
}
