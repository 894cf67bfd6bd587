// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Of a process that dies: from some step on nothing it does has an effect. A step is a call to the
 * file system or to the local disk. Safe for any thread.
 */
final class Life {
    private final long steps;
    private final AtomicLong taken = new AtomicLong();

    /** It dies at the step of that number, from 0. */
    Life(long steps) {
        this.steps = steps;
    }

    static Life endless() {
        return new Life(Long.MAX_VALUE);
    }

    void step() throws IOException {
        if (taken.getAndIncrement() >= steps) {
            throw new IOException("killed");
        }
    }

    /** Whether the step that was taken last is the one at which it died. */
    boolean isFirstBeyond() {
        return taken.get() == steps + 1;
    }

    boolean isOver() {
        return taken.get() > steps;
    }

    long taken() {
        return taken.get();
    }
}
