// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every channel promises to sources and sinks. A channel's test extends it and makes the
 * channel. What it does under several threads is in {@link ChannelStress}, its limit of bytes, if
 * it has one, in {@link ChannelBytesContract}.
 */
public abstract class ChannelContract {
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long MANY = Long.MAX_VALUE;

    /** The clock of the channels; stands still until a test moves it. */
    protected final ManualClock clock = ManualClock.at(Events.ACCEPTED_MILLIS);

    private Channel channel;

    /**
     * A new channel named {@code c1}, not opened.
     *
     * @param capacityBytes the most bytes of bodies, for a channel that counts them
     */
    protected abstract Channel create(int capacityEvents, long capacityBytes, Clock clock)
            throws IOException;

    @BeforeEach
    final void openChannel() throws Exception {
        open(10, MANY);
    }

    @AfterEach
    final void closeChannel() {
        channel.close();
        channel.close();
    }

    /** Replaces the channel by an empty one of another size. */
    protected final Channel open(int capacityEvents, long capacityBytes) throws Exception {
        if (channel != null) {
            channel.close();
        }
        channel = create(capacityEvents, capacityBytes, clock);
        channel.open();
        return channel;
    }

    private void put(String... bodies) throws Exception {
        ChannelCalls.put(channel, bodies);
    }

    private void putNumbered(String prefix, int count) throws Exception {
        ChannelCalls.put(channel, Events.numbered(prefix, count));
    }

    private Channel.Take take(int maxEvents) throws Exception {
        return ChannelCalls.take(channel, maxEvents);
    }

    private List<String> drain(int maxEvents) throws Exception {
        return ChannelCalls.drain(channel, maxEvents);
    }

    /** Another thread, which waits for room. */
    private Started<Channel.Reservation> reserving(int events, long waitNanos) throws Exception {
        var waiting = Started.call(() -> channel.reserve(events, events, waitNanos));
        clock.awaitSleepers(1);
        return waiting;
    }

    /** Another thread, which waits for events. */
    private Started<Optional<Channel.Take>> taking(long waitNanos) throws Exception {
        var waiting = Started.call(() -> channel.take(10, waitNanos));
        clock.awaitSleepers(1);
        return waiting;
    }

    private long stored() {
        return channel.fill().events();
    }

    /** The order and shape in which events come out. */
    @Nested
    class Order {

        @Test
        void givesEventsInTheOrderOfTheirCommits() throws Exception {
            put("a");
            put("b", "c");
            put("d");
            assertThat(drain(10)).containsExactly("a", "b", "c", "d");
        }

        @Test
        void neverGivesMoreThanAskedFor() throws Exception {
            put("a", "b", "c", "d", "e");
            put("f");
            assertThat(drain(2)).containsExactly("a", "b");
            assertThat(drain(1)).containsExactly("c");
            assertThat(drain(3)).containsExactly("d", "e", "f");
        }

        @Test
        void neverWaitsForAFullBatch() throws Exception {
            put("a");
            try (Channel.Take take = channel.take(1000, FOREVER).orElseThrow()) {
                assertThat(Events.texts(take.batch())).containsExactly("a");
            }
        }

        @Test
        void givesEventsAsTheyWereCommitted() throws Exception {
            Batch all = Events.batch(Map.of("host", "h1"), "a", "", "c");
            ChannelCalls.put(
                    channel,
                    all.map(run -> run.select(event -> event > 0)).withHeader("kind", "k"));
            try (Channel.Take take = take(10)) {
                assertThat(take.batch())
                        .extracting(Event::text, Event::headers)
                        .containsExactly(
                                tuple("", Map.of("host", "h1", "kind", "k")),
                                tuple("c", Map.of("host", "h1", "kind", "k")));
                assertThat(take.batch().runs().get(0).block().acceptedMillis())
                        .isEqualTo(Events.ACCEPTED_MILLIS);
            }
        }
    }

    /** Capacity, and the room that a reservation claims. */
    @Nested
    class Room {

        @Test
        void refusesMoreEventsThanItHolds() throws Exception {
            putNumbered("n", 8);
            assertThatThrownBy(() -> put("a", "b", "c"))
                    .isInstanceOfSatisfying(
                            ChannelFullException.class,
                            full -> assertThat(full.channel()).isEqualTo("c1"))
                    .hasMessageContaining("\"c1\"");
            put("a", "b");
            assertThat(stored()).isEqualTo(10);
            assertThat(channel.fill().capacityEvents()).isEqualTo(10);
        }

        @Test
        void takesABatchOfTheSizeThatItNames() throws Exception {
            putNumbered("n", channel.maxBatchEvents());
            assertThat(stored()).isEqualTo(channel.maxBatchEvents());
        }

