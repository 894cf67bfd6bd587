// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** What the journal holds as safely as it promises. Changed by the writer, read by all. */
final class Durable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Snapshot known;
    private long next;
    private long bytesAppended;
    private long syncedLowWater;
    private long syncedNext;
    private boolean hasUnsynced;

    Durable(Recovery.Recovered recovered) {
        this.known = recovered.known();
        this.next = recovered.nextSequence();
        this.bytesAppended = recovered.bytesAppended();
        this.syncedLowWater = known.acknowledged().lowWater();
        this.syncedNext = next;
    }

    /** Takes over records that are written, and synced if so. */
    void apply(Collection<Entry> entries, boolean isSynced) {
        lock.lock();
        try {
            for (Entry entry : entries) {
                apply(entry);
            }
            hasUnsynced = !isSynced;
            if (isSynced) {
                noteSynced();
            }
        } finally {
            lock.unlock();
        }
    }

    private void apply(Entry entry) {
        switch (entry) {
            case Entry.Frame frame -> {
                next += frame.events();
                bytesAppended += frame.bodyBytes();
                String stream = frame.stream();
                StreamEnd end = frame.streamEnd();
                if (stream != null && end != null) {
                    known.advance(stream, end);
                }
            }
            case Entry.Gone gone -> {
                known.addAcknowledgedBytes(gone.acknowledgements().bodyBytes());
                for (SequenceRanges.Range range : gone.acknowledgements().ranges()) {
                    known.acknowledged().add(range.from(), range.to());
                }
            }
            case Entry.Plain plain -> {}
        }
    }

    /** All that was applied is synced. */
    void synced() {
        lock.lock();
        try {
            hasUnsynced = false;
            noteSynced();
        } finally {
            lock.unlock();
        }
    }

    private void noteSynced() {
        syncedLowWater = known.acknowledged().lowWater();
        syncedNext = next;
    }

    /** All events below are synced. */
    long syncedNext() {
        lock.lock();
        try {
            return syncedNext;
        } finally {
            lock.unlock();
        }
    }

    boolean hasUnsynced() {
        lock.lock();
        try {
            return hasUnsynced;
        } finally {
            lock.unlock();
        }
    }

    /** All events below are acknowledged, and that is synced. */
    long syncedLowWater() {
        lock.lock();
        try {
            return syncedLowWater;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the next event. */
    long next() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    long bytesAppended() {
        lock.lock();
        try {
            return bytesAppended;
        } finally {
            lock.unlock();
        }
    }

    /** Events that are not acknowledged. */
    long events() {
        lock.lock();
        try {
            SequenceRanges gone = known.acknowledged();
            return next - gone.lowWater() - gone.sizeAbove();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of bodies that are not acknowledged. */
    long bytes() {
        lock.lock();
        try {
            return next == known.acknowledged().lowWater()
                    ? 0
                    : Math.max(0, bytesAppended - known.acknowledgedBytes());
        } finally {
            lock.unlock();
        }
    }

    @Nullable StreamEnd streamEnd(String stream) {
        lock.lock();
        try {
            return known.streams().get(stream);
        } finally {
            lock.unlock();
        }
    }

    Map<String, StreamEnd> streams() {
        lock.lock();
        try {
            return new TreeMap<>(known.streams());
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the streams that brought nothing for the longest time, if there are too many. */
    void forgetStreams(int most) {
        lock.lock();
        try {
            known.forgetStreams(most);
        } finally {
            lock.unlock();
        }
    }

    byte[] snapshot() {
        lock.lock();
        try {
            return known.encode();
        } finally {
            lock.unlock();
        }
    }
}
