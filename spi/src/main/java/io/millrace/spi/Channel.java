// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;
import io.millrace.frame.StreamPosition;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps events between sources and sinks. Safe for many threads on both sides; events leave in the
 * order of their commits, but for those that were given back and taken by another thread.
 */
public non-sealed interface Channel extends Component {

    /** What a commit is worth. */
    Level level();

    /** The most events that one reservation may have; larger batches are cut by the engine. */
    int maxBatchEvents();

    /** How long a source that can refuse waits for room. */
    Duration keepAlive();

    /**
     * Claims room, so that the commit cannot fail for lack of it.
     *
     * @param events at most {@link #maxBatchEvents}
     * @param bytes the sum of the lengths of the bodies
     * @param waitNanos how long to wait for room; 0 does not wait
     * @throws ChannelFullException if there was no room in time
     */
    Reservation reserve(int events, long bytes, long waitNanos)
            throws IOException, InterruptedException;

    /**
     * Takes what is there, at once if anything is, without waiting for a full batch.
     *
     * @param maxEvents at least 1
     * @param waitNanos how long to wait for the first event; 0 does not wait
     * @return empty if no event came in time
     */
    Optional<Take> take(int maxEvents, long waitNanos) throws IOException, InterruptedException;

    /**
     * No reservation comes any more: wakes all that wait in {@link #take}, which from now on never
     * waits. Called once, at the stop of the agent, after the sources ended.
     */
    void seal();

    /**
     * How far the channel has a stream: the end of the last frame of it that is stored at the
     * channel's level, delivered or not. Events of the stream that come again are then dropped, by
     * their epoch and ordinal. Empty for a channel that forgets, and for a stream that it never had
     * anything of.
     */
    default Optional<StreamPosition> position(String stream) throws IOException {
        return Optional.empty();
    }

    /** The streams of which {@link #position} is known. */
    default Set<String> streams() throws IOException {
        return Set.of();
    }

    /** How full it is. */
    Fill fill();

    /**
     * How many events it ever stored, counted over all processes; never less than before. Empty for
     * a channel that does not count them. With it, the ledger knows after a crash what was stored
     * since it was last written.
     */
    default OptionalLong stored() {
        return OptionalLong.empty();
    }

    /** Room that was claimed for one batch. Closing it without a commit frees the room. */
    interface Reservation extends AutoCloseable {

        /**
         * Starts to store the batch, of as many events and bytes as were reserved; its events can
         * be taken when they are stored at the channel's level.
         */
        Pending commit(Batch batch) throws IOException;

        @Override
        void close();
    }

    /** A commit on its way. */
    interface Pending {
        /** A commit that is done. */
        Pending DONE = () -> {};

        /** Returns when the batch is held at the channel's level. */
        void await() throws IOException, InterruptedException;

        /**
         * The events of the batch that the channel had already, by their stream and ordinal, and
         * did not store again. To be asked after {@link #await} returned.
         */
        default Batch leftOut() {
            return Batch.EMPTY;
        }
    }

    /**
     * Events on their way to a sink. Closing it gives what was not acknowledged back to the head of
     * the channel, in order.
     */
    interface Take extends AutoCloseable {

        /** The events, at least one. */
        Batch batch();

        /** The numbers of {@link #batch}, or empty if the channel does not number its events. */
        default Optional<ChannelNumbers> numbers() {
            return Optional.empty();
        }

        /**
         * Lets events go for good and frees their room. A range that was acknowledged before is
         * left as it is.
         *
         * @param from index in the batch, inclusive
         * @param to index in the batch, exclusive
         */
        void acknowledge(int from, int to) throws IOException;

        /** Gives what was not acknowledged back; never throws; any number of times. */
        @Override
        void close();
    }

    /**
     * How full a channel is.
     *
     * @param events stored, those included that are on their way to a sink
     * @param capacityEvents the most that it stores
     * @param bytes of the bodies stored
     * @param capacityBytes the most that it stores
     */
    record Fill(long events, long capacityEvents, long bytes, long capacityBytes) {}
}
