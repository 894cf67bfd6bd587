// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    private int held;

    /** An event, and how far it came. */
    private static final class Entry {
        private boolean isStored;
        private boolean isDelivered;

        /** When its last delivery was acknowledged, -1 for not yet. */
        private long acknowledgedNanos = -1;

        /** It must not come any more, in no life of the process. */
        private boolean isGone;

        /** The channel has it, or lost it: accepted, and never acknowledged. */
        private boolean isHeld;

        /** Damage may have taken it. */
        private boolean isUncertain;
    }

    /** The number of an event of a producer. */
    static long number(int producer, long ordinal) {
        return producer * PRODUCER + ordinal;
    }

    /** The events are about to be committed: from now on they may appear. */
    void committing(Batch batch) {
        for (Event event : batch) {
            entries.putIfAbsent(Payload.number(event), new Entry());
        }
    }

    /** The channel said that it has them. */
    void stored(Batch batch) {
        for (Event event : batch) {
            stored(Payload.number(event));
        }
    }

    /** The channel said that it has an event. */
    void stored(long number) {
        Entry entry = entries.get(number);
        if (entry == null) {
            throw new AssertionError("it says that it has " + number + ", which nobody put in");
        }
        entry.isStored = true;
        hold(entry, !entry.isDelivered && !mayBeLost.contains(number));
    }

    private void hold(Entry entry, boolean isHeld) {
        boolean counts = isHeld && !entry.isUncertain;
        held += (counts ? 1 : 0) - (entry.isHeld ? 1 : 0);
        entry.isHeld = counts;
    }

    /** A sink took an event; {@code isOrdered} if it must be behind all of its producer before. */
    void taken(Event event, boolean isOrdered) {
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
        if (entry.isGone) {
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
            Entry entry = entries.get(number);
            entry.acknowledgedNanos = nanos;
            entry.isDelivered = true;
            hold(entry, false);
        }
    }

    void givenBack(Event event) {
        long number = Payload.number(event);
        inFlight.remove(number);
        // It comes again, and what came behind it may come behind it once more.
        lastTaken.computeIfPresent(
                number / PRODUCER, (producer, last) -> Math.min(last, number - 1));
    }

    /** What this life acknowledged before a moment is gone for good. */
    void gone(long beforeNanos) {
        for (long number : acknowledgedNow) {
            Entry entry = entries.get(number);
            entry.isGone |= entry.acknowledgedNanos >= 0 && entry.acknowledgedNanos < beforeNanos;
        }
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
                hold(entry, false);
            }
        });
    }

    /** Whether no acknowledgement was damaged. */
    boolean isCertain() {
        return entries.values().stream().noneMatch(entry -> entry.isUncertain);
    }

    /** Acknowledged events may come again, and others may be lost. */
    void forgetAcknowledgements() {
        entries.values()
                .forEach(entry -> {
                    entry.isGone = false;
                    entry.isUncertain = true;
                    hold(entry, false);
                });
    }

    /** Accepted, not delivered, and nothing excuses it. */
    Set<Long> lost() {
        Set<Long> lost = new TreeSet<>();
        entries.forEach((number, entry) -> {
            if (entry.isStored && !entry.isDelivered && !mayBeLost.contains(number)) {
                lost.add(number);
            }
        });
        return lost;
    }

    /** Events that a channel may hold at most: put in, and not certainly gone. */
    int mostStored() {
        int most = 0;
        for (Entry entry : entries.values()) {
            most += entry.isGone ? 0 : 1;
        }
        return most;
    }

    /** Events that a channel holds at least, or lost: accepted, and never acknowledged. */
    int leastStored() {
        return held;
    }

    /** Events whose last delivery was acknowledged behind a moment. */
    List<Long> acknowledgedSince(long nanos) {
        List<Long> since = new ArrayList<>();
        entries.forEach((number, entry) -> {
            if (entry.isStored && entry.acknowledgedNanos > nanos) {
                since.add(number);
            }
        });
        return since;
    }
}
