// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Channel;

import java.time.Duration;

/**
 * Measures how many batches of 1000 events one thread hands to another. Run by hand: {@code main
 * [seconds] [rounds]}; the build does not run it.
 */
final class HandOverMeasurement {
    private static final System.Logger LOG =
            System.getLogger(HandOverMeasurement.class.getSimpleName());
    private static final int EVENTS = 1000;
    private static final int STEP = 1 << 12;

    private final Clock clock = new RealHost().clock();
    private final Threads threads = new RealHost().threads();
    private final Batch batch = batch();

    private HandOverMeasurement() {}

    /** Measures channels that hold 2, 10 and 1000 batches, on platform and on virtual threads. */
    public static void main(String[] arguments) throws InterruptedException {
        long nanos =
                Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2)
                        .toNanos();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        HandOverMeasurement measurement = new HandOverMeasurement();
        for (int round = 0; round < rounds; round++) {
            for (Threads.Kind kind : Threads.Kind.values()) {
                for (int batches : new int[] {2, 10, 1000}) {
                    double rate = measurement.rate(kind, batches, nanos);
                    LOG.log(
                            System.Logger.Level.INFO,
                            "%s, room for %d batches: %,.0f batches/s"
                                    .formatted(kind, batches, rate));
                }
            }
        }
    }

    private double rate(Threads.Kind kind, int batches, long nanos) throws InterruptedException {
        Channel channel =
                new MemoryChannel(
                        "c1", batches * EVENTS, Long.MAX_VALUE, Duration.ofSeconds(3), clock);
        long start = clock.nanos();
        long[] taken = new long[1];
        Thread producer = threads.start(kind, "producer", () -> produce(channel, start + nanos));
        Thread consumer = threads.start(kind, "consumer", () -> taken[0] = consume(channel));
        threads.join(producer, Duration.ofDays(1));
        channel.seal();
        threads.join(consumer, Duration.ofDays(1));
        return taken[0] * 1e9 / (clock.nanos() - start);
    }

    private void produce(Channel channel, long end) {
        try {
            while (clock.nanos() < end) {
                for (int i = 0; i < STEP; i++) {
                    try (Channel.Reservation room =
                            channel.reserve(EVENTS, batch.bodyBytes(), Long.MAX_VALUE)) {
                        room.commit(batch).await();
                    }
                }
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static long consume(Channel channel) {
        long taken = 0;
        try {
            while (true) {
                var next = channel.take(EVENTS, 1_000_000_000);
                if (next.isEmpty()) {
                    return taken;
                }
                try (Channel.Take take = next.get()) {
                    take.acknowledge(0, take.batch().size());
                }
                taken++;
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Batch batch() {
        BlockBuilder builder = new BlockBuilder(EVENTS * 500, EVENTS);
        byte[] body = new byte[500];
        for (int event = 0; event < EVENTS; event++) {
            builder.append(body);
        }
        return Batch.of(builder.build(0));
    }
}
