// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources are. */
final class Repository {
    private Repository() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }
}
