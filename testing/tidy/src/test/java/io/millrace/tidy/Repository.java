// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tracked files below the root, and the exceptions that they claim. Without git (an unpacked
 * source archive) every file outside target/ counts as tracked.
 */
record Repository(Path root, List<TrackedFile> files, Allowances allowances) {
    private static final String ALLOWED = "testing/tidy/src/test/resources/allowed.txt";

    static Repository here() {
        try {
            Path root = above();
            var files = new ArrayList<TrackedFile>();
            for (String path : paths(root)) {
                Path file = root.resolve(path);
                if (Files.isRegularFile(file)) {
                    files.add(new TrackedFile(path, Files.readAllBytes(file)));
                }
            }
            return new Repository(
                    root,
                    List.copyOf(files),
                    Allowances.parse(Files.readString(root.resolve(ALLOWED))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root of the repository. */
    static Path above() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
            }
        }
        return at;
    }

    private static List<String> paths(Path root) throws IOException {
        if (!Files.exists(root.resolve(".git"))) {
            try (var walk = Files.walk(root)) {
                return walk.filter(Files::isRegularFile)
                        .map(path -> root.relativize(path).toString().replace('\\', '/'))
                        .filter(path -> !path.matches("(.*/)?target/.*"))
                        .sorted()
                        .toList();
            }
        }
        var git =
                new ProcessBuilder("git", "ls-files", "-z")
                        .directory(root.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var output = git.getInputStream()) {
            var list = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (list.isEmpty()) {
                throw new IllegalStateException("git ls-files names no file in " + root);
            }
            return List.of(list.split("\0"));
        }
    }
}
