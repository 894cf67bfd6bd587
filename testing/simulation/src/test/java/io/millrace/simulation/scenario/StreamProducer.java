// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts the events of a stream into a channel. What was refused it puts in again, in batches of
 * other sizes; in each life of the process it goes on where the channel says that it has it.
 */
final class StreamProducer implements Client {
    private static final int EPOCH = 7;

    private final Ledger ledger;
    private final Clock clock;
    private final SplittableRandom random;
    private final int number;
    private final String stream;
    private final boolean mayGoBack;

    /** Ordinal behind the last event that was ever put in. */
    private long most;

    /** The last position that was stored. */
    private long storedPosition;

    StreamProducer(
            Ledger ledger, Clock clock, SplittableRandom random, int number, boolean mayGoBack) {
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
        this.number = number;
        this.stream = "stream-" + number;
        this.mayGoBack = mayGoBack;
    }

    @Override
    public boolean put(Channel channel, int batches, int largest, long longestWait)
            throws IOException, InterruptedException {
        long at = position(channel);
        for (int i = 0; i < batches; i++) {
            at = putSome(channel, at, 1 + random.nextInt(largest), longestWait);
            if (random.nextInt(4) == 0) {
                clock.sleep(Duration.ofNanos(random.nextLong(50_000_000)));
            }
        }
        return true;
    }

    @Override
    public boolean finish(Channel channel) throws IOException, InterruptedException {
        long at = position(channel);
        while (at < most) {
            int size = (int) Math.min(most - at, 1 + random.nextInt(Taker.LARGEST_BATCH));
            at = putSome(channel, at, size, Long.MAX_VALUE);
        }
        return true;
    }

    /** Where to go on: all before is in the channel, or was. */
    private long position(Channel channel) throws IOException {
        Optional<StreamPosition> said = channel.position(stream);
        long at = said.map(position -> ByteBuffer.wrap(position.end()).getLong()).orElse(0L);
        if (said.isPresent()
                && (said.get().firstOrdinal() != at || said.get().epoch() != EPOCH || at > most)) {
            throw new AssertionError(
                    "%s is said to be at %s, position %d, of %d put in"
                            .formatted(stream, said.get(), at, most));
        }
        // Events that came again leave the position where it is until the first new one.
        if (at < storedPosition - 2 * Taker.LARGEST_BATCH && !mayGoBack) {
            throw new AssertionError(
                    "%s went back from %d to %d".formatted(stream, storedPosition, at));
        }
        for (long ordinal = 0; ordinal < at; ordinal++) {
            ledger.stored(Ledger.number(number, ordinal));
        }
        return at;
    }

    /** Where to go on afterwards. */
    private long putSome(Channel channel, long at, int size, long longestWait)
            throws InterruptedException {
        Batch batch = batch(at, size);
        int cut = random.nextInt(3) == 0 ? random.nextInt(size) : 0;
        long next = at;
        try {
            if (cut > 0) {
                // Without a place to go on at: a crash now and they are all put in again.
                commit(channel, batch.slice(0, cut), longestWait);
                next = at + cut;
            }
            commit(channel, batch.slice(cut, size), longestWait);
            next = at + size;
            storedPosition = Math.max(storedPosition, next);
        } catch (ChannelFullException full) {
            clock.sleep(Duration.ofMillis(1 + random.nextInt(20)));
        } catch (IOException inDoubt) {
            clock.sleep(Duration.ofMillis(1 + random.nextInt(100)));
        }
        return next;
    }

    private void commit(Channel channel, Batch batch, long longestWait)
            throws IOException, InterruptedException {
        Channel.Pending pending;
        try (Channel.Reservation room =
                channel.reserve(batch.size(), batch.bodyBytes(), longestWait)) {
            ledger.committing(batch);
            pending = room.commit(batch);
        }
        pending.await();
        ledger.stored(batch);
    }

    private Batch batch(long from, int size) {
        BlockBuilder builder = new BlockBuilder(256, size);
        for (int i = 0; i < size; i++) {
            builder.append(Payload.of(Ledger.number(number, from + i)));
        }
        most = Math.max(most, from + size);
        byte[] position = ByteBuffer.allocate(8).putLong(from + size).array();
        return Batch.of(
                builder.build(clock.millis(), new StreamPosition(stream, EPOCH, from, position)));
    }
}
