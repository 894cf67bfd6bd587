// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;

import java.io.IOException;
import java.time.Duration;

/** Delivers events. Called by one thread at a time, but for {@link #health} and {@link #close}. */
public non-sealed interface Sink extends Component {

    /**
     * Delivers a batch that is not empty. What is reported as delivered is as durable as the
     * destination can say.
     *
     * @return how it went; see {@link Delivery}
     * @throws IOException if nothing is known to have been delivered: the batch is offered again
     *     after a pause
     */
    Delivery write(Batch batch) throws IOException, InterruptedException;

    /** The most events that one {@link #write} gets. It gets fewer when fewer wait. */
    default int batchSize() {
        return 1000;
    }

    /**
     * Does what is due by time: rolls a file, closes an idle one, sends a heartbeat. Called before
     * the first batch, then before every batch and whenever the returned time is over.
     *
     * @return when to call again at the latest
     */
    default Duration maintain() throws IOException, InterruptedException {
        return Duration.ofHours(1);
    }
}
