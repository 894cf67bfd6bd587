// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;
import io.millrace.hdfs.GuardedCalls.HungException;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * A file from its creation until it is closed and has its final name. For one thread at a time:
 * that of the task which owns it.
 */
final class OpenFile {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    private final FileSystem files;
    private final FileNames.Pair names;
    private final FSDataOutputStream out;
    private final EventFile content;
    private final HdfsSinkConfig.Sync sync;
    private final Runnable released;
    final long openedNanos;
    private long events;
    private long bodyBytes;
    private boolean ended;
    private boolean closeFailed;
    private boolean closed;
    private boolean settled;

    /** The sink's bookkeeping of a file that could not be closed and renamed at once. */
    int tries;

    long nextTryNanos;
    private @Nullable String failure;

    /**
     * @param released runs once the file has its final name or is given up
     */
    OpenFile(
            FileSystem files,
            FileNames.Pair names,
            FSDataOutputStream out,
            EventFile content,
            HdfsSinkConfig.Sync sync,
            long openedNanos,
            Runnable released) {
        this.files = files;
        this.names = names;
        this.out = out;
        this.content = content;
        this.sync = sync;
        this.openedNanos = openedNanos;
        this.released = released;
    }

    FileNames.Pair names() {
        return names;
    }

    long events() {
        return events;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    /** Adds events; after an exception the file is only good for {@link #settle}. */
    void write(Run run, Attempt attempt, boolean countBytes) throws IOException {
        attempt.next("write", names.inUse());
        attempt.countWritten(run.size());
        content.write(run);
        events += run.size();
        if (countBytes) {
            bodyBytes += run.bodyBytes();
        }
    }

    void flush(Attempt attempt) throws IOException {
        attempt.next("flush", names.inUse());
        content.flush(sync == HdfsSinkConfig.Sync.BATCH);
    }

    /**
     * How many replicas the block that is being written has, or {@code Integer.MAX_VALUE} where
     * there are no replicas.
     */
    int replicas() throws IOException {
        return out instanceof HdfsDataOutputStream blocks
                ? blocks.getCurrentBlockReplication()
                : Integer.MAX_VALUE;
    }

    /** How many replicas the file system makes unless told otherwise. */
    int defaultReplicas() {
        return files.getDefaultReplication(names.inUse());
    }

    /**
     * Writes and flushes the end of the content. When this returns all events are where the file
     * system keeps them, whatever becomes of {@link #settle}.
     */
    void end(Attempt attempt) throws IOException {
        if (!ended) {
            attempt.next("flush", names.inUse());
            ended = true;
            content.end(sync != HdfsSinkConfig.Sync.NONE);
        }
    }

    /**
     * Closes and renames. After a failure it may be tried again.
     *
     * @throws IOException if the file is still open or has its in-use name
     */
    void settle(Attempt attempt) throws IOException {
        if (!closed) {
            if (!ended) {
                endAfterFailure(attempt);
            }
            closeStream(attempt);
        }
        if (!names.inUse().equals(names.target())) {
            rename(attempt);
        }
        settled = true;
        attempt.countClosed();
        released.run();
    }

    /** What cannot be flushed any more was not delivered: it is written again, elsewhere. */
    private void endAfterFailure(Attempt attempt) throws HungException {
        try {
            end(attempt);
        } catch (HungException givenUp) {
            throw givenUp;
        } catch (IOException | RuntimeException broken) {
            LOG.debug("the end of {} is not written", names.inUse(), broken);
        }
    }

    private void closeStream(Attempt attempt) throws IOException {
        attempt.next("close", names.inUse());
        if (closeFailed && files instanceof LeaseRecoverable leases) {
            // The stream is lost; only the name node can end the file now.
            if (!leases.isFileClosed(names.inUse()) && !leases.recoverLease(names.inUse())) {
                throw new IOException("the name node is still recovering the end of the file");
            }
        } else {
            closeFailed = true;
            out.close();
        }
        closed = true;
    }

    private void rename(Attempt attempt) throws IOException {
        attempt.next("rename", names.inUse());
        if (files.exists(names.target())) {
            if (!files.exists(names.inUse())) {
                return; // An earlier try whose answer was lost.
            }
            throw new IOException("there is a file " + names.target() + " already");
        }
        if (!files.rename(names.inUse(), names.target())) {
            throw new IOException("the file system refused to rename it");
        }
    }

    boolean isSettled() {
        return settled;
    }

    /** Notes that {@link #settle} failed. */
    void failed(Throwable failure) {
        this.failure = Failures.innermostMessage(failure);
    }

    /** Why {@link #settle} failed since this was asked last, or null if it did not. */
    @Nullable String takeFailure() {
        String taken = failure;
        failure = null;
        return taken;
    }

    /** Leaves the file as it is, under its in-use name. */
    void giveUp() {
        released.run();
    }

    @Override
    public String toString() {
        return names.inUse().toString();
    }
}
