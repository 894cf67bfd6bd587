// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import io.millrace.basic.source.Newlines;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.Utf8Input;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.host.Net;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Emitter;
import io.millrace.spi.RefusedException;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One client. Reads what has arrived, hands its complete lines over as one batch, answers them.
 *
 * <p>It holds a buffer of 4 KiB, which grows to 64 KiB while the client sends much (more only for
 * one longer line), and no batch while it waits for the client.
 */
final class NetcatConnection implements Runnable {
    private static final int FEW_BYTES = 4 * 1024;
    private static final int MANY_BYTES = 64 * 1024;
    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    /** A transcoder needs room for one character. */
    private static final int LEAST_FREE_BYTES = 8;

    private static final int SMALL_READS_BEFORE_SHRINKING = 64;

    private enum State {
        READING,
        WORKING,
        CLOSED
    }

    private final Net.Connection socket;
    private final Utf8Input input;
    private final int maxLineLength;
    private final int mostBytes;
    private final Emitter out;
    private final StopSignal stop;
    private final Clock clock;
    private final Answers answers;
    private final AtomicReference<State> state = new AtomicReference<>(State.READING);
    private byte[] buffer = new byte[FEW_BYTES];
    private int used;
    private int smallReads;

    NetcatConnection(
            Net.Connection socket, NetcatConfig config, Emitter out, StopSignal stop, Clock clock) {
        this.socket = socket;
        this.input = Utf8Input.of(socket::read, config.encoding());
        this.maxLineLength = config.maxLineLength();
        this.mostBytes =
                Math.max(MANY_BYTES, MOST_BYTES_OF_A_CHARACTER * maxLineLength + LEAST_FREE_BYTES);
        this.out = out;
        this.stop = stop;
        this.clock = clock;
        this.answers = new Answers(socket, config.ackEveryEvent());
    }

    @Override
    public void run() {
        try {
            while (!stop.isSet()) {
                makeRoom();
                int read = input.read(buffer, used, buffer.length - used);
                if (read < 0 || !state.compareAndSet(State.READING, State.WORKING)) {
                    return;
                }
                int searched = used;
                used += read;
                shrinkLater(read);
                if (!take(searched) || !state.compareAndSet(State.WORKING, State.READING)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The client went away, which is its right; what it had not ended with a line feed is
            // dropped.
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void makeRoom() {
        if (buffer.length - used < LEAST_FREE_BYTES) {
            buffer = Arrays.copyOf(buffer, Math.min(mostBytes, 2 * buffer.length));
        }
    }

    /** A client that sent much and now sends little gives its memory back. */
    private void shrinkLater(int read) {
        if (used == buffer.length && buffer.length < MANY_BYTES) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            smallReads = 0;
        } else if (buffer.length > FEW_BYTES && used < FEW_BYTES / 2) {
            smallReads++;
            if (smallReads == SMALL_READS_BEFORE_SHRINKING) {
                buffer = Arrays.copyOf(buffer, FEW_BYTES);
                smallReads = 0;
            }
        } else if (read > FEW_BYTES) {
            smallReads = 0;
        }
    }

    /** Takes the complete lines; false if the connection is to end. */
    private boolean take(int searched) throws IOException, InterruptedException {
        int firstEnd = Newlines.next(buffer, searched, used);
        int end = 0;
        boolean isTooLong = false;
        if (firstEnd >= 0) {
            BlockBuilder block = new BlockBuilder(used, 1 + (used >>> 4));
            for (int feed = firstEnd; feed >= 0; feed = Newlines.next(buffer, end, used)) {
                isTooLong = isLongerThan(end, feed, maxLineLength - 1);
                if (isTooLong) {
                    break;
                }
                block.mark(end, feed - end);
                end = feed + 1;
            }
            if (block.events() > 0) {
                hand(block, end);
            }
        }
        if (isTooLong || isLongerThan(end, used, maxLineLength - 1)) {
            answers.tooLong(maxLineLength);
            return false;
        }
        System.arraycopy(buffer, end, buffer, 0, used - end);
        used -= end;
        return true;
    }

    /** Whether a part of the buffer has more UTF-16 characters than that. */
    private boolean isLongerThan(int from, int to, int characters) {
        return to - from > characters && characters(from, to) > characters;
    }

    private int characters(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            int b = buffer[i];
            // Bytes that continue a character count nothing; one of four bytes is a pair.
            count += (b & 0xC0) == 0x80 ? 0 : (b & 0xF8) == 0xF0 ? 2 : 1;
        }
        return count;
    }

    private void hand(BlockBuilder block, int length) throws IOException, InterruptedException {
        System.arraycopy(buffer, 0, block.array(), 0, length);
        block.advance(length);
        offer(Batch.of(block.build(clock.millis())));
        // Not before the batch is out of hand: a client that does not read its answers waits here.
        answers.flush();
    }

    /**
     * Offers a batch. If a channel has no room for all of it, the part that is offered is halved,
     * down to a line of its own, so that lines are refused only for which there is no room.
     */
    private void offer(Batch batch) throws IOException, InterruptedException {
        int size = batch.size();
        int at = 0;
        // A larger batch would be cut, and might be accepted in part.
        int most = Math.min(size, out.maxBatchEvents());
        int step = most;
        while (at < size) {
            int end = Math.min(size, at + step);
            try {
                out.offer(batch.slice(at, end));
                answers.accepted(end - at);
                at = end;
                step = Math.min(most, 2 * step);
            } catch (ChannelFullException full) {
                if (end - at > 1) {
                    step = (end - at) / 2;
                } else {
                    answers.refused(1, full);
                    at = end;
                }
                answers.flush();
            } catch (RefusedException refused) {
                answers.refused(end - at, refused);
                at = end;
            }
        }
    }

    /** Ends the connection unless lines are in hand: then it ends once they are answered. */
    void closeIfIdle() {
        if (state.compareAndSet(State.READING, State.CLOSED)) {
            closeQuietly(socket);
        }
    }

    void close() {
        state.set(State.CLOSED);
        closeQuietly(socket);
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException alreadyBroken) {
            // There is nothing left to free.
            return;
        }
    }
}
