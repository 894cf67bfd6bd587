// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueException;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spec.catalogue.ValueType;
import io.millrace.spi.Problem.Severity;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Makes values of texts, bearing what people write into files: a comment behind a number, quotes
 * around it, a boolean that is neither.
 */
final class ValueReader {
    /** Keys whose value is one word, so that a comment behind it is plain to see. */
    private static final Set<String> HOSTS = Set.of("bind", "host", "hostname", "type", "channel");

    private final Problems problems;

    ValueReader(Problems problems) {
        this.problems = problems;
    }

    /** The value, or null if the text is none: that is reported then. */
    @Nullable Object read(PropertyDescriptor property, Entry written, String label, String effect) {
        Entry entry = written;
        if (isOneWord(property)) {
            entry = withoutQuotes(withoutComment(written));
        } else {
            if (!property.secret()) {
                reportComment(entry);
            }
            reportQuotes(entry, "they are part of the value", "remove the quotes");
        }
        if (reportsMissingPort(entry, property, label, effect)) {
            return null;
        }
        try {
            return ValueParser.parse(property, entry.value());
        } catch (ValueException e) {
            return report(property, entry, e, label, effect);
        }
    }

    /** Cuts a comment off a value that is one word or a list of names. */
    Entry withoutComment(Entry entry) {
        int comment = entry.hidden() ? -1 : commentAt(entry.value());
        if (comment < 0) {
            return entry;
        }
        String value = entry.value().substring(0, comment).strip();
        problems.add(
                Code.TRAILING_COMMENT,
                entry,
                "the value of "
                        + entry.key()
                        + " is \""
                        + entry.shown()
                        + "\": a properties file has no comments behind a value",
                "the value is taken as \"" + Secrets.shown(entry.key(), value) + "\"",
                "put the comment on a line of its own");
        return entry.cut(value);
    }

    private Entry withoutQuotes(Entry entry) {
        if (!reportQuotes(entry, "the value is taken without them", "remove the quotes")) {
            return entry;
        }
        return entry.cut(entry.value().substring(1, entry.value().length() - 1).strip());
    }

    private static boolean isOneWord(PropertyDescriptor property) {
        return switch (property.type()) {
            case INTEGER, LONG, DECIMAL, BOOLEAN, DURATION, SIZE, CHARSET, TIME_ZONE, CHOICE ->
                    true;
            case TEXT, PATH, PATTERN, LIST, MAP -> HOSTS.contains(property.key());
        };
    }

    /** Where white space and then # stand, or -1. */
    private static int commentAt(String value) {
        for (int i = 1; i < value.length(); i++) {
            if (value.charAt(i) == '#' && Character.isWhitespace(value.charAt(i - 1))) {
                return i;
            }
        }
        return -1;
    }

    /** Tells of what looks like a comment in a value that may really contain one. */
    void reportComment(Entry entry) {
        int comment = entry.hidden() ? -1 : commentAt(entry.value());
        boolean isComment =
                comment > 0
                        && comment + 1 < entry.value().length()
                        && Character.isWhitespace(entry.value().charAt(comment + 1));
        boolean isNameOrCommand =
                entry.key().endsWith(".command")
                        || entry.key().endsWith(".type")
                        || entry.key().endsWith(".channel")
                        || entry.key().endsWith(".channels");
        if (isComment && !isNameOrCommand) {
            problems.add(
                    Code.TRAILING_COMMENT,
                    entry,
                    "the value of "
                            + entry.key()
                            + " is \""
                            + entry.shown()
                            + "\": a properties file has no comments behind a value",
                    "what looks like a comment is part of the value",
                    "put the comment on a line of its own");
        }
    }

    /** Tells of a port that no machine has, of a component whose other properties are unknown. */
    void reportPort(@Nullable Entry port, String label) {
        String value = port == null ? "" : port.value();
        boolean isNumber = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
        if (port != null && isNumber && (value.length() > 5 || Integer.parseInt(value) > 65_535)) {
            problems.add(
                    Code.BAD_VALUE,
                    Severity.WARNING,
                    port.origin(),
                    port.key(),
                    label + ": port: \"" + port.shown() + "\" is out of range",
                    "no one can listen or connect there",
                    "write a number from 0 to 65535");
        }
    }

