// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;

/**
 * Agents that are only the misspelt name of another one: {@code al} for {@code a1}. Their lines are
 * not taken for the other agent's: that would be guessing.
 */
final class StrayAgents {
    private StrayAgents() {}

    /** Whether an agent has nothing to run of its own and a name that is a slip, or no lists. */
    static boolean isStray(AgentText agent, Collection<AgentText> all) {
        if (agent.hasLists()) {
            return false;
        }
        return !hasType(agent) || areAllListed(agent, all);
    }

    /** The agent that a stray one most likely means, or null. */
    static @Nullable AgentText meant(AgentText stray, Collection<AgentText> all) {
        @Nullable AgentText best = null;
        int least = Math.min(2, stray.name.length() / 2) + 1;
        for (AgentText other : all) {
            if (other != stray && other.hasLists()) {
                int distance = distance(stray.name, other.name);
                if (distance < least) {
                    best = other;
                    least = distance;
                }
            }
        }
        return best;
    }

    static void report(AgentText stray, Collection<AgentText> all, Problems problems) {
        AgentText meant = meant(stray, all);
        Entry first = firstEntry(stray);
        if (first == null) {
            return;
        }
        int lines = 0;
        for (Group group : Group.values()) {
            lines += stray.list(group) == null ? 0 : 1;
            for (Section section : stray.sections(group).values()) {
                lines += section.keys().size() + section.empty().size();
            }
        }
        String what =
                (lines == 1
                                ? "this line sets a property"
                                : "from this line on, " + lines + " lines set properties")
                        + " of agent \""
                        + stray.name
                        + "\", which has no lists of components and nothing with a type";
        String effect =
                meant == null
                        ? "agent \"" + stray.name + "\" cannot run"
                        : "agent \"" + meant.name + "\" runs without them";
        String key =
                meant == null
                        ? first.key()
                        : meant.name + first.key().substring(stray.name.length());
        String remedy =
                meant == null
                        ? "add "
                                + stray.name
                                + ".sources, "
                                + stray.name
                                + ".channels and "
                                + stray.name
                                + ".sinks"
                        : "did you mean agent \"" + meant.name + "\": " + key;
        problems.add(Code.STRAY_AGENT, first.origin(), key, what, effect, remedy);
    }

    private static @Nullable Entry firstEntry(AgentText agent) {
        @Nullable Entry first = null;
        for (Group group : Group.values()) {
            first = earlier(first, agent.list(group));
            for (Section section : agent.sections(group).values()) {
                for (Entry entry : section.keys().values()) {
                    first = earlier(first, entry);
                }
                for (Entry entry : section.empty().values()) {
                    first = earlier(first, entry);
                }
            }
        }
        return first;
    }

    private static @Nullable Entry earlier(@Nullable Entry first, @Nullable Entry other) {
        if (first == null) {
            return other;
        }
        return other != null && other.line() < first.line() ? other : first;
    }

    private static boolean hasType(AgentText agent) {
        for (Group group : Group.values()) {
            for (Section section : agent.sections(group).values()) {
                if (section.get("type") != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean areAllListed(AgentText stray, Collection<AgentText> all) {
        AgentText meant = meant(stray, all);
        if (meant == null) {
            return false;
        }
        for (Group group : Group.values()) {
            Entry list = meant.list(group);
            for (Map.Entry<String, Section> each : stray.sections(group).entrySet()) {
                if (list == null || !ConfigFilters.words(list.value()).contains(each.getKey())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Insertions, deletions and replacements from one name to the other. */
    private static int distance(String a, String b) {
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
            }
            int[] free = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
