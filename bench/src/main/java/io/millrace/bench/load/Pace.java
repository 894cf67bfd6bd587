// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.util.concurrent.locks.LockSupport;

/** Waiting for a moment. */
public final class Pace {
    private Pace() {}

    /**
     * Returns at {@code nanoTime} of this JVM's clock, or a little later; at once if it is over.
     */
    public static void waitUntil(long nanoTime) {
        long left;
        while ((left = nanoTime - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
