// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A batch on its way into a journal. Waited for by one thread at most.
 *
 * <p>The writer syncs for many at once, and to wake each virtual thread by itself would take it a
 * good part of the time of a sync. So it wakes a few, and each that goes on wakes a few more.
 */
public final class Append {
    private static final int WOKEN_BY_EACH = 2;
    private static final Append[] ALONE = {};

    private final Entry.Frame[] frames;
    private final Consumer<Append> settled;

    /** Written by the writer before {@link #done}, read behind it. */
    private int stored;

    private long storedBytes;
    private Batch duplicates = Batch.EMPTY;
    private @Nullable IOException failure;

    /**
     * Those that were completed together, this one at {@link #place}; written before {@link #done}.
     */
    private Append[] group = ALONE;

    private int place;

    private volatile boolean done;
    private volatile @Nullable Thread waiter;

    /**
     * @param settled told once, when it is known what became of it; by a thread of the journal,
     *     which waits for it
     */
    Append(Batch batch, Compression compression, Consumer<Append> settled) {
        this.settled = settled;
        int runs = batch.runCount();
        this.frames = new Entry.Frame[runs];
        for (int i = 0; i < runs; i++) {
            frames[i] = Entry.Frame.of(this, i == runs - 1, batch.run(i), compression);
        }
        this.done = runs == 0;
    }

    /** Its parts; for reading only. */
    Entry.Frame[] frames() {
        return frames;
    }

    void addStored(int events, long bytes) {
        stored += events;
        storedBytes += bytes;
    }

    void addDuplicates(Run some) {
        duplicates = duplicates.then(Batch.of(some));
    }

    /** They are as safe as the journal promises, all at once. */
    static void complete(List<Append> together) {
        Append[] group = together.toArray(new Append[together.size()]);
        try {
            for (Append append : group) {
                append.settled.accept(append);
            }
        } finally {
            wakeAll(group);
        }
    }

    private static void wakeAll(Append[] group) {
        for (int i = 0; i < group.length; i++) {
            group[i].group = group;
            group[i].place = i;
            group[i].done = true;
        }
        for (Append append : group) {
            Thread thread = append.waiter;
            if (thread != null && !thread.isVirtual()) {
                LockSupport.unpark(thread);
            }
        }
        wake(group, 0);
    }

    /** None of them is known to be safe. */
    static void fail(List<Append> together, IOException why) {
        for (Append append : together) {
            append.failure = why;
        }
        complete(together);
    }

    /** Wakes who waits at a place, who wakes the others below; or those, if nobody does. */
    private static void wake(Append[] group, int place) {
        if (place < group.length) {
            Thread thread = group[place].waiter;
            if (thread != null && thread.isVirtual()) {
                LockSupport.unpark(thread);
            } else {
                wakeBelow(group, place);
            }
        }
    }

    private static void wakeBelow(Append[] group, int place) {
        for (int i = 1; i <= WOKEN_BY_EACH; i++) {
            wake(group, WOKEN_BY_EACH * place + i);
        }
    }

    /**
     * Returns when the batch is as safe as the journal promises.
     *
     * @throws IOException if it could not be written; parts of it may be there all the same
     * @throws InterruptedException if the caller was interrupted; the append goes on
     */
    public void await() throws IOException, InterruptedException {
        waiter = Thread.currentThread();
        try {
            while (!done) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            // In this order: who sees the waiter relies on it to wake the others.
            waiter = null;
            if (done) {
                wakeBelow(group, place);
            }
        }
        IOException why = failure;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
    }

    /**
     * How many of its events were appended: all, but for those that the journal had already, by
     * their stream and ordinal, and after a failure perhaps some. To be asked after {@link #await}.
     */
    public int stored() {
        return stored;
    }

    /** The bytes of their bodies. */
    public long storedBytes() {
        return storedBytes;
    }

    /** Those of its events that the journal had already. To be asked after {@link #await}. */
    public Batch duplicates() {
        return duplicates;
    }
}
