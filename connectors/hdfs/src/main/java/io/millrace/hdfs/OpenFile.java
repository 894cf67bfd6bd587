// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;
import io.millrace.hdfs.GuardedCalls.HungException;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Objects;

/**
 * A file from its creation until it is closed and has its final name. For one thread at a time:
 * that of the task which owns it.
 */
final class OpenFile implements Unsettled {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    private final FileSystem files;
    private final FileNames.Pair names;
    private final FSDataOutputStream out;
    private final EventFile content;
    private final HdfsSinkConfig.Sync sync;
    private final @Nullable RecordedFile recorded;
    private final @Nullable Proof proof;
    private final Placement placement;
    private final Runnable released;
    final long openedNanos;
    private final Tries tries = new Tries();
    private long events;
    private long bodyBytes;

    /** Events since the last commit. */
    private long pending;

    /** The length of all that is flushed. */
    private long length;

    /** A call failed or is under way, so that nobody knows what is in the file. */
    private boolean broken;

    private boolean ended;
    private boolean closeFailed;
    private boolean closed;
    private boolean proved;
    private boolean settled;

    /**
     * @param recorded what the record says of it, null if there is no record
     * @param proof what is to be known of its content, null if nothing is
     * @param released runs once the file has its final name or is given up
     */
    OpenFile(
            FileSystem files,
            FileNames.Pair names,
            FSDataOutputStream out,
            EventFile content,
            HdfsSinkConfig.Sync sync,
            @Nullable RecordedFile recorded,
            @Nullable Proof proof,
            Placement placement,
            long openedNanos,
            Runnable released) {
        this.files = files;
        this.names = names;
        this.out = out;
        this.content = content;
        this.sync = sync;
        this.recorded = recorded;
        this.proof = proof;
        this.placement = placement;
        this.openedNanos = openedNanos;
        this.released = released;
    }

    @Override
    public FileNames.Pair names() {
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
        broken = true;
        pending += run.size();
        content.write(run);
        broken = false;
        if (proof != null) {
            proof.add(run);
        }
        events += run.size();
        if (countBytes) {
            bodyBytes += run.bodyBytes();
        }
    }

    void flush(Attempt attempt) throws IOException {
        attempt.next("flush", names.inUse());
        broken = true;
        content.flush(sync == HdfsSinkConfig.Sync.BATCH);
        flushed(attempt);
    }

    private void flushed(Attempt attempt) {
        length = out.getPos();
        broken = false;
        RecordedFile recorded = this.recorded;
        if (recorded == null) {
            return;
        }
        if (pending > 0) {
            attempt.leaveToCommit(this);
        } else {
            recorded.committed(length); // What the format adds belongs to what is committed.
        }
    }

    /** Its part of a commit; only for a file that the attempt left to commit. */
    RecordContents.Length toCommit() {
        return Objects.requireNonNull(recorded, "no record").length(length, ended);
    }

    /** All that is flushed is in the record. */
    void committed() {
        pending = 0;
        if (recorded != null) {
            recorded.committed(length);
        }
        if (proof != null) {
            proof.commit();
        }
    }

    /** Whether what is not committed is to be cut off, so that the file has to wait for that. */
    boolean hasPending() {
        return pending > 0 && recorded != null && recorded.isExact();
    }

    /** Whether no event is added any more. */
    boolean isEnded() {
        return ended;
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
            broken = true;
            ended = true;
            content.end(sync != HdfsSinkConfig.Sync.NONE);
            flushed(attempt);
        }
    }

    @Override
    public void settle(Attempt attempt) throws IOException {
        if (!closed) {
            if (!ended && !hasPending()) {
                endAfterFailure(attempt);
            }
            close(attempt);
        }
        if (isAnythingLeft(attempt) && isProved(attempt)) {
            placement.rename(attempt);
        }
        settled = true;
        if (recorded != null) {
            recorded.settled();
        }
        attempt.countClosed();
        released.run();
    }

    /** Whether the file has what was written, as far as that is to be known. */
    private boolean isProved(Attempt attempt) throws IOException {
        Proof proof = this.proof;
        if (proof == null || proved) {
            return true;
        }
        if (broken) {
            proof.forgetSum();
        }
        boolean good = proof.settle(attempt);
        proved = good;
        return good;
    }

    /** What cannot be flushed any more was not delivered: it is written again, elsewhere. */
    private void endAfterFailure(Attempt attempt) throws HungException {
        try {
            end(attempt);
        } catch (HungException givenUp) {
            throw givenUp;
        } catch (IOException | RuntimeException failure) {
            LOG.debug("the end of {} is not written", names.inUse(), failure);
        }
    }

    /** Closes the stream. After a failure it may be tried again. */
    void close(Attempt attempt) throws IOException {
        if (closed) {
            return;
        }
        if (closeFailed) {
            // The stream is lost; only the name node can end the file now.
            placement.recoverLease(attempt);
        } else {
            attempt.next("close", names.inUse());
            closeFailed = true;
            out.close();
        }
        closed = true;
    }

    /** Cuts off what is not committed; false if that is everything, and the file is gone. */
    private boolean isAnythingLeft(Attempt attempt) throws IOException {
        RecordedFile recorded = this.recorded;
        if (recorded == null) {
            return true;
        }
        if (pending == 0 && !broken) {
            // Given up between its creation and its first event.
            return events > 0 || !recorded.isNew() || placement.cut(attempt, 0);
        }
        if (!recorded.isExact()) {
            return true;
        }
        recorded.requireSound();
        if (!placement.isThere(attempt)) {
            return placement.hasFinalName(attempt);
        }
        boolean left = placement.cut(attempt, recorded.committed());
        pending = 0;
        broken = false;
        if (proof != null) {
            proof.cut();
        }
        return left;
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public void giveUp() {
        released.run();
    }

    @Override
    public boolean isRecorded() {
        return recorded != null;
    }

    @Override
    public Tries tries() {
        return tries;
    }

    @Override
    public String toString() {
        return names.inUse().toString();
    }
}