        @Test
        void freesRoomByTheAcknowledgementAndNotByTheTake() throws Exception {
            putNumbered("n", 10);
            try (Channel.Take take = take(10)) {
                assertThatThrownBy(() -> put("x")).isInstanceOf(ChannelFullException.class);
                assertThat(stored()).isEqualTo(10);
                take.acknowledge(0, 1);
                put("x");
                assertThat(stored()).isEqualTo(10);
                take.acknowledge(1, 10);
                assertThat(stored()).isEqualTo(1);
            }
            assertThat(drain(10)).containsExactly("x");
            assertThat(channel.fill().bytes()).isZero();
        }

        @Test
        void keepsRoomForAReservation() throws Exception {
            try (Channel.Reservation room = channel.reserve(10, 10, 0)) {
                assertThatThrownBy(() -> put("x")).isInstanceOf(ChannelFullException.class);
                assertThat(channel.take(1, 0)).isEmpty();
                assertThat(stored()).isZero();
                room.commit(Events.numbered("", 10)).await();
            }
            assertThat(stored()).isEqualTo(10);
        }

        @Test
        void freesTheRoomOfAReservationThatIsClosedWithoutACommit() throws Exception {
            Channel.Reservation room = channel.reserve(10, 1, 0);
            room.close();
            room.close();
            putNumbered("n", 10);
            assertThatThrownBy(() -> put("x")).isInstanceOf(ChannelFullException.class);
        }

        @Test
        void refusesASecondCommitOfAReservation() throws Exception {
            Channel.Reservation room = channel.reserve(1, 1, 0);
            room.commit(Events.batch("a")).await();
            assertThatThrownBy(() -> room.commit(Events.batch("b")))
                    .isInstanceOf(IllegalStateException.class);
            room.close();
            assertThat(drain(10)).containsExactly("a");
            putNumbered("n", 10);
        }

        @Test
        void waitsForRoomUntilEventsAreAcknowledged() throws Exception {
            putNumbered("n", 10);
            Started<Channel.Reservation> waiting = reserving(2, FOREVER);
            try (Channel.Take take = take(10)) {
                take.acknowledge(0, 1);
                assertThat(waiting.isRunning()).isTrue();
                take.acknowledge(5, 6);
                waiting.result().commit(Events.batch("x", "y")).await();
                take.acknowledge(0, 10);
            }
            assertThat(drain(10)).containsExactly("x", "y");
        }

        @Test
        void waitsForRoomUntilAReservationIsClosed() throws Exception {
            Channel.Reservation first = channel.reserve(10, 1, 0);
            Started<Channel.Reservation> waiting = reserving(10, FOREVER);
            first.close();
            waiting.result().close();
            putNumbered("n", 10);
        }

        @Test
        void waitsForRoomOnlyAsLongAsItIsTold() throws Exception {
            putNumbered("n", 10);
            Duration wait = channel.keepAlive().plusSeconds(1);
            Started<Channel.Reservation> waiting = reserving(1, wait.toNanos());
            clock.advance(wait.minusNanos(1));
            assertThat(waiting.isRunning()).isTrue();
            clock.advance(Duration.ofNanos(1));
            assertThat(waiting.failure()).isInstanceOf(ChannelFullException.class);
            assertThat(drain(10)).hasSize(10);
            putNumbered("n", 10);
        }

        @Test
        void claimsNothingForAWaitThatIsInterrupted() throws Exception {
            putNumbered("n", 10);
            Started<Channel.Reservation> waiting = reserving(1, FOREVER);
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            assertThat(drain(10)).hasSize(10);
            putNumbered("n", 10);
        }
    }

    /** Waiting for events. */
    @Nested
    class Waiting {

        @Test
        void findsNothingInAnEmptyChannel() throws Exception {
            assertThat(channel.take(10, 0)).isEmpty();
            assertThat(channel.fill().events()).isZero();
        }

        @Test
        void waitsForTheFirstEvent() throws Exception {
            Started<Optional<Channel.Take>> waiting = taking(FOREVER);
            assertThat(waiting.isRunning()).isTrue();
            put("a");
            try (Channel.Take take = waiting.result().orElseThrow()) {
                assertThat(Events.texts(take.batch())).containsExactly("a");
            }
        }

        @Test
        void givesUpWhenTheTimeIsOver() throws Exception {
            Started<Optional<Channel.Take>> waiting = taking(5_000_000);
            clock.advance(Duration.ofNanos(4_999_999));
            assertThat(waiting.isRunning()).isTrue();
            clock.advance(Duration.ofNanos(1));
            assertThat(waiting.result()).isEmpty();
        }

