// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Event;
import io.millrace.simulation.World;
import io.millrace.spi.Channel;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Takes events, acknowledges them in parts and out of order, and gives some back. */
final class Taker {
    /** What producers put at once. */
    static final int LARGEST_BATCH = 12;

    private final Ledger ledger;
    private final World world;
    private final SplittableRandom random;

    /** Of a hundred takes, so many give something back. */
    private final int givesBack;

    /** How many takes it holds at a time. */
    private final int most;

    private final boolean isOrdered;

    private record Held(Channel.Take take, List<Integer> open) {}

    Taker(Ledger ledger, World world, SplittableRandom random, int givesBack, boolean isOrdered) {
        this.ledger = ledger;
        this.world = world;
        this.random = random;
        this.givesBack = givesBack;
        this.most = 1 + random.nextInt(3);
        // Several takes that are given back stand in the order in which they were given back.
        this.isOrdered = isOrdered && (givesBack == 0 || most == 1);
    }

    /** Takes until the channel is sealed and empty. */
    boolean run(Channel channel) throws IOException, InterruptedException {
        List<Held> held = new ArrayList<>();
        boolean isDone = false;
        while (!isDone || !held.isEmpty()) {
            if (held.size() < most && !isDone) {
                isDone = take(channel, held);
            }
            if (!held.isEmpty()) {
                settle(held, random.nextInt(held.size()));
            }
            if (random.nextInt(4) == 0) {
                world.clock().sleep(Duration.ofNanos(random.nextLong(30_000_000)));
            }
        }
        return true;
    }

    /** Whether there is nothing any more and nothing will come. */
    private boolean take(Channel channel, List<Held> held)
            throws IOException, InterruptedException {
        long wait = held.isEmpty() ? 200_000_000 : 0;
        Optional<Channel.Take> taken = channel.take(1 + random.nextInt(30), wait);
        if (taken.isEmpty()) {
            return held.isEmpty() && wait > 0 && isSealed;
        }
        mustFit(channel.fill(), ledger);
        List<Integer> open = new ArrayList<>();
        for (Event event : taken.get().batch()) {
            ledger.taken(event, isOrdered);
            open.add(open.size());
        }
        if (open.isEmpty()) {
            throw new AssertionError("a take without events");
        }
        held.add(new Held(taken.get(), open));
        return false;
    }

    /**
     * More bytes than allowed are there only if one batch alone has them, more events only if their
     * acknowledgements were damaged.
     */
    static void mustFit(Channel.Fill fill, Ledger ledger) {
        if ((fill.events() > fill.capacityEvents() && ledger.isCertain())
                || ledger.leastStored() > fill.capacityEvents()
                || (fill.bytes() > fill.capacityBytes() && fill.events() > LARGEST_BATCH)) {
            throw new AssertionError(
                    "it holds more than it may: %s, %d accepted and not acknowledged"
                            .formatted(fill, ledger.leastStored()));
        }
    }

    private volatile boolean isSealed;

    /** From now on an empty take is the end. */
    void seal() {
        isSealed = true;
    }

    private void settle(List<Held> all, int which) {
        Held held = all.get(which);
        if (random.nextInt(100) < givesBack) {
            for (int event : held.open()) {
                ledger.givenBack(held.take().batch().event(event));
            }
            held.open().clear();
        } else {
            int from = random.nextInt(3) == 0 ? random.nextInt(held.open().size()) : 0;
            int to =
                    random.nextBoolean()
                            ? held.open().size()
                            : from + 1 + random.nextInt(held.open().size() - from);
            acknowledge(held, from, to);
        }
        if (held.open().isEmpty()) {
            held.take().close();
            all.remove(which);
        }
    }

    /**
     * A range of what is still open; it may have holes, of events that were acknowledged before.
     */
    private void acknowledge(Held held, int from, int to) {
        List<Integer> some = held.open().subList(from, to);
        int first = some.getFirst();
        int end = some.getLast() + 1;
        List<Event> events = new ArrayList<>();
        for (int event : some) {
            events.add(held.take().batch().event(event));
        }
        some.clear();
        for (Event event : events) {
            ledger.acknowledged(event, world.nanos());
        }
        try {
            held.take().acknowledge(first, end);
        } catch (IOException failed) {
            // The sink has them all the same.
            world.log("acknowledgement failed: " + failed.getMessage());
        }
    }
}
