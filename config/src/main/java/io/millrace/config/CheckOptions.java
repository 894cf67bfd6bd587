// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * How a configuration is judged.
 *
 * @param strict whether an agent with an error or a warning is refused as a whole
 */
public record CheckOptions(boolean strict) {
    /** The sound part runs. */
    public static final CheckOptions LENIENT = new CheckOptions(false);

    /** All or nothing. */
    public static final CheckOptions STRICT = new CheckOptions(true);
}
