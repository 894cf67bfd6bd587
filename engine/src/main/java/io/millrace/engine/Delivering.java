// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Problem;

import java.time.Duration;
import java.util.List;

/** Who writes the batches of a runner: one sink, or the sinks of a group. */
interface Delivering {

    /**
     * What became of a batch, and at whose hands.
     *
     * @param crash if the sink failed with an exception that no failure of a destination explains,
     *     what it said; then the delivery is {@link Delivery.RetryLater}. Else empty
     */
    record Attempt(SinkMember member, Delivery delivery, String crash) {

        /** What a member made of a batch. */
        static Attempt of(SinkMember member, Delivery delivery) {
            return new Attempt(member, delivery, member.crash());
        }
    }

    List<SinkMember> members();

    /** Whether some sink can be written to now; opens what is due. */
    boolean isReady() throws InterruptedException;

    /** Writes a batch; only when {@link #isReady}. */
    Attempt write(Batch batch) throws InterruptedException;

    /** How long until some sink may be tried again. */
    default Duration untilReady() {
        long nanos = members().stream().mapToLong(SinkMember::pauseNanos).min().orElse(0);
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /** The most events that any of the sinks takes at once. */
    default int batchSize() {
        return members().stream().mapToInt(SinkMember::batchSize).max().orElse(1);
    }

    /** Lets the sinks do what is due by time. */
    default Duration maintain() throws InterruptedException {
        Duration soonest = Duration.ofHours(1);
        for (SinkMember member : members()) {
            Duration next = member.maintain();
            soonest = next.compareTo(soonest) < 0 ? next : soonest;
        }
        return soonest;
    }

    default void close() {
        members().forEach(SinkMember::close);
    }

    /** One sink. */
    record Single(SinkMember member) implements Delivering {

        @Override
        public List<SinkMember> members() {
            return List.of(member);
        }

        @Override
        public boolean isReady() throws InterruptedException {
            return member.isReady();
        }

        @Override
        public int batchSize() {
            return member.batchSize();
        }

        @Override
        public Duration maintain() throws InterruptedException {
            return member.maintain();
        }

        @Override
        public Attempt write(Batch batch) throws InterruptedException {
            return Attempt.of(member, member.write(batch));
        }
    }

    static Problem notNow(String reason, String effect) {
        return new Problem(
                "MR-6006",
                Problem.Severity.WARNING,
                "",
                "",
                "the destination did not take a batch: " + reason,
                effect,
                "see to the destination; the sink goes on by itself");
    }
}