        @Test
        void losesNothingToAnInterruptedTaker() throws Exception {
            Started<Optional<Channel.Take>> waiting = taking(FOREVER);
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            put("a");
            assertThat(drain(1)).containsExactly("a");
        }

        @Test
        void wakesATakerForEventsThatAreGivenBack() throws Exception {
            put("a");
            Channel.Take first = take(1);
            Started<Optional<Channel.Take>> waiting = taking(FOREVER);
            first.close();
            try (Channel.Take second = waiting.result().orElseThrow()) {
                assertThat(Events.texts(second.batch())).containsExactly("a");
            }
        }
    }

    /** Letting go, and giving back. */
    @Nested
    class Acknowledging {

        @Test
        void givesAllBackToTheHead() throws Exception {
            put("a", "b");
            put("c");
            put("d");
            Channel.Take take = take(3);
            put("e");
            take.close();
            assertThat(drain(10)).containsExactly("a", "b", "c", "d", "e");
        }

        @Test
        void givesBackWhatIsLeftOfATakeInItsOrder() throws Exception {
            put("a", "b", "c", "d", "e", "f");
            put("g");
            try (Channel.Take take = take(6)) {
                take.acknowledge(1, 2);
                take.acknowledge(3, 5);
            }
            assertThat(stored()).isEqualTo(4);
            assertThat(drain(10)).containsExactly("a", "c", "f", "g");
        }

        @Test
        void letsARangeGoOnlyOnce() throws Exception {
            putNumbered("n", 10);
            try (Channel.Take take = take(10)) {
                take.acknowledge(2, 5);
                take.acknowledge(2, 5);
                take.acknowledge(0, 6);
                take.acknowledge(3, 3);
                assertThat(stored()).isEqualTo(4);
            }
            putNumbered("m", 6);
            assertThatThrownBy(() -> put("x")).isInstanceOf(ChannelFullException.class);
            assertThat(drain(4)).containsExactly("n6", "n7", "n8", "n9");
        }

        @Test
        void givesNothingBackOnceAllIsAcknowledged() throws Exception {
            put("a", "b");
            Channel.Take take = take(10);
            take.acknowledge(0, 2);
            take.close();
            take.close();
            assertThat(channel.take(1, 0)).isEmpty();
            assertThat(stored()).isZero();
        }

        @Test
        void givesBackOnlyOnce() throws Exception {
            put("a", "b");
            Channel.Take take = take(10);
            take.close();
            take.close();
            assertThat(drain(10)).containsExactly("a", "b");
            assertThat(channel.take(1, 0)).isEmpty();
        }

        @Test
        void leavesWhatWasGivenBackToWhoHasItNow() throws Exception {
            put("a", "b");
            Channel.Take late = take(10);
            late.close();
            late.acknowledge(0, 2);
            assertThat(stored()).isEqualTo(2);
            try (Channel.Take take = take(1)) {
                late.acknowledge(0, 1);
                late.close();
                assertThat(stored()).isEqualTo(2);
                take.acknowledge(0, 1);
            }
            assertThat(drain(10)).containsExactly("b");
        }

        @Test
        void leavesTheBatchReadableAfterItIsLetGo() throws Exception {
            put("a", "b");
            Channel.Take take = take(10);
            take.acknowledge(0, 2);
            put("c", "d");
            assertThat(Events.texts(take.batch())).containsExactly("a", "b");
            take.close();
        }

        @Test
        void givesTakesThatOverlapInTimeEachTheirOwn() throws Exception {
            put("a", "b", "c", "d");
            Channel.Take first = take(2);
            Channel.Take second = take(2);
            second.acknowledge(0, 1);
            second.close();
            first.close();
            assertThat(drain(10)).containsExactly("a", "b", "d");
        }
    }

    /** The end. */
    @Nested
    class Sealing {

        @Test
        void wakesAllTakers() throws Exception {
            List<Started<Optional<Channel.Take>>> takers =
                    List.of(
                            Started.call(() -> channel.take(1, FOREVER)),
                            Started.call(() -> channel.take(1, FOREVER)),
                            Started.call(() -> channel.take(1, FOREVER)));
            clock.awaitSleepers(3);
            channel.seal();
            for (Started<Optional<Channel.Take>> taker : takers) {
                assertThat(taker.result()).isEmpty();
            }
        }

        @Test
        void stillGivesWhatIsThereAndNeverWaits() throws Exception {
            put("a", "b");
            channel.seal();
            Channel.Take take = channel.take(10, FOREVER).orElseThrow();
            assertThat(channel.take(10, FOREVER)).isEmpty();
            take.acknowledge(0, 1);
            take.close();
            assertThat(drain(10)).containsExactly("b");
            assertThat(channel.take(10, FOREVER)).isEmpty();
        }
    }
}
