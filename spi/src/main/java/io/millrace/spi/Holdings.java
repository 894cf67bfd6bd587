// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;

import java.util.Optional;

/**
 * The batches that a sink is handed, and those that it answered with {@link Delivery.Held}. Safe
 * for any thread of the sink.
 */
public interface Holdings {

    /**
     * The events from {@code from} to before {@code to} of a held batch are durable at the
     * destination.
     *
     * @param batch the object that {@link Sink#write} got
     */
    void confirm(Batch batch, int from, int to);

    /** The events of a held batch that were not confirmed are to be delivered again. */
    void giveBack(Batch batch);

    /**
     * Under which numbers the channel keeps the events of a batch that is being written or held, by
     * which a sink knows an event that comes again. Empty if the channel does not number them.
     *
     * @param batch the object that {@link Sink#write} got
     */
    default Optional<ChannelNumbers> numbers(Batch batch) {
        return Optional.empty();
    }
}
