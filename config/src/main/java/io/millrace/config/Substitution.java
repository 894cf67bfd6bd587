// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.text.SimpleDateFormat;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Replaces {@code ${...}} in values. A variable that has no value stays as it stands, because a
 * command may contain variables of a shell.
 */
final class Substitution {
    private static final int DEEPEST = 32;
    private static final int LONGEST = 1 << 20;
    private static final int MOST_VARIABLES = 10_000;
    private static final String LEGACY = "EnvVarResolverProperties";

    private final Map<String, Entry> entries;
    private final Lookups lookups;
    private final ConfigFilters filters;
    private final Problems problems;
    private final boolean isLegacy;

    /** Keys that some value referred to. */
    final Set<String> used = new HashSet<>();

    /** Whether a name was made of variables without a value, so that anything may be meant. */
    boolean hasOpenName;

    private final ArrayDeque<String> open = new ArrayDeque<>();
    private int variables;
    private boolean isHidden;
    private boolean isEndless;
    private @Nullable String unresolved;

    Substitution(Map<String, Entry> entries, Lookups lookups, Problems problems) {
        this.entries = entries;
        this.lookups = lookups;
        this.problems = problems;
        this.filters = new ConfigFilters(entries, lookups, problems);
        String implementation = lookups.property("propertiesImplementation");
        this.isLegacy = implementation != null && implementation.contains(LEGACY);
    }

    /** Replaces the variables of all entries. */
    void replaceAll() {
        replaceThose(true); // Filters first: the others may ask them.
        replaceThose(false);
    }

