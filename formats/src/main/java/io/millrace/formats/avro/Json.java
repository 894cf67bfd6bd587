// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON: maps, lists, texts, longs, doubles, booleans and null. */
final class Json {
    private static final int MOST_DEPTH = 500;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    static @Nullable Object parse(String text) throws AvroFormatException {
        Json json = new Json(text);
        Object value = json.value();
        if (json.peek() != 0) {
            throw json.wrong();
        }
        return value;
    }

    private AvroFormatException wrong() {
        return new AvroFormatException("a schema that is not JSON at character " + at);
    }

    /** The next character that is no blank, or 0. */
    private char peek() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char letter) throws AvroFormatException {
        if (peek() != letter) {
            throw wrong();
        }
        at++;
    }

    private @Nullable Object value() throws AvroFormatException {
        return switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> text();
            case 0 -> throw wrong();
            default -> word();
        };
    }

    private Map<String, @Nullable Object> map() throws AvroFormatException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        open('{');
        while (peek() != '}') {
            if (!map.isEmpty()) {
                expect(',');
            }
            peek();
            String key = text();
            expect(':');
            map.put(key, value());
        }
        close();
        return map;
    }

    private List<@Nullable Object> list() throws AvroFormatException {
        List<@Nullable Object> list = new ArrayList<>();
        open('[');
        while (peek() != ']') {
            if (!list.isEmpty()) {
                expect(',');
            }
            list.add(value());
        }
        close();
        return list;
    }

    private void open(char letter) throws AvroFormatException {
        expect(letter);
        if (++depth > MOST_DEPTH) {
            throw wrong();
        }
    }

    private void close() {
        at++;
        depth--;
    }

    private String text() throws AvroFormatException {
        expect('"');
        StringBuilder plain = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char letter = text.charAt(at++);
            plain.append(letter == '\\' ? escaped() : letter);
        }
        expect('"');
        return plain.toString();
    }

    private char escaped() throws AvroFormatException {
        if (at >= text.length()) {
            throw wrong();
        }
        char letter = text.charAt(at++);
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong();
                }
                at += 4;
                try {
                    yield (char) Integer.parseInt(text, at - 4, at, 16);
                } catch (NumberFormatException notHexadecimal) {
                    throw wrong();
                }
            }
            default -> letter;
        };
    }

    private @Nullable Object word() throws AvroFormatException {
        int start = at;
        while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        try {
            return switch (word) {
                case "null" -> null;
                case "true" -> true;
                case "false" -> false;
                default ->
                        word.matches("-?\\d{1,18}")
                                ? (Object) Long.valueOf(word)
                                : (Object) Double.valueOf(word);
            };
        } catch (NumberFormatException none) {
            throw wrong();
        }
    }
}
