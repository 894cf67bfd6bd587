// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import java.time.Duration;

/** Pauses between attempts that double up to a limit. For one thread. */
final class Backoff {
    private final Duration first;
    private final Duration limit;
    private int failures;

    Backoff(Duration first, Duration limit) {
        this.first = first;
        this.limit = limit;
    }

    /** The pause after one more failure. */
    Duration next() {
        int doublings = Math.min(failures, 20);
        failures++;
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(limit) > 0 ? limit : pause;
    }

    /** It worked: the next pause is the first again. */
    void reset() {
        failures = 0;
    }
}
