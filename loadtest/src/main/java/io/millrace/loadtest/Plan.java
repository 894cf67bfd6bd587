// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.time.Duration;

/**
 * What load to make.
 *
 * @param eventsPerSecond the rate that is offered, by all producers together; 0 is as fast as it
 *     goes
 * @param producers threads that put, each waiting for its put
 * @param batch events of a put; 0 is what falls due in a millisecond, or 1000 as fast as it goes
 * @param payload the bodies
 * @param warmUp time before the measured time
 * @param duration measured time
 * @param drain how long to wait at the end for what the channels hold, without one more delivered
 */
public record Plan(
        double eventsPerSecond,
        int producers,
        int batch,
        Payload payload,
        Duration warmUp,
        Duration duration,
        Duration drain) {
    /** As fast as it goes, or what at most falls due at once. */
    private static final int LARGE_BATCH = 1000;

    private static final double MILLIS_PER_SECOND = 1000;

    public Plan {
        if (eventsPerSecond < 0 || producers < 1 || batch < 0) {
            throw new IllegalArgumentException(
                    "no load: " + eventsPerSecond + "/s by " + producers);
        }
    }

    /** The same at another rate. */
    public Plan at(double rate) {
        return new Plan(rate, producers, batch, payload, warmUp, duration, drain);
    }

    /** The same for another time. */
    public Plan lasting(Duration warming, Duration measured) {
        return new Plan(eventsPerSecond, producers, batch, payload, warming, measured, drain);
    }

    /** Whether there is a rate, and so a time at which each event is due. */
    public boolean isPaced() {
        return eventsPerSecond > 0;
    }

    /** Events of each put. */
    public int eventsOfPut() {
        if (batch > 0) {
            return batch;
        }
        if (!isPaced()) {
            return LARGE_BATCH;
        }
        double due = eventsPerSecond / producers / MILLIS_PER_SECOND;
        return Math.clamp(Math.round(due), 1, LARGE_BATCH);
    }
}
