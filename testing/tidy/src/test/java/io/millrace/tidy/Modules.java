// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.util.List;

/** A pom that the root does not list is never built and rots. */
final class Modules {
    private Modules() {}

    static List<Offence> unlisted(List<TrackedFile> files) {
        String root =
                files.stream()
                        .filter(file -> file.path().equals("pom.xml"))
                        .findFirst()
                        .map(TrackedFile::text)
                        .orElse("");
        return files.stream()
                .filter(file -> file.path().endsWith("/pom.xml"))
                .filter(file -> !file.path().contains("/src/"))
                .filter(file -> !root.contains("<module>" + file.directory() + "</module>"))
                .map(file ->
                        new Offence(
                                "module",
                                file.path(),
                                1,
                                "list the directory as a module of the root pom"))
                .toList();
    }
}
