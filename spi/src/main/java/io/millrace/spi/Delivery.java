// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.time.Duration;
import java.util.List;

/** How the delivery of a batch went. */
public sealed interface Delivery {

    /** Every event of the batch is durable at the destination. */
    record Delivered() implements Delivery {
        static final Delivered ALL = new Delivered();
    }

    /**
     * Some events are delivered, some are refused for good, the rest is to be tried again.
     *
     * @param delivered ranges of the batch that are durable at the destination
     * @param rejected events that will never be accepted
     * @param retryAfter when to try the rest again; zero is at once
     */
    record Partly(List<Range> delivered, List<Rejected> rejected, Duration retryAfter)
            implements Delivery {
        public Partly {
            delivered = List.copyOf(delivered);
            rejected = List.copyOf(rejected);
        }
    }

    /**
     * Nothing is delivered; the whole batch is to be tried again.
     *
     * @param after the pause; zero leaves it to the engine's back-off
     * @param reason in the user's words
     */
    record RetryLater(Duration after, String reason) implements Delivery {}

    /**
     * The destination refuses what is in the batch, for good, and does not say which event it is.
     * Nothing is delivered. The engine finds the events by offering halves of the batch, delivers
     * the others, and puts those into the dead letters. Not for a destination that is away, full or
     * not permitted: that is {@link RetryLater} or an exception.
     *
     * @param reason in the user's words
     */
    record Refused(String reason) implements Delivery {}

    /**
     * The sink has the events but they are not durable yet. It says later through {@link
     * Context#holdings} what became of them; until then they stay in the channel, taken.
     */
    record Held() implements Delivery {
        static final Held IT = new Held();
    }

    /** Events of a batch from {@code from} to before {@code to}. */
    record Range(int from, int to) {
        public Range {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("range from " + from + " to " + to);
            }
        }
    }

    /** One event of a batch that the destination refused for good, and why. */
    record Rejected(int event, String reason) {}

    static Delivery delivered() {
        return Delivered.ALL;
    }

    static Delivery held() {
        return Held.IT;
    }
}
