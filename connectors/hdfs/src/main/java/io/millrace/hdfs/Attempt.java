// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.Steps;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One task on the thread that calls Hadoop: how it says where it is, what it did, and what it
 * leaves behind. For one thread at a time.
 */
final class Attempt implements Steps {
    private @Nullable Steps steps;
    private final List<Unsettled> leftOver = new ArrayList<>();
    private final Set<OpenFile> toCommit = new LinkedHashSet<>();
    private final AtomicLong written = new AtomicLong();
    private long opened;
    private long openFailures;
    private long closed;
    private long underReplicated;
    private long damaged;

    void begin(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void next(String verb, Object what) throws IOException {
        Objects.requireNonNull(steps, "not begun").next(verb, what);
    }

    /** Takes a file that could not be closed and renamed. */
    void leave(Unsettled file) {
        leftOver.add(file);
    }

    List<Unsettled> leftOver() {
        return leftOver;
    }

    /** Takes a file all of whose events are flushed and not all committed. */
    void leaveToCommit(OpenFile file) {
        toCommit.add(file);
    }

    /** The files of {@link #leaveToCommit}, open ones and ended ones. */
    Set<OpenFile> toCommit() {
        return toCommit;
    }

    /** Counts events that were handed to a file; they may be in it whatever happens next. */
    void countWritten(int events) {
        written.addAndGet(events);
    }

    /** May be asked by any thread, while the task runs too. */
    long written() {
        return written.get();
    }

    void countOpened() {
        opened++;
    }

    long opened() {
        return opened;
    }

    void countOpenFailure() {
        openFailures++;
    }

    long openFailures() {
        return openFailures;
    }

    void countClosed() {
        closed++;
    }

    /** Files that were closed and have their final name. */
    long closed() {
        return closed;
    }

    void countUnderReplicated() {
        underReplicated++;
    }

    /** How often a block was found with too few replicas. */
    long underReplicated() {
        return underReplicated;
    }

    void countDamaged() {
        damaged++;
    }

    /** Files that read otherwise than they were written. */
    long damaged() {
        return damaged;
    }
}
