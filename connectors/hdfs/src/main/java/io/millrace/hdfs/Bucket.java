// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;
import io.millrace.hdfs.GuardedCalls.HungException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The events of one path and prefix: at most one open file, and the counter that numbers its files.
 * For one thread at a time: the sink's, or that of the task which has it.
 */
final class Bucket {
    /** Rolling does not help where replicas are missing for good. */
    private static final int MOST_UNDER_REPLICATED_ROLLS = 30;

    /** Names that others have taken, one after the other, until something must be wrong. */
    private static final int MOST_TAKEN_NAMES = 10_000;

    private final String directory;
    private final String prefix;
    private final EventFiles files;
    private final RollLimits limits;
    private long counter;
    private @Nullable OpenFile file;
    private long flushedNanos;
    private int underReplicatedRolls;

    /**
     * @param createdMillis the wall clock: where the numbers of the files begin
     */
    Bucket(
            String directory,
            String prefix,
            EventFiles files,
            RollLimits limits,
            long createdMillis) {
        this.directory = directory;
        this.prefix = prefix;
        this.files = files;
        this.limits = limits;
        this.counter = createdMillis;
    }

    /** Adds the events of a run, beginning new files where the limits say so. */
    void append(Run run, Attempt attempt) throws IOException {
        int next = 0;
        while (next < run.size()) {
            OpenFile file = roomy(attempt);
            int count = limits.fit(run, next, file.events(), file.bodyBytes());
            file.write(run.slice(next, next + count), attempt, limits.bytes() > 0);
            next += count;
        }
    }

    /** The file for the next event. */
    private OpenFile roomy(Attempt attempt) throws IOException {
        OpenFile file = this.file;
        if (file != null && isToBeRolled(file, attempt)) {
            finish(attempt);
            file = null;
        }
        if (file == null) {
            file = open(attempt);
            this.file = file;
        }
        return file;
    }

    private OpenFile open(Attempt attempt) throws IOException {
        for (int taken = 0; taken < MOST_TAKEN_NAMES; taken++) {
            OpenFile opened = files.open(directory, prefix, ++counter, attempt);
            if (opened != null) {
                return opened;
            }
        }
        throw new IOException(
                MOST_TAKEN_NAMES + " file names up to number " + counter + " are taken already");
    }

    private boolean isToBeRolled(OpenFile file, Attempt attempt) throws IOException {
        int replicas = file.replicas();
        if (replicas < Integer.MAX_VALUE && replicas < files.wantedReplicas(file)) {
            attempt.countUnderReplicated();
            if (underReplicatedRolls < MOST_UNDER_REPLICATED_ROLLS) {
                underReplicatedRolls++;
                return true;
            }
        } else {
            underReplicatedRolls = 0;
        }
        return limits.reached(file.events(), file.bodyBytes());
    }

    void flush(Attempt attempt, long nowNanos) throws IOException {
        OpenFile file = this.file;
        if (file != null) {
            file.flush(attempt);
            flushedNanos = nowNanos;
        }
    }

    /**
     * Ends the file, closes and renames it; one that waits for a commit is only closed. The bucket
     * has none afterwards, unless this throws.
     *
     * @throws IOException if the events of the file could not be flushed. If only closing or
     *     renaming fails, the file is left to the attempt
     */
    void finish(Attempt attempt) throws IOException {
        OpenFile file = this.file;
        if (file == null) {
            return;
        }
        file.end(attempt);
        this.file = null;
        try {
            if (file.hasPending()) {
                file.close(attempt);
            } else {
                file.settle(attempt);
            }
        } catch (HungException givenUp) {
            attempt.leave(file);
            throw givenUp;
        } catch (IOException | RuntimeException failure) {
            if (!file.hasPending()) {
                file.tries().failed(failure);
                attempt.leave(file);
            }
        }
    }

    /**
     * As {@link #finish}, for a file whose events are all flushed: nothing is lost by a failure.
     */
    void finishOrLeave(Attempt attempt) throws HungException {
        OpenFile file = this.file;
        try {
            finish(attempt);
        } catch (HungException givenUp) {
            throw givenUp;
        } catch (IOException | RuntimeException failure) {
            if (file != null && this.file == file) {
                this.file = null;
                file.tries().failed(failure);
                attempt.leave(file);
            }
        }
    }

    /** The open file, which stays the bucket's. */
    @Nullable OpenFile file() {
        return file;
    }

    /** Whether a file is open that waits for a commit. */
    boolean hasPending() {
        OpenFile file = this.file;
        return file != null && file.hasPending();
    }

    /** The open file, which is no longer the bucket's. */
    @Nullable OpenFile takeFile() {
        OpenFile taken = file;
        file = null;
        return taken;
    }

    /** Where the files of this bucket are. */
    String directory() {
        return directory;
    }

    /** How many nanoseconds the file may stay open, or {@code Long.MAX_VALUE}. */
    long dueIn(long nowNanos, long rollNanos, long idleNanos) {
        OpenFile file = this.file;
        if (file == null) {
            return Long.MAX_VALUE;
        }
        long due = Long.MAX_VALUE;
        if (rollNanos > 0) {
            due = file.openedNanos + rollNanos - nowNanos;
        }
        if (idleNanos > 0) {
            due = Math.min(due, flushedNanos + idleNanos - nowNanos);
        }
        return due;
    }
}
