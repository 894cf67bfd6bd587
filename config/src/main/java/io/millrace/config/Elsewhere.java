// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Suggestions;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the line that was meant for a component but carries the name of another component, kind
 * or agent: the usual reason why a key is missing.
 */
final class Elsewhere {
    private final AgentText agent;
    private final Collection<AgentText> agents;

    Elsewhere(AgentText agent, Collection<AgentText> agents) {
        this.agent = agent;
        this.agents = agents;
    }

    /** A sentence that names the line and what it may have meant. */
    Optional<String> hint(Section section, String key) {
        String meant = section.prefix() + key;
        for (Group group : Group.values()) {
            Section other = agent.sections(group).get(section.name());
            Entry entry = other == null || isSame(other, section) ? null : other.get(key);
            if (entry != null && !key.equals("type") && !isListed(group, section.name())) {
                return Optional.of(sentence(entry, meant));
            }
        }
        String rest = section.prefix().substring(agent.name.length());
        for (AgentText other : agents) {
            if (other == agent || !StrayAgents.isStray(other, agents)) {
                continue;
            }
            for (Group group : Group.values()) {
                Section same = other.sections(group).get(section.name());
                Entry entry = same == null ? null : same.get(key);
                if (entry != null && entry.key().equals(other.name + rest + key)) {
                    return Optional.of(sentence(entry, meant));
                }
            }
        }
        return nearlyNamed(section, key).map(entry -> sentence(entry, meant));
    }

    private Optional<Entry> nearlyNamed(Section section, String key) {
        for (Group group : Group.values()) {
            Section own = agent.sections(group).get(section.name());
            if (own == null || !isSame(own, section)) {
                continue;
            }
            List<String> unlisted =
                    agent.sections(group).keySet().stream()
                            .filter(name -> !isListed(group, name))
                            .toList();
            return Suggestions.nearest(section.name(), unlisted)
                    .map(name -> agent.sections(group).get(name))
                    .map(near -> near.get(key));
        }
        return Optional.empty();
    }

    private static boolean isSame(Section one, Section other) {
        return one.prefix().equals(other.prefix());
    }

    private boolean isListed(Group group, String name) {
        Entry list = agent.list(group);
        return list != null && ConfigFilters.words(list.value()).contains(name);
    }

    private static String sentence(Entry entry, String meant) {
        return "line " + entry.line() + " sets " + entry.key() + "; did you mean: " + meant;
    }
}
