// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patch of text files. Every line of context has to be there; a hunk may have moved up or down,
 * as long as there is one place alone that it fits.
 *
 * @param hunks by the path of the file, relative to the root
 */
record UnifiedDiff(Map<String, List<Hunk>> hunks) {
    private static final Pattern RANGE =
            Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+\\d+(?:,\\d+)? @@.*");

    /**
     * Lines that are replaced by others.
     *
     * @param line where the old lines began when the patch was made, from 1
     */
    record Hunk(int line, List<String> before, List<String> after) {}

    static UnifiedDiff parse(String text) {
        Map<String, List<Hunk>> files = new LinkedHashMap<>();
        List<Hunk> current = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith("+++ ")) {
                current = new ArrayList<>();
                files.put(path(line.substring(4)), current);
            } else if (line.startsWith("@@") && current != null) {
                Matcher range = RANGE.matcher(line);
                if (!range.matches()) {
                    throw new IllegalArgumentException("not the head of a hunk: " + line);
                }
                current.add(
                        new Hunk(
                                Integer.parseInt(range.group(1)),
                                new ArrayList<>(),
                                new ArrayList<>()));
            } else if (current != null && !current.isEmpty() && !line.startsWith("diff ")) {
                add(current.getLast(), line);
            }
        }
        if (files.isEmpty() || files.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("changes nothing");
        }
        return new UnifiedDiff(files);
    }

    private static void add(Hunk hunk, String line) {
        // An empty line of context may have lost its blank.
        char kind = line.isEmpty() ? ' ' : line.charAt(0);
        String rest = line.isEmpty() ? "" : line.substring(1);
        switch (kind) {
            case ' ' -> {
                hunk.before().add(rest);
                hunk.after().add(rest);
            }
            case '-' -> hunk.before().add(rest);
            case '+' -> hunk.after().add(rest);
            case '\\', 'i' -> {}
            default -> throw new IllegalArgumentException("not a line of a hunk: " + line);
        }
    }

    private static String path(String header) {
        String name = header.split("\t")[0];
        return name.startsWith("b/") ? name.substring(2) : name;
    }

    /**
     * The changed text of one file.
     *
     * @throws IllegalArgumentException if a hunk fits nowhere, or in two places
     */
    static String apply(String path, List<Hunk> hunks, String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int from = 0;
        for (Hunk hunk : hunks) {
            int at = find(path, hunk, lines, from);
            lines.subList(at, at + hunk.before().size()).clear();
            lines.addAll(at, hunk.after());
            from = at + hunk.after().size();
        }
        return String.join("\n", lines) + "\n";
    }

    private static int find(String path, Hunk hunk, List<String> lines, int from) {
        List<Integer> places = new ArrayList<>();
        for (int at = from; at + hunk.before().size() <= lines.size(); at++) {
            if (lines.subList(at, at + hunk.before().size()).equals(hunk.before())) {
                places.add(at);
            }
        }
        if (places.size() != 1) {
            throw new IllegalArgumentException(
                    "%s: the hunk of line %d fits %d places: make the patch anew"
                            .formatted(path, hunk.line(), places.size()));
        }
        return places.getFirst();
    }
}
