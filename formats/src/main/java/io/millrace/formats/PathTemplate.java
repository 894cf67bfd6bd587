// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path, file name or topic with escapes such as {@code %Y-%m-%d} or {@code %{host}}, taken apart.
 * Immutable. A {@link PathResolver} fills it in for events.
 *
 * <p>Escapes are {@code %} and a letter, digit or underscore for the time of the event, {@code %%},
 * {@code %{header}} and {@code %[localhost]}, {@code %[IP]}, {@code %[FQDN]}. A letter that means
 * nothing gives nothing; anything else stands for itself.
 */
public final class PathTemplate {
    private static final Pattern ESCAPE =
            Pattern.compile("%(?:([\\w%])|\\{([\\w.-]+)\\}|\\[(\\w+)\\])");
    private static final String TIME_LETTERS = "aAbBcdeDHIjklmnMpsSyYzt";

    /** A piece of the template. */
    sealed interface Part permits Literal, Header, Time, Address {}

    record Literal(String text) implements Part {}

    record Header(String name) implements Part {}

    /** {@code letter} is one of {@link #TIME_LETTERS}. */
    record Time(char letter) implements Part {}

    /** {@code which} is localhost, ip or fqdn. */
    record Address(String which) implements Part {}

    private final String pattern;
    private final List<Part> parts;

    private PathTemplate(String pattern, List<Part> parts) {
        this.pattern = pattern;
        this.parts = parts;
    }

    /**
     * Takes a pattern apart.
     *
     * @throws IllegalArgumentException if {@code %[...]} names something else than localhost, IP or
     *     FQDN; the message says so in the user's words
     */
    public static PathTemplate parse(String pattern) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Matcher escape = ESCAPE.matcher(pattern);
        int copied = 0;
        while (escape.find()) {
            literal.append(pattern, copied, escape.start());
            copied = escape.end();
            if (escape.group(1) != null) {
                char letter = escape.group(1).charAt(0);
                if (letter == '%') {
                    literal.append('%');
                } else if (TIME_LETTERS.indexOf(letter) >= 0) {
                    add(parts, literal, new Time(letter));
                }
            } else if (escape.group(2) != null) {
                add(parts, literal, new Header(escape.group(2)));
            } else {
                String which = escape.group(3).toLowerCase(Locale.ROOT);
                if (!Set.of("localhost", "ip", "fqdn").contains(which)) {
                    throw new IllegalArgumentException(
                            "\""
                                    + pattern
                                    + "\" has "
                                    + escape.group()
                                    + "; there are %[localhost], %[IP] and %[FQDN]");
                }
                add(parts, literal, new Address(which));
            }
        }
        literal.append(pattern, copied, pattern.length());
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return new PathTemplate(pattern, List.copyOf(parts));
    }

    private static void add(List<Part> parts, StringBuilder literal, Part part) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
        parts.add(part);
    }

    /** The pattern as it was written. */
    public String pattern() {
        return pattern;
    }

    List<Part> parts() {
        return parts;
    }

    /** Whether the same text comes out for every event. */
    public boolean isConstant() {
        return !usesTime() && headers().isEmpty();
    }

    /** Whether the time of the event matters. */
    public boolean usesTime() {
        return parts.stream().anyMatch(Time.class::isInstance);
    }

    /** Whether the names of the agent's machine are asked for. */
    public boolean usesAddress() {
        return parts.stream().anyMatch(Address.class::isInstance);
    }

    /** The names of the headers that are asked for, {@code timestamp} only if it is named. */
    public Set<String> headers() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part instanceof Header header) {
                names.add(header.name());
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
