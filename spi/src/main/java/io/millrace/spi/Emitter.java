// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;
import io.millrace.frame.StreamPosition;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a source puts its batches. Safe for any thread; the order of batches is kept for each
 * calling thread.
 *
 * <p>Returning is the acknowledgement: every required channel holds the batch at its level.
 * Blocking is the back-pressure. An exception is the refusal, and no required channel holds the
 * batch, unless the exception says that it is in doubt.
 */
public interface Emitter {

    /**
     * Hands a batch over and waits for room as long as it takes.
     *
     * @throws RefusedException if an interceptor or a channel failed
     * @throws InterruptedException if the agent gives up waiting for this source to stop
     */
    void emit(Batch batch) throws RefusedException, InterruptedException;

    /**
     * Hands a batch over, but waits for room only as long as the channels' {@code keep-alive}. For
     * sources that can refuse the client's events.
     *
     * @throws ChannelFullException if a required channel had no room in time
     * @throws RefusedException if an interceptor or a channel failed
     */
    void offer(Batch batch) throws RefusedException, InterruptedException;

    /**
     * The most events of a batch that is accepted or refused as a whole. A larger one is cut, and
     * when a later piece is refused the earlier ones stay accepted.
     */
    int maxBatchEvents();

    /**
     * Where to go on with a stream: the end of the last batch that no failure can take away any
     * more. Empty for a stream that is not known. Ask before the first batch of the stream.
     *
     * @throws IOException if what was saved cannot be read, or another process has it locked
     */
    Optional<StreamPosition> position(String stream) throws IOException;

    /**
     * How much of a stream no failure can take away any more, now. {@link #position} says where to
     * read on; this one says what need not be read again, and so may go: a file may be removed. Its
     * first ordinal is the number of the first event that is not safe. Empty as long as nothing is
     * known to be safe.
     *
     * @throws IOException as {@link #position}
     */
    Optional<StreamPosition> safePosition(String stream) throws IOException;

    /**
     * Says where a stream begins that has no position yet, and saves that before it returns.
     * Without it a source that dies before its first batch is safe does not know next time what it
     * had begun with: which file, for one, if that was renamed meanwhile. Does nothing if the
     * stream has a position of this epoch or a later one. A position that cannot be saved is
     * reported, and the source may go on.
     *
     * @param start with the number of the first event, and an end at which that one begins
     * @throws IOException as {@link #position}
     */
    void begin(StreamPosition start) throws IOException;

    /**
     * Whether a batch of so many events is in all channels or in none, whatever dies meanwhile. A
     * stream whose first batch is such a one has a position with it, and need not {@link #begin}.
     */
    default boolean isTakenWhole(int events) {
        return false;
    }

    /**
     * The positions of all streams of this source that are known, as {@link #position} gives each,
     * by the names of the streams. For a source that learns from what was saved which streams it
     * has. Ask before the first batch.
     *
     * @throws IOException if what was saved cannot be read, or another process has it locked
     */
    List<StreamPosition> positions() throws IOException;
}
