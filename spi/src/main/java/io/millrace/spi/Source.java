// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.io.IOException;

/** Brings events in. */
public non-sealed interface Source extends Component {

    /**
     * Produces events until there are none any more or {@link #stop} is called. Called once, on the
     * source's own thread; a source that listens starts its handlers here, waits, and may emit from
     * any thread.
     *
     * <p>Returning means that the source has ended for good, and is reported as such. An exception
     * means that it failed: it is closed, and a new one is opened after a pause.
     */
    void run(Emitter out) throws IOException, InterruptedException;

    /**
     * Asks {@link #run} to return soon: take nothing new, emit what was taken, return. Called from
     * another thread, at most once. If {@code run} does not return within the agent's grace period,
     * its thread is interrupted.
     */
    void stop();
}
