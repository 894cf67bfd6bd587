// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment of a record, as Markdown.
 *
 * @param summary the first sentence
 * @param documentation what follows it, before the first block tag
 * @param parameters the texts of the {@code @param} tags by name
 */
record DocComment(String summary, String documentation, Map<String, String> parameters) {
    private static final Pattern TAG = Pattern.compile("\\s*@([a-zA-Z]+)(\\s.*|$)");
    private static final Pattern NAMED = Pattern.compile("\\s*(\\S+)\\s*(.*)", Pattern.DOTALL);

    /**
     * {@code comment} is what javac hands over: without stars or slashes; null if there is none.
     */
    static DocComment parse(@Nullable String comment) {
        List<StringBuilder> sections = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        sections.add(new StringBuilder());
        tags.add("");
        int openBraces = 0;
        boolean fenced = false;
        for (String line : (comment == null ? "" : comment).split("\n", -1)) {
            Matcher tag = TAG.matcher(line);
            if (openBraces == 0 && !fenced && tag.matches()) {
                sections.add(new StringBuilder());
                tags.add(tag.group(1));
                line = tag.group(2);
            }
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            }
            openBraces = Math.max(0, openBraces + inlineTagsLeftOpen(line, openBraces));
            sections.get(sections.size() - 1).append(line).append('\n');
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < tags.size(); i++) {
            Matcher named = NAMED.matcher(sections.get(i));
            if (tags.get(i).equals("param") && named.matches()) {
                parameters.put(named.group(1), DocText.toMarkdown(named.group(2)));
            }
        }
        String text = DocText.toMarkdown(sections.get(0).toString());
        int end = endOfSentence(text);
        return new DocComment(
                text.substring(0, end).strip(), text.substring(end).strip(), parameters);
    }

    /** An {@code @} at the begin of a line within an inline tag begins no block. */
    private static int inlineTagsLeftOpen(String line, int openBefore) {
        int open = openBefore;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (line.startsWith("{@", i) || (c == '{' && open > 0)) {
                open++;
            } else if (c == '}' && open > 0) {
                open--;
            }
        }
        return open - openBefore;
    }

    /** Behind the first full stop that ends a sentence, or the end of the first paragraph. */
    private static int endOfSentence(String text) {
        int paragraph = text.indexOf("\n\n");
        int end = paragraph < 0 ? text.length() : paragraph;
        boolean code = false;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '`') {
                code = !code;
            }
            boolean stop = (c == '.' || c == '!' || c == '?') && !code;
            if (stop && (i + 1 == end || Character.isWhitespace(text.charAt(i + 1)))) {
                int next = i + 1;
                while (next < end && Character.isWhitespace(text.charAt(next))) {
                    next++;
                }
                // "e.g. this" goes on.
                if (next >= end || !Character.isLowerCase(text.charAt(next))) {
                    return i + 1;
                }
            }
        }
        return end;
    }
}
