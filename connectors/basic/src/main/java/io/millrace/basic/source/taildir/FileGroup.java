// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Files of one directory whose names match.
 *
 * @param name in the configuration
 * @param directory where they are; absolute
 * @param names what their whole names match
 * @param headers of all their events
 * @param pathHeader the header that says the path of the file; null for none
 */
record FileGroup(
        String name,
        Path directory,
        Pattern names,
        Map<String, String> headers,
        @Nullable String pathHeader) {

    /**
     * The groups that have a path, in order.
     *
     * @param pathHeader as of each of them
     * @throws IllegalArgumentException if a path is none
     */
    static List<FileGroup> of(
            List<String> names,
            Map<String, String> paths,
            Map<String, String> headers,
            @Nullable String pathHeader) {
        List<FileGroup> groups = new ArrayList<>();
        for (String name : names) {
            String text = paths.get(name);
            if (text != null && !text.isBlank()) {
                groups.add(of(name, text, of(name, headers), pathHeader));
            }
        }
        return groups;
    }

    private static FileGroup of(
            String name, String text, Map<String, String> headers, @Nullable String pathHeader) {
        // A regular expression may hold what a path cannot on some systems, so it is cut by hand.
        int slash = text.lastIndexOf('/');
        if (slash < 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "filegroups."
                            + name
                            + " = "
                            + text
                            + " is not <directory>/<regular expression for the names of files>");
        }
        try {
            return new FileGroup(
                    name,
                    Path.of(slash == 0 ? "/" : text.substring(0, slash)).toAbsolutePath(),
                    Pattern.compile(text.substring(slash + 1)),
                    headers,
                    pathHeader);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "filegroups."
                            + name
                            + ": the part behind the last slash is no regular expression: "
                            + wrong.getDescription(),
                    wrong);
        }
    }

    private static Map<String, String> of(String group, Map<String, String> headers) {
        String prefix = group + ".";
        Map<String, String> own = new TreeMap<>();
        headers.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        return own;
    }

    /** The headers of all events of a file. */
    Map<String, String> headers(Path file) {
        if (pathHeader == null) {
            return headers;
        }
        Map<String, String> all = new TreeMap<>(headers);
        all.put(pathHeader, file.toString());
        return all;
    }

    boolean matches(Path path) {
        return names.matcher(String.valueOf(path.getFileName())).matches();
    }
}
