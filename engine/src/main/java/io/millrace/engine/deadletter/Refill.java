// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Batch;

import java.io.IOException;

/** The channel that dead letters came from, as they see it. */
public interface Refill {

    /** The most events that one {@link #put} takes. */
    int mostEvents();

    /**
     * Puts events into the channel, and returns when it holds them at its level.
     *
     * @return false if it has no room now, or is not open: nothing was put
     */
    boolean put(Batch batch) throws IOException, InterruptedException;

    /** How many events its sinks have delivered since the start. */
    long delivered();
}
