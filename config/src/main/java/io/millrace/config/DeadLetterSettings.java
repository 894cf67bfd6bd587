// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.time.Duration;

/**
 * How a channel keeps the events that its sinks cannot deliver.
 *
 * @param attempts how often a sink is handed an event alone that it fails on with an exception
 * @param limitBytes the most bytes on disk
 * @param dropWhenFull whether events are dropped, and counted, that cannot be kept; else they stay
 *     in the channel
 * @param replays how often an event is replayed by itself; 0 is never
 * @param replayAfter so long the sinks must have delivered without a new dead letter before
 */
public record DeadLetterSettings(
        int attempts, long limitBytes, boolean dropWhenFull, int replays, Duration replayAfter) {
    /** What holds where nothing is configured. */
    public static final DeadLetterSettings DEFAULT =
            new DeadLetterSettings(3, 1L << 30, false, 0, Duration.ofMinutes(5));
}
