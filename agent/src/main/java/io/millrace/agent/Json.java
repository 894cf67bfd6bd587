// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Writes maps, lists, texts, numbers, booleans and null as JSON. Only writes, and knows no objects:
 * what is printed for programs is spelt out where it is printed, so that a renamed field in Java
 * never renames one in the output.
 */
public final class Json {
    private static final String INDENT = "  ";

    private Json() {}

    /** The value over several lines, for results. */
    public static String pretty(@Nullable Object value) {
        StringBuilder target = new StringBuilder(256);
        write(target, value, "\n");
        return target.toString();
    }

    /** Appends a text with its quotes. */
    public static void quote(StringBuilder target, CharSequence text) {
        target.append('"');
        int length = text.length();
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> target.append("\\\"");
                case '\\' -> target.append("\\\\");
                case '\n' -> target.append("\\n");
                case '\r' -> target.append("\\r");
                case '\t' -> target.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && isLone(text, at))) {
                        target.append("\\u").append(String.format("%04x", (int) c));
                    } else {
                        target.append(c);
                    }
                }
            }
        }
        target.append('"');
    }

    private static boolean isLone(CharSequence text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
                : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static void write(StringBuilder target, @Nullable Object value, String lineBreak) {
        switch (value) {
            case null -> target.append("null");
            case Map<?, ?> map -> writeMap(target, map, lineBreak);
            case Iterable<?> list -> writeList(target, list, lineBreak);
            case Boolean flag -> target.append(flag);
            case Double number when !Double.isFinite(number) -> target.append("null");
            case Number number -> target.append(number);
            default -> quote(target, value.toString());
        }
    }

    private static void writeMap(StringBuilder target, Map<?, ?> map, String lineBreak) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            target.append(separator).append(lineBreak).append(INDENT);
            quote(target, String.valueOf(entry.getKey()));
            target.append(": ");
            write(target, entry.getValue(), lineBreak + INDENT);
            separator = ",";
        }
        target.append(map.isEmpty() ? "{}" : lineBreak + "}");
    }

    private static void writeList(StringBuilder target, Iterable<?> list, String lineBreak) {
        String separator = "[";
        for (Object item : list) {
            target.append(separator).append(lineBreak).append(INDENT);
            write(target, item, lineBreak + INDENT);
            separator = ",";
        }
        target.append(separator.equals("[") ? "[]" : lineBreak + "]");
    }
}
