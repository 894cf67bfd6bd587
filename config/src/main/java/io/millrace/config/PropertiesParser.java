// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The syntax of java.util.Properties, with the line of each property. What is pasted around a
 * configuration (a shell prompt, a Markdown fence) is skipped with a message; everything else means
 * what it means there.
 */
final class PropertiesParser {
    /** Escapes that people write for a reader behind the properties format: regex and the like. */
    private static final String MEANT_FOR_OTHERS = ".[](){}*+?|^$";

    private final String file;
    private final Problems problems;
    private final List<Entry> entries = new ArrayList<>();
    private boolean isBackslashLost;
    private boolean isBadUnicode;

    private PropertiesParser(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** All properties of a text, in its order, the same key as often as it stands there. */
    static List<Entry> parse(ConfigurationText text, Problems problems) {
        var parser = new PropertiesParser(text.name(), problems);
        parser.lines(parser.decode(text.content()));
        return parser.entries;
    }

    private String decode(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return decode(bytes, 3);
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return new String(bytes, StandardCharsets.UTF_16);
        }
        return decode(bytes, 0);
    }

    private String decode(byte[] bytes, int from) {
        Charset utf8 = StandardCharsets.UTF_8;
        try {
            return utf8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(
                    Code.NOT_UTF8,
                    new Origin(file, 0),
                    "",
                    "the file is not UTF-8 and was read as ISO-8859-1",
                    "letters outside of ASCII may come out as others",
                    "save the file as UTF-8");
            return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Parts the text into logical lines: comments left out, continuations joined. */
    private void lines(String text) {
        var logical = new StringBuilder();
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (isEnd(c)) {
                at = afterEnd(text, at);
                line++;
            } else if (c == '#' || c == '!') {
                at = endOfLine(text, at);
            } else {
                int first = line;
                logical.setLength(0);
                boolean isContinued;
                do {
                    int end = endOfLine(text, at);
                    logical.append(text, at, end);
                    isContinued = endsWithBackslash(text, at, end);
                    if (isContinued) {
                        logical.setLength(logical.length() - 1);
                    }
                    at = end;
                    if (at < text.length()) {
                        at = afterEnd(text, at);
                        line++;
                    }
                    while (isContinued && at < text.length() && isBlank(text.charAt(at))) {
                        at++;
                    }
                    // A lone backslash continues nothing: what follows may be a comment.
                } while (isContinued && !logical.isEmpty() && at < text.length());
                if (!logical.isEmpty()) {
                    property(logical, new Origin(file, first));
                }
            }
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static boolean isEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static int endOfLine(String text, int from) {
        int at = from;
        while (at < text.length() && !isEnd(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int afterEnd(String text, int end) {
        boolean isPair =
                text.charAt(end) == '\r' && end + 1 < text.length() && text.charAt(end + 1) == '\n';
        return isPair ? end + 2 : end + 1;
    }

    private static boolean endsWithBackslash(String text, int from, int end) {
        int backslashes = 0;
        while (end - backslashes > from && text.charAt(end - backslashes - 1) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void property(CharSequence line, Origin origin) {
        if (isPasted(line)) {
            problems.add(
                    Code.NO_CONFIGURATION,
                    origin,
                    "",
                    "this line is no property but something pasted along: a shell prompt or the"
                            + " fence of a code block",
                    "it is ignored",
                    "remove the line");
            return;
        }
        int keyEnd = 0;
        boolean isEscaped = false;
        while (keyEnd < line.length()) {
            char c = line.charAt(keyEnd);
            if (!isEscaped && (c == '=' || c == ':' || isBlank(c))) {
                break;
            }
            isEscaped = c == '\\' && !isEscaped;
            keyEnd++;
        }
        int value = keyEnd;
        boolean hasSeparator = false;
        while (value < line.length()) {
            char c = line.charAt(value);
            if (!hasSeparator && (c == '=' || c == ':')) {
                hasSeparator = true;
            } else if (!isBlank(c)) {
                break;
            }
            value++;
        }
        isBadUnicode = false;
        isBackslashLost = false;
        String rawKey = unescape(line, 0, keyEnd);
        isBackslashLost = false;
        String rawValue = unescape(line, value, line.length());
        String key = trimmed(rawKey);
        String trimmedValue = trimmed(rawValue);
        var entry = new Entry(key, trimmedValue, origin, !hasSeparator);
        entries.add(entry);
        reportInvisible(entry, rawKey, rawValue);
        reportEscapes(entry, line, value);
    }

    private static boolean isPasted(CharSequence line) {
        int length = line.length();
        if (length >= 3) {
            char c = line.charAt(0);
            if ((c == '`' || c == '~') && line.charAt(1) == c && line.charAt(2) == c) {
                return true;
            }
        }
        char first = line.charAt(0);
        if (first == '$' || first == '%' || first == '>') {
            return length == 1 || line.charAt(1) == ' ';
        }
        return isPrompt(line);
    }

    /** {@code user@host:~$ cat flume.conf} or {@code [root@host conf]# cat flume.conf}. */
    private static boolean isPrompt(CharSequence line) {
        int sign = 0;
        boolean hasAt = false;
        while (sign < line.length()) {
            char c = line.charAt(sign);
            if (c == '=') {
                return false;
            }
            hasAt |= c == '@';
            boolean isLast = sign + 1 == line.length() || line.charAt(sign + 1) == ' ';
            if (hasAt && isLast && (c == '$' || c == '#' || c == '%' || c == '>')) {
                return true;
            }
            sign++;
        }
        return false;
    }

    /** Replaces escapes as java.util.Properties does, and remembers those that look like slips. */
    private String unescape(CharSequence line, int from, int to) {
        var text = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            char c = line.charAt(at++);
            if (c != '\\' || at == to) {
                if (c != '\\') {
                    text.append(c);
                }
                continue;
            }
            c = line.charAt(at++);
            switch (c) {
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'n' -> text.append('\n');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    int code = hex(line, at, to);
                    if (code < 0) {
                        isBadUnicode = true;
                        text.append("\\u");
                    } else {
                        text.append((char) code);
                        at += 4;
                    }
                }
                default -> {
                    text.append(c);
                    isBackslashLost |=
                            Character.isLetterOrDigit(c) || MEANT_FOR_OTHERS.indexOf(c) >= 0;
                }
            }
        }
        return text.toString();
    }

    private static int hex(CharSequence line, int from, int to) {
        if (to - from < 4) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            char c = line.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            code = (code << 4) | digit;
        }
        return code;
    }

    /** Without what String.trim removes, and without blanks that only look like them. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isRemoved(text.charAt(from))) {
            from++;
        }
        while (to > from && isRemoved(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isRemoved(char c) {
        return c <= ' ' || isInvisible(c);
    }

    /** No-break and ideographic space, zero-width characters, byte order mark. */
    private static boolean isInvisible(char c) {
        return c == '\u00A0' || c == '\u3000' || c == '\uFEFF' || (c >= '\u2000' && c <= '\u200F');
    }

    private void reportInvisible(Entry entry, String rawKey, String rawValue) {
        if (entry.key().length() == rawKey.trim().length()
                && entry.value().length() == rawValue.trim().length()
                && entry.key().chars().noneMatch(c -> isInvisible((char) c))) {
            return;
        }
        problems.add(
                Code.INVISIBLE_CHARACTER,
                entry,
                "the line contains a character that looks like a blank or like nothing, but is"
                        + " neither: perhaps from a web page",
                "at the ends of key and value it was taken as a blank",
                "type the line again instead of pasting it");
    }

    private void reportEscapes(Entry entry, CharSequence line, int value) {
        if (isBadUnicode) {
            problems.add(
                    Code.BAD_UNICODE_ESCAPE,
                    entry,
                    "\"\\u\" is not followed by four hexadecimal digits",
                    "it was taken as it stands; Flume would refuse the whole file",
                    "write a backslash twice: \\\\u");
        }
        boolean isDrive =
                value + 2 < line.length()
                        && Character.isLetter(line.charAt(value))
                        && line.charAt(value + 1) == ':'
                        && line.charAt(value + 2) == '\\'
                        && (value + 3 == line.length() || line.charAt(value + 3) != '\\');
        if (!isBackslashLost && !isDrive) {
            return;
        }
        boolean isSecret = Secrets.isSecret(entry.key());
        String raw = isSecret ? "the value" : '"' + line.toString().substring(value).trim() + '"';
        String read = isSecret ? "" : " (value read: \"" + visible(entry.value()) + "\")";
        problems.add(
                Code.BACKSLASH_LOST,
                entry,
                "the backslash in " + raw + " is removed by the properties format" + read,
                "the value differs from what the file seems to say",
                isDrive
                        ? "write / or \\\\ between directories"
                        : "write \\\\ where the value shall contain a backslash");
    }

    private static String visible(String value) {
        return value.replace("\t", "<TAB>").replace("\n", "<LF>").replace("\f", "<FF>");
    }
}
