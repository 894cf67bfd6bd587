// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Clock;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
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

    /** How soon the file system is asked again that only needs a moment. */
    private static final Duration BETWEEN_BUSY = Duration.ofSeconds(1);

    private final long mostTries;
    private final Duration between;
    private final Clock clock;
    private final Consumer<Problem> report;
    private final LinkedHashSet<Unsettled> files = new LinkedHashSet<>();
    private final ConcurrentLinkedQueue<Unsettled> givenBack = new ConcurrentLinkedQueue<>();

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
    void giveBack(Collection<? extends Unsettled> files) {
        givenBack.addAll(files);
    }

    /** Takes over what was given back. */
    void collect() {
        for (Unsettled file = givenBack.poll(); file != null; file = givenBack.poll()) {
            add(file);
        }
    }

    void addAll(Collection<? extends Unsettled> added) {
        for (Unsettled file : added) {
            add(file);
        }
    }

    /** Takes a file; if closing it was tried already, that counts as a try. */
    void add(Unsettled file) {
        Unsettled.Tries tries = file.tries();
        String failure = tries.takeFailure();
        if (failure == null) {
            tries.nextNanos = clock.nanos();
        } else if (tries.busy) {
            tries.nextNanos = clock.nanos() + BETWEEN_BUSY.toNanos();
        } else {
            tries.count++;
            if (tries.count >= mostTries) {
                leave(file, failure);
                return;
            }
            if (tries.count == 1) {
                reportFirst(file, failure);
            }
            tries.nextNanos = clock.nanos() + between.toNanos();
        }
        if (files.size() == MOST) {
            leave(files.removeFirst(), "more than " + MOST + " files wait");
        }
        files.add(file);
    }

    private void reportFirst(Unsettled file, String failure) {
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

    private void leave(Unsettled file, String failure) {
        file.giveUp();
        report.accept(
                new Problem(
                        "MR-4111",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        file + " is left under its in-use name: " + failure,
                        "Its delivered events are in it and readable, but "
                                + (file.isRecorded()
                                        ? "only the next start of the sink renames it"
                                        : "nothing renames it any more")
                                + "; until then jobs that skip such names miss them.",
                        file.isRecorded()
                                ? "Start the sink again. By hand it can only be renamed, to "
                                        + file.names().target()
                                        + ", when the sink is stopped; what a failed batch left at"
                                        + " its end comes along."
                                : "Rename it by hand to " + file.names().target() + "."));
    }

    /** Takes out the files that are to be tried now. */
    List<Unsettled> takeDue() {
        long now = clock.nanos();
        List<Unsettled> due = new ArrayList<>();
        files.removeIf(file -> file.tries().nextNanos - now <= 0 && due.add(file));
        return due;
    }

    List<Unsettled> takeAll() {
        List<Unsettled> all = List.copyOf(files);
        files.clear();
        return all;
    }

    /** The sink ends: what is left stays as it is. */
    void leaveAll() {
        for (Unsettled file : takeAll()) {
            leave(file, "the sink was stopped");
        }
    }

    /** Nanoseconds until a file is to be tried. */
    long dueIn() {
        long now = clock.nanos();
        long soonest = Long.MAX_VALUE;
        for (Unsettled file : files) {
            soonest = Math.min(soonest, file.tries().nextNanos - now);
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
