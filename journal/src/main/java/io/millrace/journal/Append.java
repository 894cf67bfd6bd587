// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A batch on its way into a journal. Waited for by one thread at most. */
public final class Append {
    private final List<Entry.Frame> frames;
    private final Consumer<Append> settled;

    /** Written by the writer before {@link #done}, read behind it. */
    private int stored;

    private long storedBytes;
    private Batch duplicates = Batch.EMPTY;
    private @Nullable IOException failure;

    private volatile boolean done;
    private volatile @Nullable Thread waiter;

    /**
     * @param settled told once, when it is known what became of it; by a thread of the journal,
     *     which waits for it
     */
    Append(Batch batch, Compression compression, Consumer<Append> settled) {
        this.settled = settled;
        List<Run> runs = batch.runs();
        this.frames = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            frames.add(Entry.Frame.of(this, i == runs.size() - 1, runs.get(i), compression));
        }
        this.done = frames.isEmpty();
    }

    List<Entry.Frame> frames() {
        return frames;
    }

    void addStored(int events, long bytes) {
        stored += events;
        storedBytes += bytes;
    }

    void addDuplicates(Run some) {
        duplicates = duplicates.then(Batch.of(List.of(some)));
    }

    void complete() {
        settled.accept(this);
        done = true;
        LockSupport.unpark(waiter);
    }

    void fail(IOException why) {
        failure = why;
        complete();
    }

    /**
     * Returns when the batch is as safe as the journal promises.
     *
     * @throws IOException if it could not be written; parts of it may be there all the same
     * @throws InterruptedException if the caller was interrupted; the append goes on
     */
    public void await() throws IOException, InterruptedException {
        waiter = Thread.currentThread();
        while (!done) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
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
