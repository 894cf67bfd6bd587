// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Clock;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Files that could not be closed and renamed yet. Their delivered events are safe. For the thread
 * that holds the sink's lock, but for {@link #giveBack}.
 */
final class UnsettledFiles {
    /** Beyond it the oldest is left under its in-use name. */
    static final int MOST = 10_000;

    private final long mostTries;
    private final Duration between;
    private final Clock clock;
    private final Consumer<Problem> report;
    private final Deque<OpenFile> files = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<OpenFile> givenBack = new ConcurrentLinkedQueue<>();

    /**
     * @param closeTries zero or less is no limit
     * @param between the pause between two tries; zero or less allows only one
     */
    UnsettledFiles(int closeTries, Duration between, Clock clock, Consumer<Problem> report) {
        boolean once = between.compareTo(Duration.ZERO) <= 0;
        this.mostTries = once ? 1 : closeTries <= 0 ? Long.MAX_VALUE : closeTries;
        this.between = between;
        this.clock = clock;
        this.report = report;
    }

    /** Takes files of a task that was given up and has come back; from any thread. */
    void giveBack(Collection<OpenFile> files) {
        givenBack.addAll(files);
    }

    /** Takes over what was given back. */
    void collect() {
        for (OpenFile file = givenBack.poll(); file != null; file = givenBack.poll()) {
            add(file);
        }
    }

    void addAll(Collection<OpenFile> added) {
        for (OpenFile file : added) {
            add(file);
        }
    }

    /** Takes a file; if closing it was tried already, that counts as a try. */
    void add(OpenFile file) {
        String failure = file.takeFailure();
        if (failure == null) {
            file.nextTryNanos = clock.nanos();
        } else {
            file.tries++;
            if (file.tries >= mostTries) {
                leave(file, failure);
                return;
            }
            if (file.tries == 1) {
                reportFirst(file, failure);
            }
            file.nextTryNanos = clock.nanos() + between.toNanos();
        }
        if (files.size() == MOST) {
            leave(files.removeFirst(), "more than " + MOST + " files wait");
        }
        files.add(file);
    }

    private void reportFirst(OpenFile file, String failure) {
        report.accept(
                new Problem(
                        "MR-4110",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        file + " could not be closed and renamed: " + failure,
                        "Its delivered events are in it and readable; it keeps its in-use name for"
                                + " now. It is tried again every "
                                + between.toSeconds()
                                + " s.",
                        "Nothing, if it works in the end. hdfs.retryInterval and hdfs.closeTries"
                                + " say how often it is tried."));
    }

    private void leave(OpenFile file, String failure) {
        file.giveUp();
        report.accept(
                new Problem(
                        "MR-4111",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        file + " is left under its in-use name: " + failure,
                        "Its delivered events are in it and readable, but nothing renames it any"
                                + " more; jobs that skip such names miss them.",
                        "Rename it by hand to " + file.names().target() + "."));
    }

    /** Takes out the files that are to be tried now. */
    List<OpenFile> takeDue() {
        long now = clock.nanos();
        List<OpenFile> due = new ArrayList<>();
        files.removeIf(file -> file.nextTryNanos - now <= 0 && due.add(file));
        return due;
    }

    List<OpenFile> takeAll() {
        List<OpenFile> all = List.copyOf(files);
        files.clear();
        return all;
    }

    /** The sink ends: what is left stays as it is. */
    void leaveAll() {
        for (OpenFile file : takeAll()) {
            leave(file, "the sink was stopped");
        }
    }

    /** Nanoseconds until a file is to be tried. */
    long dueIn() {
        long now = clock.nanos();
        long soonest = Long.MAX_VALUE;
        for (OpenFile file : files) {
            soonest = Math.min(soonest, file.nextTryNanos - now);
        }
        return soonest;
    }

    Health health() {
        return files.isEmpty()
                ? Health.up()
                : Health.degraded(
                        files.size()
                                + " files wait to be closed and renamed, "
                                + files.getFirst()
                                + " for one");
    }
}
