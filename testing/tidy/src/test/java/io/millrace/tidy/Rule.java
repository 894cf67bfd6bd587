// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One thing that no file may do.
 *
 * @param name the word that allowed.txt uses
 * @param instead what to write in its place
 * @param applies which files it looks at
 * @param lines finds the offending lines of a file, counted from 1
 */
record Rule(
        String name,
        String instead,
        Predicate<TrackedFile> applies,
        Function<TrackedFile, List<Integer>> lines) {

    /** A rule on the code of Java files: neither comments nor strings offend. */
    static Rule code(String name, String regex, String instead) {
        return code(name, TrackedFile::isJava, regex, instead);
    }

    static Rule code(String name, Predicate<TrackedFile> applies, String regex, String instead) {
        var pattern = Pattern.compile(regex);
        return new Rule(
                name,
                instead,
                file -> file.isJava() && applies.test(file),
                file -> matches(pattern, JavaText.of(file.text()).code()));
    }

    /** A rule on each line of a text file, comments of Java files only. */
    static Rule prose(String name, String regex, String instead) {
        var pattern = Pattern.compile(regex);
        return new Rule(
                name,
                instead,
                file -> !file.isBinary() && !file.isVerbatim(),
                file ->
                        matches(
                                pattern,
                                file.isJava() ? JavaText.of(file.text()).comments() : file.text()));
    }

    /** A rule on the raw text of every text file. */
    static Rule text(String name, String regex, String instead) {
        var pattern = Pattern.compile(regex, Pattern.MULTILINE);
        return new Rule(
                name,
                instead,
                file -> !file.isBinary() && !file.isVerbatim(),
                file -> matches(pattern, file.text()));
    }

    /** A rule on a file as a whole; the offence is put on its first line. */
    static Rule file(
            String name,
            Predicate<TrackedFile> applies,
            Predicate<TrackedFile> offends,
            String instead) {
        return new Rule(
                name, instead, applies, file -> offends.test(file) ? List.of(1) : List.of());
    }

    List<Offence> offences(TrackedFile file) {
        if (!applies.test(file)) {
            return List.of();
        }
        return lines.apply(file).stream()
                .map(line -> new Offence(name, file.path(), line, instead))
                .toList();
    }

    private static List<Integer> matches(Pattern pattern, String text) {
        var found = new ArrayList<Integer>();
        var matcher = pattern.matcher(text);
        int line = 1;
        int counted = 0;
        while (matcher.find()) {
            for (; counted < matcher.start(); counted++) {
                if (text.charAt(counted) == '\n') {
                    line++;
                }
            }
            if (found.isEmpty() || found.getLast() != line) {
                found.add(line);
            }
        }
        return found;
    }
}
