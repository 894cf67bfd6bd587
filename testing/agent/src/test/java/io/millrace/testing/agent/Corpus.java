// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Other people's files: they lie beside the checkout, or where {@code -Dmillrace.corpus} says. */
final class Corpus {
    /** The directory of the checkout. */
    static final Path ROOT = root();

    private Corpus() {}

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }

    /** A directory of the corpus. Where it is not, a run of CI fails and another one goes on. */
    static Path directory(String name) {
        String named = System.getProperty("millrace.corpus", "");
        Path corpus = named.isEmpty() ? ROOT.resolveSibling("shared/corpus") : Path.of(named);
        Path found = corpus.resolve(name);
        if (!Files.isDirectory(found)) {
            String needs = "needs the configuration files of the public in " + found.normalize();
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(needs);
            }
            abort(needs);
        }
        return found;
    }
}
