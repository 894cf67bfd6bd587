// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.spi.Channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Many producers and consumers on one channel, each event with a number: whatever is acknowledged
 * in parts, given back and taken by others, each event is let go exactly once, and at the end all
 * room is free.
 */
public final class ChannelStress {
    private static final int LARGEST_BATCH = 20;

    private final Channel channel;
    private final int producers;
    private final int consumers;
    private final int eventsEach;
    private final AtomicIntegerArray letGo;
    private final AtomicInteger left;

    /** For an open channel on the machine's clock that holds at least 20 events. */
    public ChannelStress(Channel channel, int producers, int consumers, int eventsEach) {
        this.channel = channel;
        this.producers = producers;
        this.consumers = consumers;
        this.eventsEach = eventsEach;
        this.letGo = new AtomicIntegerArray(producers * eventsEach);
        this.left = new AtomicInteger(producers * eventsEach);
    }

    /** Runs until all is let go, seals the channel, and checks. */
    public void run(SplittableRandom random) throws Exception {
        List<Started<Boolean>> threads = new ArrayList<>();
        for (int consumer = 0; consumer < consumers; consumer++) {
            SplittableRandom own = random.split();
            threads.add(Started.call(() -> consume(own)));
        }
        for (int producer = 0; producer < producers; producer++) {
            int first = producer * eventsEach;
            SplittableRandom own = random.split();
            threads.add(Started.call(() -> produce(first, own)));
        }
        for (Started<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        for (int event = 0; event < letGo.length(); event++) {
            if (letGo.get(event) != 1) {
                throw new AssertionError(
                        "event " + event + " let go " + letGo.get(event) + " times");
            }
        }
        assertThat(channel.take(1, 0)).isEmpty();
        assertThat(channel.fill().events()).isZero();
        assertThat(channel.fill().bytes()).isZero();
        channel.reserve(channel.maxBatchEvents(), channel.fill().capacityBytes(), 0).close();
    }

    private boolean produce(int first, SplittableRandom random) throws Exception {
        int next = first;
        while (next < first + eventsEach) {
            int size = Math.min(1 + random.nextInt(LARGEST_BATCH), first + eventsEach - next);
            Batch batch = batch(next, size, random);
            try (Channel.Reservation room =
                    channel.reserve(size, batch.bodyBytes(), Long.MAX_VALUE)) {
                // Now and then one gives up.
                if (random.nextInt(10) > 0) {
                    room.commit(batch).await();
                    next += size;
                }
            }
        }
        return true;
    }

    /** Bodies are the numbers of the events, in one or two runs. */
    private static Batch batch(int first, int size, SplittableRandom random) {
        BlockBuilder builder = new BlockBuilder(64, size);
        for (int event = 0; event < size; event++) {
            builder.append(Integer.toString(first + event));
        }
        Batch batch = Batch.of(builder.build(0));
        int cut = random.nextInt(size);
        return batch.slice(0, cut).then(batch.slice(cut, size));
    }

    private boolean consume(SplittableRandom random) throws Exception {
        while (left.get() > 0) {
            Optional<Channel.Take> next =
                    channel.take(1 + random.nextInt(2 * LARGEST_BATCH), Long.MAX_VALUE);
            if (next.isEmpty()) {
                continue;
            }
            try (Channel.Take take = next.get()) {
                int size = take.batch().size();
                if (random.nextInt(4) > 0) {
                    letGo(take, 0, size);
                } else {
                    int from = random.nextInt(size);
                    letGo(take, from, from + random.nextInt(size - from + 1));
                }
            }
        }
        return true;
    }

    private void letGo(Channel.Take take, int from, int to) throws Exception {
        for (Event event : take.batch().slice(from, to)) {
            letGo.incrementAndGet(Integer.parseInt(event.text()));
        }
        take.acknowledge(from, to);
        if (left.addAndGet(from - to) == 0) {
            channel.seal();
        }
    }

    /**
     * Each producer's events come out in their order where one thread takes and gives none back.
     */
    public static void checkOrder(Channel channel, int producers, int eventsEach, long seed)
            throws Exception {
        ChannelStress stress = new ChannelStress(channel, producers, 1, eventsEach);
        SplittableRandom random = new SplittableRandom(seed);
        List<Started<Boolean>> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int first = producer * eventsEach;
            SplittableRandom own = random.split();
            threads.add(Started.call(() -> stress.produce(first, own)));
        }
        int[] next = new int[producers];
        for (int taken = 0; taken < producers * eventsEach; ) {
            try (Channel.Take take =
                    channel.take(1 + random.nextInt(30), Long.MAX_VALUE).orElseThrow()) {
                for (Event event : take.batch()) {
                    int number = Integer.parseInt(event.text());
                    int producer = number / eventsEach;
                    if (number % eventsEach != next[producer]++) {
                        throw new AssertionError("event " + number + " is out of order");
                    }
                }
                taken += take.batch().size();
                take.acknowledge(0, take.batch().size());
            }
        }
        for (Started<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
    }
}
