// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Suggestions;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells of components that are configured and not listed, and what their lines may have meant. */
final class UnlistedCheck {
    private static final int SHORTEST_BEGINNING = 3;

    private final AgentText agent;
    private final Problems problems;

    UnlistedCheck(AgentText agent, Problems problems) {
        this.agent = agent;
        this.problems = problems;
    }

    /** The candidate that a name most likely means: nearly the same, or the beginning of it. */
    static Optional<String> near(String name, Collection<String> candidates) {
        Optional<String> nearest = Suggestions.nearest(name, candidates);
        if (nearest.isPresent() || name.length() < SHORTEST_BEGINNING) {
            return nearest;
        }
        List<String> longer =
                candidates.stream().filter(candidate -> candidate.startsWith(name)).toList();
        return longer.size() == 1 ? Optional.of(longer.getFirst()) : Optional.empty();
    }

    /**
     * The name without properties and the component without a list that are meant for each other.
     */
    Optional<String> counterpart(String name, List<String> names, List<String> others) {
        Optional<String> near = near(name, others);
        boolean isOnlyChoice = names.size() == 1 && others.size() == 1;
        return near.isPresent() || !isOnlyChoice ? near : Optional.of(others.getFirst());
    }

    /** The listed names that have no properties. */
    List<String> withoutProperties(Group group, List<String> names) {
        return names.stream().filter(each -> !agent.sections(group).containsKey(each)).toList();
    }

    /** The components that have properties and are not listed. */
    List<String> unlisted(Group group, List<String> names) {
        return agent.sections(group).keySet().stream()
                .filter(each -> !names.contains(each))
                .toList();
    }

    void report(Group group, Entry list, List<String> names) {
        List<String> unlisted = unlisted(group, names);
        for (Section section : agent.sections(group).values()) {
            if (unlisted.contains(section.name())) {
                report(group, section, list, remedy(group, section, list, names, unlisted));
            }
        }
    }

    private void report(Group group, Section section, Entry list, String remedy) {
        int count = section.keys().size() + section.empty().size();
        String what =
                "%s \"%s\" is configured (%s) but is not in \"%s = %s\" (line %d)"
                        .formatted(
                                group.one,
                                section.name(),
                                count == 1 ? "1 property" : count + " properties",
                                list.key(),
                                list.shown(),
                                list.line());
        problems.add(
                Code.NOT_LISTED,
                section.origin(),
                section.prefix().substring(0, section.prefix().length() - 1),
                what,
                group == Group.SINK_GROUPS ? "it is ignored" : "it does not run",
                remedy);
    }

    private String remedy(
            Group group, Section section, Entry list, List<String> names, List<String> unlisted) {
        String name = section.name();
        Optional<String> listed = counterpart(name, unlisted, withoutProperties(group, names));
        if (listed.isPresent()) {
            return "did you mean to list \"" + name + "\" and not \"" + listed.get() + "\"";
        }
        Section meant = ofOtherKind(group, section);
        if (meant == null) {
            meant =
                    near(name, names)
                            .map(near -> agent.sections(group).get(near))
                            .filter(near -> lacksAll(near, section))
                            .orElse(null);
        }
        if (meant != null && !section.keys().isEmpty()) {
            return "did you mean: " + meant.prefix() + section.keys().keySet().iterator().next();
        }
        return "list it if it shall run: " + list.key() + " = " + list.shown() + " " + name;
    }

    /** A component of another kind with the same name to which the lines may belong, or null. */
    private @Nullable Section ofOtherKind(Group group, Section section) {
        for (Group other : Group.values()) {
            Section same = agent.sections(other).get(section.name());
            Entry list = agent.list(other);
            boolean isListed =
                    list != null && ConfigFilters.words(list.value()).contains(section.name());
            if (other != group && same != null && isListed && lacksAll(same, section)) {
                return same;
            }
        }
        return null;
    }

    private static boolean lacksAll(Section meant, Section section) {
        return section.keys().keySet().stream().allMatch(key -> meant.get(key) == null);
    }
}
