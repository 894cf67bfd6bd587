// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of Apache Flume's position file: {@code [{"inode":1,"pos":2,"file":"/a"}]}, without
 * blanks.
 *
 * <p>Read leniently: Flume writes it in place, so that a crash may leave a part of it; the entries
 * that are whole count.
 */
final class FlumePositions {
    private static final Pattern ENTRY =
            Pattern.compile("\\{((?:[^{}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*)\\}");
    private static final Pattern FIELD =
            Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:(-?\\d{1,18})|\"((?:[^\"\\\\]|\\\\.)*)\")");
    private static final Pattern INODE = Pattern.compile("ino=(\\d+)");

    /** How far one file was read. */
    record Entry(long inode, long position, String file) {}

    /**
     * What was read.
     *
     * @param isWhole whether the text is a list from its beginning to its end
     */
    record Parsed(List<Entry> entries, boolean isWhole) {}

    private FlumePositions() {}

    static Parsed parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        List<Entry> entries = new ArrayList<>();
        boolean isWhole = text.startsWith("[") && text.endsWith("]");
        Matcher entry = ENTRY.matcher(text);
        int rest = 1;
        while (entry.find()) {
            rest = entry.end();
            Entry parsed = entry(entry.group(1));
            if (parsed == null) {
                isWhole = false;
            } else {
                entries.add(parsed);
            }
        }
        boolean endsThere = rest <= text.length() && text.substring(rest).strip().equals("]");
        return new Parsed(entries, isWhole && endsThere);
    }

    private static @Nullable Entry entry(String fields) {
        long inode = -1;
        long position = -1;
        String file = "";
        Matcher field = FIELD.matcher(fields);
        while (field.find()) {
            String number = field.group(2);
            String text = field.group(3);
            switch (field.group(1)) {
                case "inode" -> inode = number == null ? -1 : Long.parseLong(number);
                case "pos" -> position = number == null ? -1 : Long.parseLong(number);
                case "file" -> file = text == null ? "" : unescape(text);
                default -> {
                    // Another version's: it changes nothing of these.
                }
            }
        }
        return inode < 0 || position < 0 || file.isEmpty()
                ? null
                : new Entry(inode, position, file);
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'u' -> {
                    int end = Math.min(text.length(), i + 5);
                    String hex = text.substring(i + 1, end);
                    if (hex.matches("[0-9a-fA-F]{4}")) {
                        plain.append((char) Integer.parseInt(hex, 16));
                        i = end - 1;
                    }
                }
                default -> plain.append(next);
            }
        }
        return plain.toString();
    }

    static byte[] format(List<Entry> entries) {
        StringBuilder text = new StringBuilder(64 + 100 * entries.size()).append('[');
        for (Entry entry : entries) {
            if (text.length() > 1) {
                text.append(',');
            }
            text.append("{\"inode\":")
                    .append(entry.inode)
                    .append(",\"pos\":")
                    .append(entry.position)
                    .append(",\"file\":\"");
            escape(entry.file, text);
            text.append("\"}");
        }
        return text.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void escape(String plain, StringBuilder text) {
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
    }

    /** The inode of an identity, or -1 if the file system has none. */
    static long inode(String identity) {
        Matcher matcher = INODE.matcher(identity);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
