// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import static io.millrace.testkit.ChannelCalls.drain;
import static io.millrace.testkit.ChannelCalls.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Clock;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Level;
import io.millrace.testkit.ChannelContract;
import io.millrace.testkit.ChannelStress;
import io.millrace.testkit.Events;
import io.millrace.testkit.Started;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;

class MemoryChannelTest extends ChannelContract {
    private static final Clock MACHINE = new RealHost().clock();

    @Override
    protected Channel create(int capacityEvents, long capacityBytes, Clock clock) {
        return new MemoryChannel("c1", capacityEvents, capacityBytes, Duration.ofSeconds(3), clock);
    }

    @Test
    void isWorthWhatMemoryIsWorth() throws Exception {
        Channel channel = open(7, 100);
        assertThat(channel.level()).isEqualTo(Level.MEMORY);
        assertThat(channel.maxBatchEvents()).isEqualTo(7);
        assertThat(channel.keepAlive()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesAtOnceWhatItCouldNeverHold() throws Exception {
        Channel channel = open(7, 100);
        assertThatThrownBy(() -> channel.reserve(8, 8, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> channel.take(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesACommitOfAnotherSizeAndKeepsTheReservation() throws Exception {
        Channel channel = open(7, 100);
        try (Channel.Reservation room = channel.reserve(2, 2, 0)) {
            assertThatThrownBy(() -> room.commit(Events.batch("a")))
                    .isInstanceOf(IllegalArgumentException.class);
            room.commit(Events.batch("a", "b")).await();
        }
        assertThat(drain(channel, 10)).containsExactly("a", "b");
    }

    @Test
    void letsSmallBatchesOvertakeALargeOneOnlyUntilItStarves() throws Exception {
        Channel channel = open(10, 1000);
        put(channel, texts(10));
        Started<Channel.Reservation> large =
                Started.call(() -> channel.reserve(10, 10, Long.MAX_VALUE));
        clock.awaitSleepers(1);
        for (int turn = 0; turn < 9; turn++) {
            assertThat(drain(channel, 1)).hasSize(1);
            put(channel, "overtakes");
        }
        assertThat(drain(channel, 1)).hasSize(1);
        assertThatThrownBy(() -> put(channel, "too late")).isInstanceOf(ChannelFullException.class);
        Started<Channel.Reservation> behind =
                Started.call(() -> channel.reserve(1, 1, Long.MAX_VALUE));
        clock.awaitSleepers(2);
        assertThat(drain(channel, 10)).hasSize(9);
        Channel.Reservation room = large.result();
        assertThat(behind.isRunning()).isTrue();
        room.commit(Events.batch(texts(10))).await();
        assertThat(drain(channel, 10)).hasSize(10);
        behind.result().close();
    }

    @Test
    void letsOthersInWhenTheStarvingOneGivesUp() throws Exception {
        Channel channel = open(10, 1000);
        put(channel, texts(10));
        Started<Channel.Reservation> large =
                Started.call(() -> channel.reserve(10, 10, Duration.ofSeconds(5).toNanos()));
        clock.awaitSleepers(1);
        for (int turn = 0; turn < 9; turn++) {
            assertThat(drain(channel, 1)).hasSize(1);
            put(channel, "overtakes");
        }
        assertThat(drain(channel, 1)).hasSize(1);
        Started<Channel.Reservation> behind =
                Started.call(() -> channel.reserve(1, 1, Long.MAX_VALUE));
        clock.awaitSleepers(2);
        clock.advance(Duration.ofSeconds(5));
        assertThat(large.failure()).isInstanceOf(ChannelFullException.class);
        behind.result().commit(Events.batch("in")).await();
        assertThat(channel.fill().events()).isEqualTo(10);
    }

    @Test
    void losesAndDoublesNothingUnderManyThreads() {
        Seeds.check(
                8,
                random -> {
                    int capacity = 20 + random.nextInt(100);
                    Channel channel = create(capacity, 100 + random.nextInt(400), MACHINE);
                    int producers = 1 + random.nextInt(6);
                    int consumers = 1 + random.nextInt(6);
                    new ChannelStress(channel, producers, consumers, 3000).run(random);
                });
    }

    @Test
    void keepsTheOrderOfEachProducer() {
        Seeds.check(
                4,
                random ->
                        ChannelStress.checkOrder(
                                create(50, Long.MAX_VALUE, MACHINE), 4, 5000, random.nextLong()));
    }

    private static String[] texts(int count) {
        String[] texts = new String[count];
        Arrays.fill(texts, "x");
        return texts;
    }
}
