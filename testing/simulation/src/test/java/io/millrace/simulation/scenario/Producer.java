// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/** Puts batches into a channel, one after the other or a few at a time. */
final class Producer implements Client {
    private final Ledger ledger;
    private final Clock clock;
    private final SplittableRandom random;
    private final int number;

    /** Over all lives, so that no number comes twice. */
    private long next;

    /** A commit that was not waited for yet. */
    private record Started(Batch batch, Channel.Pending pending) {}

    Producer(Ledger ledger, Clock clock, SplittableRandom random, int number) {
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
        this.number = number;
    }

    /** What is refused is in doubt and not put again. */
    @Override
    public boolean put(Channel channel, int batches, int largest, long longestWait)
            throws InterruptedException {
        ArrayDeque<Started> started = new ArrayDeque<>();
        int most = 1 + random.nextInt(4);
        for (int i = 0; i < batches; i++) {
            try {
                commit(channel, 1 + random.nextInt(largest), longestWait).ifPresent(started::add);
            } catch (ChannelFullException full) {
                clock.sleep(Duration.ofMillis(1 + random.nextInt(20)));
            } catch (IOException inDoubt) {
                clock.sleep(Duration.ofMillis(1 + random.nextInt(100)));
            }
            while (started.size() >= most || (i + 1 == batches && !started.isEmpty())) {
                finish(started.remove());
            }
            if (random.nextInt(4) == 0) {
                clock.sleep(Duration.ofNanos(random.nextLong(50_000_000)));
            }
        }
        while (!started.isEmpty()) {
            finish(started.remove());
        }
        return true;
    }

    private java.util.Optional<Started> commit(Channel channel, int size, long longestWait)
            throws IOException, InterruptedException {
        Batch batch = batch(size);
        long wait =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> 10_000_000;
                    default -> longestWait;
                };
        try (Channel.Reservation room = channel.reserve(size, batch.bodyBytes(), wait)) {
            if (random.nextInt(20) == 0) {
                return java.util.Optional.empty();
            }
            next += size;
            ledger.committing(batch);
            return java.util.Optional.of(new Started(batch, room.commit(batch)));
        }
    }

    private void finish(Started started) throws InterruptedException {
        try {
            started.pending().await();
            ledger.stored(started.batch());
        } catch (IOException inDoubt) {
            clock.sleep(Duration.ofMillis(1));
        }
    }

    /** One or two blocks with the next numbers. */
    private Batch batch(int size) {
        int cut = random.nextInt(size);
        return part(next, cut).then(part(next + cut, size - cut));
    }

    private Batch part(long from, int size) {
        if (size == 0) {
            return Batch.EMPTY;
        }
        BlockBuilder builder = new BlockBuilder(256, size);
        for (int i = 0; i < size; i++) {
            builder.append(Payload.of(Ledger.number(number, from + i)));
        }
        return Batch.of(builder.build(clock.millis()));
    }
}
