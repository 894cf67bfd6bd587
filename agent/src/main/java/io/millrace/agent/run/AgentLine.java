// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.agent.CommandProblems;
import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line of `agent`, read. It is read by hand and not by picocli: the start of an agent
 * would pay for loading that, and Flume's habits (cut names, one hyphen) are not picocli's.
 *
 * @param values what was given, in order; flags have the value ""
 * @param properties {@code -Dkey=value}
 * @param problems why it cannot be used, if it cannot
 */
public record AgentLine(
        Map<AgentOption, List<String>> values,
        Map<String, String> properties,
        List<Problem> problems) {

    /** Reads all that follows the command. */
    public static AgentLine of(List<String> words) {
        Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
        Map<String, String> properties = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (word.startsWith("-D") && word.length() > 2) {
                String[] parts = word.substring(2).split("=", 2);
                properties.put(parts[0], parts.length == 1 ? "" : parts[1]);
                continue;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                problems.add(
                        CommandProblems.badLine(
                                "\"" + word + "\" stands where an option is expected",
                                "quote values with blanks; millrace agent --help"));
                continue;
            }
            String bare = word.startsWith("--") ? word.substring(2) : word.substring(1);
            int equals = bare.indexOf('=');
            String name = equals < 0 ? bare : bare.substring(0, equals);
            Optional<AgentOption> option = AgentOption.of(name);
            if (option.isEmpty()) {
                problems.add(
                        CommandProblems.badLine(
                                "unknown option " + word, "millrace agent --help lists all"));
            } else if (!option.get().takesValue()) {
                add(values, option.get(), "");
            } else if (equals >= 0) {
                add(values, option.get(), bare.substring(equals + 1));
            } else if (at + 1 < words.size()) {
                at++;
                add(values, option.get(), words.get(at));
            } else {
                problems.add(
                        CommandProblems.badLine(
                                "the option " + word + " needs a value",
                                "write " + word + " <" + option.get().parameter() + ">"));
            }
        }
        return new AgentLine(values, properties, problems);
    }

    private static void add(
            Map<AgentOption, List<String>> values, AgentOption option, String value) {
        values.computeIfAbsent(option, o -> new ArrayList<>(1)).add(value);
    }

    /** Whether an option was given. */
    public boolean has(AgentOption option) {
        return values.containsKey(option);
    }

    /** The value that counts: the last one. */
    Optional<String> value(AgentOption option) {
        List<String> all = all(option);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    List<String> all(AgentOption option) {
        return values.getOrDefault(option, List.of());
    }
}
