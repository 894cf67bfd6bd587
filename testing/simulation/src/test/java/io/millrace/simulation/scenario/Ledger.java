// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the clients of a channel know: which events they put in, which of those were accepted, which
 * they took and acknowledged. It knows nothing of how a channel works.
 */
final class Ledger {
    private static final long PRODUCER = 1L << 24;

    private final Map<Long, Entry> entries = new TreeMap<>();
    private final Map<Long, Long> lastTaken = new HashMap<>();
    private final Set<Long> inFlight = new HashSet<>();
    private final Set<Long> acknowledgedNow = new HashSet<>();
    private final Set<Long> mayBeLost = new TreeSet<>();

    /** An event: how far it came, and when its last delivery was acknowledged, -1 for not yet. */
    private static final class Entry {
        private boolean isStored;
        private boolean isDelivered;
        private long acknowledgedNanos = -1;
    }

    /** The number of an event of a producer. */
    static long number(int producer, long ordinal) {
        return producer * PRODUCER + ordinal;
    }

    /** The events are about to be committed: from now on they may appear. */
    void committing(Batch batch) {
        for (Event event : batch) {
            entries.put(Payload.number(event), new Entry());
        }
    }

    /** The channel said that it has them. */
    void stored(Batch batch) {
        for (Event event : batch) {
            entries.get(Payload.number(event)).isStored = true;
        }
    }

    /** A sink took an event; {@code isOrdered} if it must be behind all of its producer before. */
    void taken(Event event, boolean isOrdered, boolean mayRepeat, long durableBefore) {
        long number = Payload.number(event);
        Entry entry = entries.get(number);
        if (entry == null) {
            throw new AssertionError("event " + number + " was taken and never put in");
        }
        if (!inFlight.add(number)) {
            throw new AssertionError("event " + number + " was taken twice at a time");
        }
        if (acknowledgedNow.contains(number)) {
            throw new AssertionError("event " + number + " was taken after its acknowledgement");
        }
        if (!mayRepeat && entry.acknowledgedNanos >= 0 && entry.acknowledgedNanos < durableBefore) {
            throw new AssertionError(
                    "event " + number + " came again, long after its acknowledgement");
        }
        entry.acknowledgedNanos = -1;
        Long last = lastTaken.put(number / PRODUCER, number);
        if (isOrdered && last != null && last >= number) {
            throw new AssertionError("event " + number + " was taken behind " + last);
        }
    }

    void acknowledged(Event event, long nanos) {
        long number = Payload.number(event);
        if (inFlight.remove(number)) {
            acknowledgedNow.add(number);
            entries.get(number).acknowledgedNanos = nanos;
            entries.get(number).isDelivered = true;
        }
    }

    void givenBack(Event event) {
        long number = Payload.number(event);
        inFlight.remove(number);
        // It comes again, and what came behind it may come behind it once more.
        lastTaken.computeIfPresent(
                number / PRODUCER, (producer, last) -> Math.min(last, number - 1));
    }

    /** The process is dead: what was taken and not acknowledged comes again. */
    void died() {
        inFlight.clear();
        acknowledgedNow.clear();
        lastTaken.clear();
    }

    /** What is stored now is not to be looked for any more, if it does not come. */
    void forgive() {
        entries.forEach((number, entry) -> {
            if (!entry.isDelivered) {
                mayBeLost.add(number);
            }
        });
    }

    /** Accepted and never delivered. */
    Set<Long> open() {
        Set<Long> open = new TreeSet<>();
        entries.forEach((number, entry) -> {
            if (entry.isStored && !entry.isDelivered) {
                open.add(number);
            }
        });
        return open;
    }

    /** Accepted, not delivered, and nothing excuses it. */
    Set<Long> lost() {
        Set<Long> lost = open();
        lost.removeAll(mayBeLost);
        return lost;
    }

    /** Events that a channel may hold at most: put in, and not certainly gone. */
    int mostStored(long durableBefore) {
        int most = 0;
        for (Entry entry : entries.values()) {
            if (entry.acknowledgedNanos < 0 || entry.acknowledgedNanos >= durableBefore) {
                most++;
            }
        }
        return most;
    }
}
