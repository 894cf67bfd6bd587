// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Quantities;
import io.millrace.spec.catalogue.ValueType;

import java.util.Locale;
import java.util.stream.Collectors;

/** The reference pages, Markdown: one per component, and the list of all. */
public final class ReferencePage {
    private static final String NOTE =
            "<!-- Written from the component's description. Change that, not this page. -->\n\n";

    private ReferencePage() {}

    /** The name of a component's page: {@code sink-file_roll.md}. */
    public static String fileName(ComponentDescriptor component) {
        return component.kind().word() + "-" + component.type() + ".md";
    }

    /** The page of a component, with a line feed at the end. */
    public static String of(ComponentDescriptor component) {
        StringBuilder page = new StringBuilder(NOTE);
        page.append("# ").append(component.type()).append(' ').append(component.kind().word());
        page.append("\n\n").append(markdown(component.summary())).append("\n\n");
        if (!component.documentation().isEmpty()) {
            page.append(markdown(component.documentation())).append("\n\n");
        }
        page.append("| | |\n|---|---|\n");
        row(page, "type", code(component.type()));
        if (!component.aliases().isEmpty()) {
            row(
                    page,
                    "also called",
                    component.aliases().stream()
                            .map(ReferencePage::code)
                            .collect(Collectors.joining(", ")));
        }
        row(page, "since", component.since());
        row(page, "stability", stability(component.stability()));
        if (component.parallel()) {
            row(page, "instances", "several side by side with `threads`");
        }
        page.append("\n## Example\n\n```properties\n");
        example(page, component);
        page.append("```\n\n## Properties\n\n").append(commonKeys(component)).append("\n\n");
        properties(page, component);
        if (!component.defunct().isEmpty()) {
            page.append("\n## Keys without effect\n\n| key | why |\n|---|---|\n");
            for (DefunctKey key : component.defunct()) {
                row(page, code(key.key()), cell(key.reason()));
            }
        }
        return page.toString();
    }

    /** The page that lists all components, with a line feed at the end. */
    public static String index(Catalogue catalogue) {
        StringBuilder page = new StringBuilder(NOTE);
        page.append("# Components\n");
        for (Kind kind : Kind.values()) {
            if (catalogue.all(kind).isEmpty()) {
                continue;
            }
            page.append("\n## ").append(capital(kind.word())).append("s\n\n");
            page.append("| type | what it does | stability |\n|---|---|---|\n");
            for (ComponentDescriptor component : catalogue.all(kind)) {
                row(
                        page,
                        "[" + component.type() + "](" + fileName(component) + ")",
                        cell(component.summary()),
                        component.stability().name().toLowerCase(Locale.ROOT));
            }
        }
        return page.toString();
    }

    private static void properties(StringBuilder page, ComponentDescriptor component) {
        if (component.properties().isEmpty()) {
            page.append("It has no keys of its own.\n");
            return;
        }
        page.append("| key | type | default | what it does |\n|---|---|---|---|\n");
        for (PropertyDescriptor property : component.properties()) {
            row(
                    page,
                    property.required() ? "**" + code(property.key()) + "**" : code(property.key()),
                    type(property),
                    byDefault(property),
                    cell(description(property)));
        }
    }

    private static String commonKeys(ComponentDescriptor component) {
        String keys =
                switch (component.kind()) {
                    case SOURCE ->
                            "`type`, `channels`, `selector.*`, `interceptors` and"
                                    + " `interceptors.<name>.*`";
                    case SINK ->
                            "`type`, `channel` and [`verify`](../dead-letters.md#damaged-bodies)";
                    case INTERCEPTOR, SELECTOR, CHANNEL -> "`type`";
                };
        String threads = component.parallel() ? ", and `threads`, the number of instances" : "";
        return "Every "
                + component.kind().word()
                + " has "
                + keys
                + threads
                + ". Keys in bold type are required.";
    }

