// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import java.time.Duration;

/**
 * The engine's own times; production uses {@link #STANDARD}, tests shorten them.
 *
 * @param firstPause before the second attempt of what failed
 * @param longestPause to which the pauses double
 * @param stuckAfter how long one call into a component may take before it is named and replaced
 */
public record Tuning(Duration firstPause, Duration longestPause, Duration stuckAfter) {
    public static final Tuning STANDARD =
            new Tuning(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofMinutes(2));
}