    private boolean reportQuotes(Entry entry, String effect, String remedy) {
        String value = entry.value();
        char first = value.isEmpty() ? ' ' : value.charAt(0);
        boolean isQuoted =
                value.length() > 1
                        && (first == '"' || first == '\'')
                        && value.indexOf(first, 1) == value.length() - 1;
        if (isQuoted) {
            problems.add(
                    Code.QUOTED_VALUE,
                    entry,
                    "the value of "
                            + entry.key()
                            + " stands in quotes, which mean nothing in a"
                            + " properties file",
                    effect,
                    remedy);
        }
        return isQuoted;
    }

    /** {@code hdfs://namenode:port/}: the name of a hole where a number belongs. */
    private boolean reportsMissingPort(
            Entry entry, PropertyDescriptor property, String label, String effect) {
        if (property.type() != ValueType.TEXT && property.type() != ValueType.PATH) {
            return false;
        }
        String value = entry.value();
        int scheme = value.indexOf("://");
        for (int i = 0; i < scheme; i++) {
            if (!Character.isLetterOrDigit(value.charAt(i))) {
                return false;
            }
        }
        if (scheme <= 0) {
            return false;
        }
        int slash = value.indexOf('/', scheme + 3);
        String authority = value.substring(scheme + 3, slash < 0 ? value.length() : slash);
        int colon = authority.lastIndexOf(':');
        String port = authority.substring(colon + 1);
        boolean isNamed =
                colon > 0
                        && !port.isEmpty()
                        && authority.indexOf('[') < 0
                        && authority.indexOf(',') < 0
                        && authority.indexOf('@', colon) < 0
                        && port.chars().allMatch(c -> Character.isLetter(c) || c == '_');
        if (isNamed) {
            String key = entry.key().substring(entry.key().length() - property.key().length());
            problems.add(
                    Code.NO_PORT,
                    entry,
                    label + ": \"" + port + "\" in " + entry.shown() + " is no port number",
                    effect,
                    "write the number of the port: "
                            + key
                            + " = "
                            + Secrets.shown(
                                    entry.key(),
                                    entry.written().replaceFirst(":" + port + "(?=/|$)", ":8020"))
                            + ", if it is 8020");
        }
        return isNamed;
    }

    /** A hole of a template that nobody filled. */
    void reportPlaceholder(Entry entry, String label) {
        String value = entry.value();
        int brace = value.indexOf('{');
        int end = value.indexOf('}', brace + 1);
        boolean isBrace =
                brace >= 0
                        && end > brace + 2
                        && (brace == 0 || "$%\\".indexOf(value.charAt(brace - 1)) < 0)
                        && value.substring(brace + 1, end)
                                .chars()
                                .allMatch(c -> Character.isUpperCase(c) || c == '_');
        if (isBrace || Secrets.isPlaceholder(value)) {
            problems.add(
                    Code.PLACEHOLDER,
                    entry,
                    label
                            + ": the value \""
                            + entry.shown()
                            + "\" is the placeholder of a template",
                    "it is taken as it stands",
                    "fill in your own value");
        }
    }

    private @Nullable Object report(
            PropertyDescriptor property,
            Entry entry,
            ValueException failure,
            String label,
            String effect) {
        String what = failure.what();
        boolean isShown = !entry.hidden() && !Secrets.isSecret(entry.key());
        if (!isShown && !entry.value().isEmpty()) {
            what = what.replace(entry.value(), entry.shown());
        }
        what = label + ": " + property.key() + ": " + what;
        if (property.type() == ValueType.BOOLEAN) {
            problems.add(
                    Code.NEITHER_TRUE_NOR_FALSE,
                    entry,
                    what,
                    "it is taken as false, as in Flume",
                    failure.remedy());
            return false;
        }
        problems.add(Code.BAD_VALUE, entry, what, effect, failure.remedy());
        return null;
    }
}
