// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.spi.Channel;

import java.io.IOException;

/** Puts events into a channel, over all lives of its process. */
interface Client {

    /**
     * Puts so many batches.
     *
     * @param longestWait for room, in nanoseconds
     */
    boolean put(Channel channel, int batches, int largest, long longestWait)
            throws IOException, InterruptedException;

    /** Puts in again what may not have arrived, until it is there; nothing if it cannot. */
    default boolean finish(Channel channel) throws IOException, InterruptedException {
        return true;
    }
}