    private static void example(StringBuilder page, ComponentDescriptor component) {
        String prefix =
                switch (component.kind()) {
                    case SOURCE -> "a1.sources.r1.";
                    case INTERCEPTOR -> "a1.sources.r1.interceptors.i1.";
                    case SELECTOR -> "a1.sources.r1.selector.";
                    case CHANNEL -> "a1.channels.c1.";
                    case SINK -> "a1.sinks.k1.";
                };
        line(page, prefix, "type", component.type());
        if (component.kind() == Kind.SOURCE) {
            line(page, prefix, "channels", "c1");
        } else if (component.kind() == Kind.SINK) {
            line(page, prefix, "channel", "c1");
        }
        // No more than it takes to run: examples of optional keys need not go together.
        for (PropertyDescriptor property : component.properties()) {
            if (property.required()) {
                String example = property.example();
                line(
                        page,
                        prefix,
                        property.key(),
                        example.isEmpty() ? "<" + property.type().word() + ">" : example);
            }
        }
    }

    private static void line(StringBuilder page, String prefix, String key, String value) {
        // A properties file eats one of two backslashes.
        page.append(prefix).append(key).append(" = ");
        page.append(value.replace("\\", "\\\\")).append('\n');
    }

    private static String type(PropertyDescriptor property) {
        StringBuilder type = new StringBuilder(property.type().word());
        if (property.type() == ValueType.CHOICE) {
            type.append(": ");
            type.append(
                    property.allowed().stream()
                            .map(ReferencePage::code)
                            .collect(Collectors.joining(", ")));
        }
        boolean quantity =
                property.type() == ValueType.DURATION || property.type() == ValueType.SIZE;
        String min = number(property, property.min());
        String max = number(property, property.max());
        boolean hasMin = property.min() != Long.MIN_VALUE && !(quantity && property.min() == 0);
        // What an int holds at most is no rule that a user wants to read.
        boolean hasMax =
                property.max() != Long.MAX_VALUE
                        && !(property.type() == ValueType.INTEGER
                                && property.max() == Integer.MAX_VALUE);
        if (hasMin && hasMax) {
            type.append(", ").append(min).append(" to ").append(max);
        } else if (hasMin) {
            type.append(", at least ").append(min);
        } else if (hasMax) {
            type.append(", at most ").append(max);
        }
        if (quantity && !property.bareUnit().isEmpty()) {
            type.append("; a bare number is in ").append(property.bareUnit());
        }
        if (property.secret()) {
            type.append("; secret");
        }
        return type.toString();
    }

    private static String number(PropertyDescriptor property, long value) {
        return property.type() == ValueType.DURATION || property.type() == ValueType.SIZE
                ? Quantities.write(property.type(), value)
                : Long.toString(value);
    }

    private static String byDefault(PropertyDescriptor property) {
        if (property.required()) {
            return "required";
        }
        String value = property.defaultValue();
        if (value == null) {
            return "";
        }
        return value.isBlank() ? "empty" : code(value);
    }

    private static String description(PropertyDescriptor property) {
        StringBuilder text = new StringBuilder(capital(property.documentation()));
        if (!endsSentence(text)) {
            text.append('.');
        }
        if (!property.aliases().isEmpty()) {
            text.append(" Also written ");
            text.append(
                    property.aliases().stream()
                            .map(ReferencePage::code)
                            .collect(Collectors.joining(", ")));
            text.append('.');
        }
        if (!property.example().isEmpty()) {
            text.append(" Example: ").append(code(property.example())).append('.');
        }
        return text.toString();
    }

    private static boolean endsSentence(CharSequence text) {
        return text.length() > 0 && ".!?".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    private static String stability(Stability stability) {
        return switch (stability) {
            case STABLE -> "stable: keys and behaviour change only with a deprecation";
            case BETA -> "beta: complete, but keys may still change between minor versions";
            case EXPERIMENTAL -> "experimental: may change or go";
        };
    }

    private static String capital(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String code(String text) {
        String fence = text.contains("`") ? "``" : "`";
        String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
        // Within a table a bar ends the cell, even in code.
        return fence + pad + text.replace("|", "\\|") + pad + fence;
    }

    /** Text that stands in one cell of a table. */
    private static String cell(String text) {
        return markdown(text).replaceAll("(?<!\\\\)\\|", "\\\\|").replaceAll("\n+", "<br>");
    }

    /** The text, with what would pass for HTML escaped where it is not code. */
    private static String markdown(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean code = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '`') {
                code = !code;
            }
            if (c == '<' && !code) {
                out.append("&lt;");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            page.append(' ').append(cell).append(cell.isEmpty() ? "|" : " |");
        }
        page.append('\n');
    }
}
