// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** How several sinks of one channel share its batches. */
final class SinkGroups {
    private SinkGroups() {}

    /**
     * All of them down: the batch goes back, and the soonest of them is tried next.
     *
     * @param crash what the batch did to every sink that was tried, or empty
     */
    private static Delivering.Attempt none(Delivering group, String crash) {
        return new Delivering.Attempt(
                group.members().getFirst(),
                new Delivery.RetryLater(group.untilReady(), "no sink of the group is up"),
                crash);
    }

    /** Offers a batch to the members in an order until one takes it. */
    private static Delivering.Attempt offer(Delivering group, List<SinkMember> order, Batch batch)
            throws InterruptedException {
        int tried = 0;
        int crashed = 0;
        String crash = "";
        for (SinkMember member : order) {
            if (member.isReady()) {
                Delivery delivery = member.write(batch);
                if (!failed(delivery)) {
                    return Delivering.Attempt.of(member, delivery);
                }
                tried++;
                if (!member.crash().isEmpty()) {
                    crashed++;
                    crash = member.crash();
                }
            }
        }
        return none(group, crashed == tried ? crash : "");
    }

    private static boolean failed(Delivery delivery) {
        return delivery instanceof Delivery.RetryLater;
    }

    private static boolean anyReady(List<SinkMember> members) throws InterruptedException {
        boolean ready = false;
        for (SinkMember member : members) {
            ready |= member.isReady();
        }
        return ready;
    }

    /** The first that is up, in the order of the priorities, gets every batch. */
    record Failover(List<SinkMember> members) implements Delivering {

        @Override
        public boolean isReady() throws InterruptedException {
            return anyReady(members);
        }

        @Override
        public Attempt write(Batch batch) throws InterruptedException {
            return offer(this, members, batch);
        }
    }

    /** They take turns, or are drawn; one that fails passes the batch on to the next. */
    static final class LoadBalance implements Delivering {
        private final List<SinkMember> members;
        private final boolean random;
        private final Random dice;
        private int next;

        LoadBalance(List<SinkMember> members, boolean random, long seed) {
            this.members = List.copyOf(members);
            this.random = random;
            this.dice = new Random(seed);
        }

        @Override
        public List<SinkMember> members() {
            return members;
        }

        @Override
        public boolean isReady() throws InterruptedException {
            return anyReady(members);
        }

        @Override
        public Attempt write(Batch batch) throws InterruptedException {
            List<SinkMember> order = new ArrayList<>(members);
            if (random) {
                Collections.shuffle(order, dice);
            } else {
                Collections.rotate(order, -next);
                next = (next + 1) % members.size();
            }
            return offer(this, order, batch);
        }
    }

    /** The penalty of a failed sink: 2 s, doubled for each failure in a row. */
    static Backoff penalty(Duration longest) {
        return new Backoff(Duration.ofSeconds(2), longest);
    }
}
