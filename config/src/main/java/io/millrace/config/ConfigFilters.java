// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/** The configuration filters of all agents: {@code ${filter['key']}} in a value of an agent. */
final class ConfigFilters {
    private static final String CLASSES = "org.apache.flume.configfilter.";

    private final Map<String, Entry> entries;
    private final Lookups lookups;
    private final Problems problems;
    private final Map<String, Optional<String>> values = new HashMap<>();
    private final Set<String> reported = new HashSet<>();

    private record Reference(String filter, String key) {}

    ConfigFilters(Map<String, Entry> entries, Lookups lookups, Problems problems) {
        this.entries = entries;
        this.lookups = lookups;
        this.problems = problems;
    }

    /** The agent that a key belongs to, perhaps empty. */
    static String agentOf(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? "" : key.substring(0, dot);
    }

    /**
     * What the filter gives for {@code f1['key']}, or null if there is none or it gives nothing.
     */
    @Nullable String value(String expression, Entry entry) {
        Reference reference = reference(expression);
        String agent = agentOf(entry.key());
        if (reference == null || !isListed(agent, reference.filter)) {
            return null;
        }
        String prefix = agent + ".configfilters." + reference.filter + ".";
        // Called once for each key, not once for each place: a program is slow.
        Optional<String> known = values.get(prefix + reference.key);
        if (known == null) {
            known = ask(prefix, reference, entry);
            values.put(prefix + reference.key, known);
        }
        return known.orElse(null);
    }

    /** Whether a problem of that filter was already told. */
    boolean hasReported(String expression, Entry entry) {
        Reference reference = reference(expression);
        return reference != null
                && reported.contains(agentOf(entry.key()) + "." + reference.filter);
    }

    private boolean isListed(String agent, String filter) {
        Entry list = entries.get(agent + ".configfilters");
        return list != null && words(list.value()).contains(filter);
    }

    private Optional<String> ask(String prefix, Reference reference, Entry entry) {
        Entry type = entries.get(prefix + "type");
        String word = type == null ? "" : type.value();
        String name = word.toLowerCase(Locale.ROOT);
        Origin place = type == null ? entry.origin() : type.origin();
        String reportedAs = agentOf(entry.key()) + "." + reference.filter;
        return switch (name) {
            case "env", "org.apache.flume.configfilter.environmentvariableconfigfilter" -> {
                var value = Optional.ofNullable(lookups.environment(reference.key));
                if (value.isEmpty()) {
                    reportNothing(
                            entry, reference, "set the environment variable " + reference.key);
                }
                yield value;
            }
            case "external", "org.apache.flume.configfilter.externalprocessconfigfilter" ->
                    external(prefix, reference, entry, place);
            default -> {
                if (reported.add(reportedAs)) {
                    boolean isHadoop = name.equals("hadoop") || name.startsWith(CLASSES + "hadoop");
                    reportUnavailable(reference, place, prefix + "type", word, isHadoop);
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> external(
            String prefix, Reference reference, Entry entry, Origin place) {
        Entry command = entries.get(prefix + "command");
        if (command == null || command.value().isEmpty()) {
            reportNothing(entry, reference, "set " + prefix + "command");
            return Optional.empty();
        }
        Entry charset = entries.get(prefix + "charset");
        List<String> words = new ArrayList<>(words(command.value()));
        words.add(reference.key);
        try {
            Optional<List<String>> lines =
                    lookups.run(
                            words,
                            charset == null
                                    ? Lookups.DEFAULT_CHARSET
                                    : Charset.forName(charset.value()));
            if (lines.isPresent() && !lines.get().isEmpty()) {
                return Optional.of(lines.get().getFirst());
            }
            reportNothing(
                    entry,
                    reference,
                    "run \""
                            + command.shown()
                            + " "
                            + reference.key
                            + "\" by hand: it has to end"
                            + " with exit code 0 and to write the value on its first line");
        } catch (IOException e) {
            reportNothing(
                    entry,
                    reference,
                    "correct " + prefix + "command at " + place + ": " + e.getMessage());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            reportNothing(entry, reference, "correct " + prefix + "charset: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void reportNothing(Entry entry, Reference reference, String remedy) {
        reported.add(agentOf(entry.key()) + "." + reference.filter);
        problems.add(
                Code.FILTER_WITHOUT_VALUE,
                entry,
                "configuration filter \""
                        + reference.filter
                        + "\" gives nothing for \""
                        + reference.key
                        + "\"",
                "the text " + entry.shown() + " is taken as it stands",
                remedy);
    }

    private void reportUnavailable(
            Reference reference, Origin place, String key, String type, boolean isHadoop) {
        String what = "configuration filter \"" + reference.filter + "\" ";
        if (type.isEmpty()) {
            what += "has no type";
        } else if (isHadoop) {
            what += "has type \"" + type + "\", which is not part of this version of Millrace";
        } else {
            what += "has the unknown type \"" + type + "\"";
        }
        problems.add(
                Code.FILTER_UNAVAILABLE,
                place,
                key,
                what,
                "values that refer to it are taken as they stand",
                isHadoop
                        ? "use a filter of type external whose command prints the credential, or"
                                + " type env"
                        : "use type env or external");
    }

    private static @Nullable Reference reference(String expression) {
        int bracket = expression.indexOf('[');
        if (bracket <= 0 || !expression.endsWith("]")) {
            return null;
        }
        String key = expression.substring(bracket + 1, expression.length() - 1);
        if (key.length() > 2
                && ((key.startsWith("'") && key.endsWith("'"))
                        || (key.startsWith("\"") && key.endsWith("\"")))) {
            key = key.substring(1, key.length() - 1);
        }
        boolean isKey = !key.isEmpty();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            isKey &= c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
        }
        return isKey ? new Reference(expression.substring(0, bracket), key) : null;
    }

    /** The words of a text, parted at white space. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        var tokens = new StringTokenizer(text);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}
