// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the text of a Javadoc comment, HTML or Markdown, into plain Markdown. */
final class DocText {
    private static final Pattern LINK =
            Pattern.compile("\\s*([\\w.]*)(#[\\w]+)?(\\([^)]*\\))?\\s*(.*)", Pattern.DOTALL);
    private static final Pattern ANCHOR =
            Pattern.compile("<a\\s+href=[\"']([^\"']*)[\"']\\s*>(.*?)</a>", Pattern.DOTALL);
    private static final Pattern ITEM = Pattern.compile("([-*|#>]|[0-9]+\\.)\\s.*");

    private DocText() {}

    static String toMarkdown(String text) {
        return joinLines(html(inlineTags(text.replace("\r", "")))).strip();
    }

    /** {@code {@code x}} becomes x in backticks, a link its name, all others their text. */
    private static String inlineTags(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("{@", at);
            int close = open < 0 ? -1 : closingBrace(text, open);
            if (close < 0) {
                break;
            }
            out.append(text, at, open);
            int name = open + 2;
            int nameEnd = name;
            while (nameEnd < close && Character.isLetter(text.charAt(nameEnd))) {
                nameEnd++;
            }
            String content = text.substring(nameEnd, close);
            switch (text.substring(name, nameEnd)) {
                case "code" -> out.append(code(content, isPreformatted(out)));
                case "literal" -> out.append(escape(content.strip()));
                case "link" -> out.append(link(content, "`"));
                case "linkplain" -> out.append(link(content, ""));
                default -> out.append(inlineTags(content.strip()));
            }
            at = close + 1;
        }
        return out.append(text, at, text.length()).toString();
    }

    private static int closingBrace(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether what comes next stands on lines of its own, and not in a sentence. */
    private static boolean isPreformatted(StringBuilder before) {
        return before.toString().stripTrailing().endsWith("<pre>");
    }

    private static String code(String content, boolean preformatted) {
        if (preformatted) {
            return "\n```\n" + content.stripIndent().strip() + "\n```\n";
        }
        String stripped = content.strip().replaceAll("\\s*\n\\s*", " ");
        return stripped.contains("`") ? "`` " + stripped + " ``" : "`" + stripped + "`";
    }

    private static String link(String content, String quote) {
        Matcher matcher = LINK.matcher(content);
        if (!matcher.matches()) {
            return content.strip();
        }
        String label = matcher.group(4).strip();
        if (!label.isEmpty()) {
            return label;
        }
        String type = matcher.group(1).substring(matcher.group(1).lastIndexOf('.') + 1);
        String member = matcher.group(2) == null ? "" : matcher.group(2).substring(1);
        String dot = type.isEmpty() || member.isEmpty() ? "" : ".";
        return quote + type + dot + member + quote;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** The few HTML elements that comments use; nothing inside backticks is touched. */
    private static String html(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int tick = text.indexOf('`', at);
            if (tick < 0) {
                break;
            }
            int length = 1;
            while (text.startsWith("`", tick + length)) {
                length++;
            }
            int end = text.indexOf("`".repeat(length), tick + length);
            if (end < 0) {
                break;
            }
            out.append(htmlOutsideCode(text.substring(at, tick)));
            out.append(text, tick, end + length);
            at = end + length;
        }
        return out.append(htmlOutsideCode(text.substring(at)))
                .toString()
                .replaceAll("<pre>\\s*(?=```)", "")
                .replaceAll("(?<=```\n)\\s*</pre>", "\n");
    }

    private static String htmlOutsideCode(String text) {
        if (text.indexOf('<') < 0 && text.indexOf('&') < 0) {
            return text;
        }
        return ANCHOR.matcher(text)
                .replaceAll("[$2]($1)")
                .replaceAll("(?i)</?p>", "\n\n")
                .replaceAll("(?i)<br\\s*/?>", "\n\n")
                .replaceAll("(?i)</?[uo]l>", "\n\n")
                .replaceAll("(?i)\\s*<li>\\s*", "\n- ")
                .replaceAll("(?i)</li>", "")
                .replaceAll("(?i)</?code>", "`")
                .replaceAll("(?i)</?(b|strong)>", "**")
                .replaceAll("(?i)</?(i|em)>", "*")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#64;", "@")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }

    /** One line per paragraph or item; what stands between fences stays as it is. */
    private static String joinLines(String text) {
        List<String> lines = new ArrayList<>();
        boolean fenced = false;
        boolean fresh = true;
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.startsWith("```")) {
                if (!fenced && !lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
                    lines.add("");
                }
                fenced = !fenced;
                lines.add(stripped);
                fresh = true;
            } else if (fenced) {
                lines.add(line.stripTrailing());
            } else if (stripped.isEmpty()) {
                if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
                    lines.add("");
                }
                fresh = true;
            } else if (fresh || ITEM.matcher(stripped).matches()) {
                lines.add(stripped);
                fresh = false;
            } else {
                int last = lines.size() - 1;
                lines.set(last, lines.get(last) + " " + stripped);
            }
        }
        return String.join("\n", lines);
    }
}
