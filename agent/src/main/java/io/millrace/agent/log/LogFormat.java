// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import java.util.Locale;
import java.util.Optional;

/** How a line of the log is written. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object a line, for programs. */
    JSON;

    /** The format that a word means, without case. */
    public static Optional<LogFormat> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "text" -> Optional.of(TEXT);
            case "json" -> Optional.of(JSON);
            default -> Optional.empty();
        };
    }
}
