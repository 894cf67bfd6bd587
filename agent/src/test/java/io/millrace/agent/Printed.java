// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command line that was run in this JVM, and all that it printed.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
public record Printed(int code, String out, String err) {

    /** Runs a line on streams that are no terminals. */
    public static Printed by(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        true);
        int code = Main.run(terminal, List.of(words));
        return new Printed(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
