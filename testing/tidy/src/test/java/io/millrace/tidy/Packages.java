// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Each package says in its package-info.java what it is for, and that it is null-marked. */
final class Packages {
    private static final Pattern SOURCE =
            Pattern.compile("(.*?)src/(main|test)/java/(.+)/[^/]+\\.java");

    private Packages() {}

    /** A test package is described by the main package of the same module and name. */
    static List<Offence> undescribed(List<TrackedFile> files) {
        Map<String, TrackedFile> descriptions = new HashMap<>();
        Map<String, String> firstFile = new TreeMap<>();
        for (TrackedFile file : files) {
            var source = SOURCE.matcher(file.path());
            if (!source.matches()) {
                continue;
            }
            String module = source.group(1);
            String name = source.group(3);
            String here = module + ":" + source.group(2) + ":" + name;
            if (file.name().equals("package-info.java")) {
                descriptions.put(here, file);
                if (source.group(2).equals("main")) {
                    descriptions.putIfAbsent(module + ":test:" + name, file);
                }
            }
            firstFile.putIfAbsent(here, file.path());
        }
        return firstFile.entrySet().stream()
                .filter(entry -> !isDescription(descriptions.get(entry.getKey())))
                .map(entry ->
                        new Offence(
                                "package-info",
                                entry.getValue(),
                                1,
                                "give the package a package-info.java with a comment and"
                                        + " @NullMarked"))
                .toList();
    }

    private static boolean isDescription(@Nullable TrackedFile file) {
        return file != null
                && file.text().contains("@NullMarked")
                && JavaText.of(file.text()).comments().contains("/**");
    }
}