    private void replaceThose(boolean ofFilters) {
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            if (entry.written().contains("${")
                    && entry.key().contains(".configfilters.") == ofFilters) {
                each.setValue(replaced(entry));
            }
        }
    }

    private Entry replaced(Entry entry) {
        open.clear();
        open.push(entry.key());
        variables = 0;
        isHidden = false;
        isEndless = false;
        unresolved = null;
        String value = replace(entry.written(), entry);
        if (isEndless) {
            problems.add(
                    Code.ENDLESS_VARIABLE,
                    entry,
                    "the variables of \"" + entry.shown() + "\" refer to themselves",
                    "the text is taken as it stands",
                    "give one of them a value without a variable");
            return entry;
        }
        if (unresolved != null) {
            reportUnresolved(entry, unresolved);
        }
        return entry.resolved(value.trim(), isHidden);
    }

    /** Replaces the variables of a text; recursive for names and for values. */
    private String replace(String text, Entry entry) {
        if (!text.contains("${") || isEndless) {
            return text;
        }
        if (open.size() > DEEPEST || text.length() > LONGEST) {
            isEndless = true;
            return text;
        }
        var result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("${", at);
            if (start < 0) {
                break;
            }
            if (start > at && text.charAt(start - 1) == '$') {
                // $${x} is written to get ${x}.
                result.append(text, at, start - 1).append("${");
                at = start + 2;
                continue;
            }
            int end = closingBrace(text, start + 2);
            if (end < 0) {
                break;
            }
            result.append(text, at, start);
            String value = variable(text.substring(start + 2, end), entry);
            if (value == null) {
                result.append(text, start, end + 1);
            } else {
                result.append(value);
            }
            if (result.length() > LONGEST) {
                isEndless = true;
                return text;
            }
            at = end + 1;
        }
        return result.append(text, at, text.length()).toString();
    }

    private static int closingBrace(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '}' && --depth == 0) {
                return i;
            }
            if (c == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
                depth++;
            }
        }
        return -1;
    }

    private @Nullable String variable(String expression, Entry entry) {
        int rest = defaultAt(expression);
        String written = rest < 0 ? expression : expression.substring(0, rest);
        String name = replace(written, entry);
        if (open.contains(name) || ++variables > MOST_VARIABLES) {
            isEndless = true;
            return null;
        }
        String value = lookUp(name, entry);
        if (value == null && rest >= 0) {
            value = expression.substring(rest + 2);
        }
        if (value == null) {
            hasOpenName |= name.contains("${");
            if (unresolved == null) {
                unresolved = expression;
            }
            return null;
        }
        open.push(name);
        String replaced = replace(value, entry);
        open.pop();
        return replaced;
    }

    /** Where {@code :-} stands outside of an inner variable, or -1. */
    private static int defaultAt(String expression) {
        int depth = 0;
        for (int i = 0; i + 1 < expression.length(); i++) {
            char c = expression.charAt(i);
            char next = expression.charAt(i + 1);
            if (c == '$' && next == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (depth == 0 && c == ':' && next == '-') {
                return i;
            }
        }
        return -1;
    }

    private @Nullable String lookUp(String name, Entry entry) {
        int colon = name.indexOf(':');
        if (colon >= 0) {
            String rest = name.substring(colon + 1);
            String value = prefixed(name.substring(0, colon).toLowerCase(Locale.ROOT), rest);
            return value == null ? property(rest) : value;
        }
        if (name.endsWith("]")) {
            String value = filters.value(name, entry);
            if (value != null) {
                isHidden = true;
                return value;
            }
        }
        String value = property(name);
        if (value == null && isLegacy) {
            value = lookups.environment(name);
            isHidden |= value != null;
        }
        return value;
    }

    private @Nullable String property(String key) {
        Entry other = entries.get(key);
        if (other == null) {
            return null;
        }
        used.add(key);
        isHidden |= other.hidden() || Secrets.isSecret(key);
        return other.written();
    }

    private @Nullable String prefixed(String prefix, String rest) {
        return switch (prefix) {
            case "env" -> hide(lookups.environment(rest));
            case "sys" -> hide(lookups.property(rest));
            case "java" -> java(rest);
            case "date" -> date(rest);
            default -> null;
        };
    }

    private @Nullable String hide(@Nullable String value) {
        isHidden |= value != null;
        return value;
    }

    private @Nullable String java(String name) {
        return switch (name) {
            case "version" -> "Java version " + lookups.property("java.version");
            case "runtime" ->
                    lookups.property("java.runtime.name")
                            + " (build "
                            + lookups.property("java.runtime.version")
                            + ") from "
                            + lookups.property("java.vendor");
            case "vm" ->
                    lookups.property("java.vm.name")
                            + " (build "
                            + lookups.property("java.vm.version")
                            + ", "
                            + lookups.property("java.vm.info")
                            + ")";
            case "os" ->
                    lookups.property("os.name")
                            + " "
                            + lookups.property("os.version")
                            + ", architecture: "
                            + lookups.property("os.arch");
            case "hardware" ->
                    "processors: "
                            + Runtime.getRuntime().availableProcessors()
                            + ", architecture: "
                            + lookups.property("os.arch");
            case "locale" ->
                    "default locale: "
                            + Locale.getDefault()
                            + ", platform encoding: "
                            + lookups.property("file.encoding");
            default -> null;
        };
    }

    private @Nullable String date(String pattern) {
        try {
            var format = pattern.isEmpty() ? new SimpleDateFormat() : new SimpleDateFormat(pattern);
            return format.format(Date.from(lookups.now()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void reportUnresolved(Entry entry, String expression) {
        boolean isFilter = expression.endsWith("]");
        if (isFilter && filters.hasReported(expression, entry)) {
            return;
        }
        boolean isPlain = expression.indexOf(':') < 0 && !isFilter;
        if (isPlain && isCommand(entry.key())) {
            return; // ${i} belongs to the shell.
        }
        String remedy;
        if (isPlain && lookups.environment(expression) != null) {
            remedy = "write ${env:" + expression + "} for the environment variable";
        } else if (isPlain) {
            remedy =
                    "set the property, or write ${env:NAME} for an environment variable;"
                            + " ${name:-text} gives a default; $${name} is the text ${name}";
        } else if (isFilter) {
            remedy = "list the filter in " + ConfigFilters.agentOf(entry.key()) + ".configfilters";
        } else {
            remedy = "set it before the start, or give a default: ${" + expression + ":-text}";
        }
        problems.add(
                Code.UNRESOLVED_VARIABLE,
                entry,
                "${" + expression + "} has no value",
                "the text ${" + expression + "} is taken as it stands",
                remedy);
    }

    private static boolean isCommand(String key) {
        return key.endsWith(".command") || key.endsWith(".shell");
    }
}
