// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** What is to go wrong on a disk, and what it costs to use it. Nothing goes wrong unless told. */
public final class Faults {
    private double latency = 0.1;
    private long latencyNanos = 200_000;
    private double syncLatency = 0.5;
    private long syncNanos = 5_000_000;
    private int failingSyncs;
    private boolean isForgotten;
    private boolean isReadOnly;
    private int misdirected;
    private Predicate<Path> affected = _ -> true;

    /** Lets a share of the operations take up to so many nanoseconds; the others only yield. */
    public Faults latency(double share, long nanos) {
        latency = share;
        latencyNanos = nanos;
        return this;
    }

    /** The same for syncs. */
    public Faults syncLatency(double share, long nanos) {
        syncLatency = share;
        syncNanos = nanos;
        return this;
    }

    /**
     * The next syncs fail with EIO, and what they were to make durable is lost, although the syncs
     * after them succeed.
     *
     * @param isForgotten whether it cannot be read any more either
     */
    public void failSyncs(int count, boolean isForgotten) {
        this.failingSyncs = count;
        this.isForgotten = isForgotten;
    }

    /** Whether a sync is still to fail. */
    public boolean isSyncToFail() {
        return failingSyncs > 0;
    }

    /** From now on each write, sync, creation and rename fails with EIO, or no more. */
    public void failWrites(boolean isFailing) {
        this.isReadOnly = isFailing;
    }

    /** The next writes go to another place of the same file. */
    public void misdirectWrites(int count) {
        misdirected = count;
    }

    /** The files that faults happen to; all unless told. */
    public void onlyFor(Predicate<Path> affected) {
        this.affected = affected;
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        failingSyncs = 0;
        isReadOnly = false;
        misdirected = 0;
    }

    /** How long an operation takes; 0 for one that only yields, -1 for one that not even does. */
    public long cost(Operation.Kind kind, SplittableRandom random) {
        boolean isSync = kind == Operation.Kind.SYNC || kind == Operation.Kind.SYNC_DIRECTORY;
        double drawn = random.nextDouble();
        if (drawn < (isSync ? syncLatency : latency)) {
            return 1 + random.nextLong(isSync ? syncNanos : latencyNanos);
        }
        return drawn < 0.7 ? 0 : -1;
    }

    boolean fails(Operation.Kind kind, Path path) {
        return isReadOnly && kind.isChange() && affected.test(path);
    }

    /** Takes one failure of a sync; empty if it is to succeed. */
    SyncFailure takeSyncFailure(Path path) {
        if (failingSyncs > 0 && affected.test(path)) {
            failingSyncs--;
            return isForgotten ? SyncFailure.LOST_AND_FORGOTTEN : SyncFailure.LOST;
        }
        return SyncFailure.NONE;
    }

    boolean takeMisdirection(Path path) {
        if (misdirected > 0 && affected.test(path)) {
            misdirected--;
            return true;
        }
        return false;
    }

    /** How a sync fails. */
    enum SyncFailure {
        NONE,
        LOST,
        LOST_AND_FORGOTTEN
    }
}
