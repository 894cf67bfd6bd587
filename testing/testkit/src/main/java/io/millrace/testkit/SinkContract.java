// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Sink;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every sink promises. A sink's test extends it and says how to make the sink and how to read
 * back what reached the destination; what the destination cannot keep it takes out of {@link
 * #capabilities}, with the reason.
 */
public abstract class SinkContract {

    /** What some destinations cannot do. */
    public enum Capability {
        /** Keeps the headers of events. */
        HEADERS,
        /** Keeps bodies of any bytes, line feeds among them. */
        ANY_BYTES,
        /** A test can make the next write fail in its middle; see {@link #breakNextWrite}. */
        FAULTS,
        /** A write that failed leaves nothing behind, so that the next try makes no doubles. */
        NO_DOUBLES
    }

    /**
     * An event as it reached the destination.
     *
     * @param headers empty where the destination keeps none
     */
    public record Arrived(Map<String, String> headers, String body) {}

    /** A new sink for the same destination; not opened. Called several times in a test. */
    protected abstract Sink newSink() throws Exception;

    /** What is at the destination, in its order. Called after the sink was closed. */
    protected abstract List<Arrived> arrived() throws Exception;

    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /** Lets the next write to the destination fail when some of its bytes are there. */
    protected void breakNextWrite() throws Exception {
        throw new UnsupportedOperationException("needs Capability.FAULTS");
    }

    /** Makes a sink that answered Held make what it has durable. */
    protected void settle(Sink sink) throws Exception {
        throw new AssertionError("the sink holds events; say how it lets them go");
    }

    /** Delivers as the engine does: in batches of the sink's size, and again what was not taken. */
    protected final void deliver(Sink sink, Batch batch) throws Exception {
        for (int first = 0; first < batch.size(); first += sink.batchSize()) {
            int end = Math.min(batch.size(), first + sink.batchSize());
            Batch rest = batch.slice(first, end);
            int tries = 0;
            while (!rest.isEmpty()) {
                assertThat(++tries).as("tries for a batch").isLessThan(20);
                rest = deliverOnce(sink, rest);
            }
        }
    }

    private Batch deliverOnce(Sink sink, Batch batch) throws Exception {
        sink.maintain();
        Delivery delivery;
        try {
            delivery = sink.write(batch);
        } catch (IOException refused) {
            return batch;
        }
        return switch (delivery) {
            case Delivery.Delivered all -> Batch.EMPTY;
            case Delivery.RetryLater later -> batch;
            case Delivery.Refused refused -> batch;
            case Delivery.Partly partly -> rest(batch, partly);
            case Delivery.Held held -> {
                settle(sink);
                yield Batch.EMPTY;
            }
        };
    }

    private static Batch rest(Batch batch, Delivery.Partly partly) {
        boolean[] done = new boolean[batch.size()];
        for (Delivery.Range range : partly.delivered()) {
            for (int event = range.from(); event < range.to(); event++) {
                done[event] = true;
            }
        }
        partly.rejected().forEach(rejected -> done[rejected.event()] = true);
        Batch rest = Batch.EMPTY;
        for (int event = 0; event < done.length; event++) {
            if (!done[event]) {
                rest = rest.then(batch.slice(event, event + 1));
            }
        }
        return rest;
    }

    private void deliverAll(Batch... batches) throws Exception {
        try (Sink sink = newSink()) {
            sink.open();
            for (Batch batch : batches) {
                deliver(sink, batch);
            }
        }
    }

    private List<String> arrivedBodies() throws Exception {
        return arrived().stream().map(Arrived::body).toList();
    }

    /** Batches of every shape. */
    @Nested
    class Batches {

        @Test
        void deliversInOrder() throws Exception {
            deliverAll(Events.numbered("a", 250), Events.batch("b"), Events.numbered("c", 999));

            List<String> expected = new ArrayList<>(Events.texts(Events.numbered("a", 250)));
            expected.add("b");
            expected.addAll(Events.texts(Events.numbered("c", 999)));
            assertThat(arrivedBodies()).isEqualTo(expected);
        }

        @Test
        void deliversAllRunsOfABatch() throws Exception {
            deliverAll(Events.batch("a", "b").then(Events.batch("c")).then(Events.batch("d", "e")));

            assertThat(arrivedBodies()).containsExactly("a", "b", "c", "d", "e");
        }

        @Test
        void deliversWhatIsSelectedAndNothingElse() throws Exception {
            Run run = Events.numbered("e", 20).runs().getFirst();
            deliverAll(
                    Batch.of(
                            List.of(
                                    run.select(event -> event % 3 == 0).slice(1, 4),
                                    run.slice(11, 13))));

            assertThat(arrivedBodies()).containsExactly("e3", "e6", "e9", "e11", "e12");
        }

        @Test
        void deliversEventsOfDifferentHeadersTogether() throws Exception {
            BlockBuilder builder =
                    new BlockBuilder(64)
                            .constant("host", "h1")
                            .append("a")
                            .header("n", 1)
                            .append("b")
                            .append("c")
                            .header("n", 3)
                            .header("text", "x");
            deliverAll(Batch.of(builder.build(Events.ACCEPTED_MILLIS)), Events.batch("d"));

            assertThat(arrivedBodies()).containsExactly("a", "b", "c", "d");
            if (!capabilities().contains(Capability.HEADERS)) {
                return;
            }
            assertThat(arrived())
                    .containsExactly(
                            new Arrived(Map.of("host", "h1", "n", "1"), "a"),
                            new Arrived(Map.of("host", "h1"), "b"),
                            new Arrived(Map.of("host", "h1", "n", "3", "text", "x"), "c"),
                            new Arrived(Map.of(), "d"));
        }
    }

    /** Bodies of every kind. */
    @Nested
    class Bodies {

        @Test
        void deliversAnEmptyBody() throws Exception {
            deliverAll(Events.batch("before", "", "after"), Events.batch(""));

            assertThat(arrivedBodies()).containsExactly("before", "", "after", "");
        }

        @Test
        void deliversABodyOfAMegabyte() throws Exception {
            String body = "0123456789abcdef".repeat(1 << 16);
            deliverAll(Events.batch("before", body, "after"));

            assertThat(arrivedBodies()).containsExactly("before", body, "after");
        }

        @Test
        void deliversTextOfAllScripts() throws Exception {
            deliverAll(Events.batch("äöü € 水車 🌾"));

            assertThat(arrivedBodies()).containsExactly("äöü € 水車 🌾");
        }

        @Test
        void deliversLineFeedsAndZeros() throws Exception {
            deliverAll(Events.batch("a\nb\r\n\0c", "\n", "d"));

            if (capabilities().contains(Capability.ANY_BYTES)) {
                assertThat(arrivedBodies()).containsExactly("a\nb\r\n\0c", "\n", "d");
            } else {
                // Nobody can tell the events apart any more, but nothing of them is missing.
                assertThat(String.join("\n", arrivedBodies()))
                        .startsWith("a\nb\r\n\0c\n")
                        .endsWith("d");
            }
        }
    }

    /** Opening and closing. */
    @Nested
    class Life {

        @Test
        void closesTwice() throws Exception {
            Sink sink = newSink();
            sink.open();
            deliver(sink, Events.batch("a"));
            sink.close();
            sink.close();

            assertThat(arrivedBodies()).containsExactly("a");
        }

        @Test
        void closesWithoutHavingBeenOpened() throws Exception {
            newSink().close();

            assertThat(arrived()).isEmpty();
        }

        @Test
        void leavesNothingBehindWithoutEvents() throws Exception {
            deliverAll();

            assertThat(arrived()).isEmpty();
        }

        @Test
        void addsToWhatAFormerSinkDelivered() throws Exception {
            deliverAll(Events.batch("a", "b"));
            deliverAll(Events.batch("c"));

            assertThat(arrivedBodies()).containsExactly("a", "b", "c");
        }

        @Test
        void isUpWhenItIsOpen() throws Exception {
            try (Sink sink = newSink()) {
                sink.open();
                assertThat(sink.health().state()).isEqualTo(Health.State.UP);
            }
        }

        @Test
        void asksForSensibleBatchesAndMaintenance() throws Exception {
            try (Sink sink = newSink()) {
                sink.open();
                assertThat(sink.batchSize()).isPositive();
                assertThat(sink.maintain()).isPositive();
            }
        }
    }

    /** A destination that fails in the middle of a write. */
    @Nested
    class Failing {

        @Test
        void losesNothingWhenTheFirstWriteFails() throws Exception {
            brokenAround(Batch.EMPTY, Events.numbered("a", 50));
        }

        @Test
        void losesNothingWhenALaterWriteFails() throws Exception {
            brokenAround(Events.numbered("before", 10), Events.numbered("a", 50));
        }

        private void brokenAround(Batch before, Batch batch) throws Exception {
            try (Sink sink = newSink()) {
                sink.open();
                deliver(sink, before);
                if (capabilities().contains(Capability.FAULTS)) {
                    breakNextWrite();
                }
                deliver(sink, batch);
                deliver(sink, Events.batch("after"));
            }
            Batch all = before.then(batch).then(Events.batch("after"));
            if (capabilities().contains(Capability.NO_DOUBLES)) {
                assertThat(arrivedBodies()).isEqualTo(Events.texts(all));
            } else {
                List<String> texts = new ArrayList<>();
                for (Event event : all) {
                    texts.add(event.text());
                }
                assertThat(arrivedBodies()).containsAll(texts);
            }
        }
    }
}
