// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Events that move together: a short list of runs. Immutable; slicing, filtering and joining make
 * runs, never copies of bodies. It may be empty.
 */
public final class Batch implements Iterable<Event> {
    /** The batch without events. */
    public static final Batch EMPTY = new Batch(List.of(), 0);

    private final List<Run> runs;
    private final int size;

    private Batch(List<Run> runs, int size) {
        this.runs = runs;
        this.size = size;
    }

    /** All events of a block. */
    public static Batch of(Block block) {
        return new Batch(List.of(Run.of(block)), block.events());
    }

    /** The events of runs, in their order; empty runs are left out. */
    public static Batch of(List<Run> runs) {
        List<Run> kept = new ArrayList<>(runs.size());
        int size = 0;
        for (Run run : runs) {
            if (run.size() > 0) {
                kept.add(run);
                size += run.size();
            }
        }
        return size == 0 ? EMPTY : new Batch(List.copyOf(kept), size);
    }

    /** How many events. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public List<Run> runs() {
        return runs;
    }

    /** The sum of the lengths of the bodies. */
    public long bodyBytes() {
        long bytes = 0;
        for (Run run : runs) {
            bytes += run.bodyBytes();
        }
        return bytes;
    }

    /** The events from {@code first} to before {@code end}, counted over all runs. */
    public Batch slice(int first, int end) {
        if (first < 0 || end < first || end > size) {
            throw new IndexOutOfBoundsException(first + " to " + end + " of " + size);
        }
        if (first == 0 && end == size) {
            return this;
        }
        List<Run> kept = new ArrayList<>(runs.size());
        int start = 0;
        for (Run run : runs) {
            int from = Math.max(first - start, 0);
            int to = Math.min(end - start, run.size());
            if (from < to) {
                kept.add(run.slice(from, to));
            }
            start += run.size();
        }
        return of(kept);
    }

    /** These events, then those of another batch. */
    public Batch then(Batch other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        List<Run> joined = new ArrayList<>(runs.size() + other.runs.size());
        joined.addAll(runs);
        joined.addAll(other.runs);
        return new Batch(List.copyOf(joined), size + other.size);
    }

    /** The batch of what a function makes of each run. */
    public Batch map(UnaryOperator<Run> function) {
        List<Run> mapped = new ArrayList<>(runs.size());
        for (Run run : runs) {
            mapped.add(function.apply(run));
        }
        return of(mapped);
    }

    /** The same events with one more header of one value. */
    public Batch withHeader(String name, String value) {
        return map(run -> run.with(run.headers().with(name, value)));
    }

    /** An event by its index over all runs. */
    public Event event(int index) {
        Objects.checkIndex(index, size);
        int start = 0;
        for (Run run : runs) {
            if (index - start < run.size()) {
                return new Event(run, index - start);
            }
            start += run.size();
        }
        throw new AssertionError("the runs hold less than " + size);
    }

    /** The events one after the other, as views. */
    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            private int run;
            private int next;

            @Override
            public boolean hasNext() {
                return run < runs.size();
            }

            @Override
            public Event next() {
                if (run >= runs.size()) {
                    throw new NoSuchElementException();
                }
                Event event = new Event(runs.get(run), next++);
                if (next == event.run().size()) {
                    run++;
                    next = 0;
                }
                return event;
            }
        };
    }
}
