// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

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

    /** Most batches are one run, which needs no list until somebody asks for one. */
    private final @Nullable Run only;

    /** Null as long as nobody asked for it and there is but one. The race is harmless. */
    private @Nullable List<Run> runs;

    private final int size;

    private Batch(Run only) {
        this.only = only;
        this.size = only.size();
    }

    private Batch(List<Run> runs, int size) {
        this.only = null;
        this.runs = runs;
        this.size = size;
    }

    /** All events of a block. */
    public static Batch of(Block block) {
        return of(Run.of(block));
    }

    /** The events of a run. */
    public static Batch of(Run run) {
        return run.size() == 0 ? EMPTY : new Batch(run);
    }

    /** The events of runs, in their order; empty runs are left out. */
    public static Batch of(List<Run> runs) {
        return runs.size() == 1 ? of(runs.get(0)) : ofSeveral(runs);
    }

    private static Batch ofSeveral(List<Run> runs) {
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
        List<Run> all = runs;
        if (all == null) {
            all = List.of(Objects.requireNonNull(only));
            runs = all;
        }
        return all;
    }

    /** How many runs there are. */
    public int runCount() {
        return only == null ? runs().size() : 1;
    }

    /** One of {@link #runs}; makes no list. */
    public Run run(int index) {
        if (only == null) {
            return runs().get(index);
        }
        Objects.checkIndex(index, 1);
        return only;
    }

    /** The sum of the lengths of the bodies. */
    public long bodyBytes() {
        long bytes = 0;
        for (int run = 0; run < runCount(); run++) {
            bytes += run(run).bodyBytes();
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
        if (only != null) {
            return of(only.slice(first, end));
        }
        List<Run> kept = new ArrayList<>(runCount());
        int start = 0;
        for (Run run : runs()) {
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
        List<Run> joined = new ArrayList<>(runCount() + other.runCount());
        joined.addAll(runs());
        joined.addAll(other.runs());
        return new Batch(List.copyOf(joined), size + other.size);
    }

    /** The batch of what a function makes of each run. */
    public Batch map(UnaryOperator<Run> function) {
        // Short enough to be inlined, function and all.
        return only == null ? mapEach(function) : of(function.apply(only));
    }

    private Batch mapEach(UnaryOperator<Run> function) {
        List<Run> mapped = new ArrayList<>(runCount());
        for (Run run : runs()) {
            mapped.add(function.apply(run));
        }
        return of(mapped);
    }

    /** The same events with one more header of one value. */
    public Batch withHeader(String name, String value) {
        return only == null
                ? mapEach(run -> withHeader(run, name, value))
                : of(withHeader(only, name, value));
    }

    private static Run withHeader(Run run, String name, String value) {
        return run.with(run.headers().with(name, value));
    }

    /** An event by its index over all runs. */
    public Event event(int index) {
        Objects.checkIndex(index, size);
        int start = 0;
        for (Run run : runs()) {
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
                return run < runCount();
            }

            @Override
            public Event next() {
                if (run >= runCount()) {
                    throw new NoSuchElementException();
                }
                Event event = new Event(run(run), next++);
                if (next == event.run().size()) {
                    run++;
                    next = 0;
                }
                return event;
            }
        };
    }
}
