// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.Meters;
import io.millrace.spi.Meters.Counter;
import io.millrace.spi.Meters.CounterSpec;

import java.util.concurrent.atomic.AtomicLong;

/** What the sink counts beside that what the engine counts for it. */
final class HdfsMetrics {
    private static final CounterSpec DOUBLES =
            new CounterSpec(
                    "possible_duplicate_events_total",
                    "Events that may be in a file already when their batch is written again.");
    private static final CounterSpec UNDER_REPLICATED =
            new CounterSpec(
                    "under_replicated_blocks_total",
                    "How often a block was found with fewer replicas than wanted.");

    private static final CounterSpec PASSED_OVER =
            new CounterSpec(
                    "redelivered_events_total",
                    "Events that came again and were in a file already, so were not written.");

    private static final CounterSpec DIFFERENCES =
            new CounterSpec(
                    "read_back_differences_total",
                    "Files that read otherwise than they were written.");

    private final Counter opened;
    private final Counter closed;
    private final Counter failed;
    private final Counter doubles;
    private final Counter underReplicated;
    private final Counter passedOver;
    private final Counter differences;

    /** Files that read otherwise than they were written, since the sink was made. */
    private final AtomicLong damagedFiles = new AtomicLong();

    /** Files that are open now, for the gauge. */
    volatile long openFiles;

    HdfsMetrics(Meters meters) {
        opened = meters.counter(CounterSpec.OPENED);
        closed = meters.counter(CounterSpec.CLOSED);
        failed = meters.counter(CounterSpec.FAILED);
        doubles = meters.counter(DOUBLES);
        underReplicated = meters.counter(UNDER_REPLICATED);
        passedOver = meters.counter(PASSED_OVER);
        differences = meters.counter(DIFFERENCES);
        meters.gauge("open_files", "Files that are being written.", () -> openFiles);
    }

    void add(Attempt attempt) {
        addIfAny(opened, attempt.opened());
        addIfAny(closed, attempt.closed());
        addIfAny(failed, attempt.openFailures());
        addIfAny(underReplicated, attempt.underReplicated());
        addIfAny(differences, attempt.damaged());
        damagedFiles.addAndGet(attempt.damaged());
    }

    /** As the counter, which cannot be asked; from any thread. */
    long damagedFiles() {
        return damagedFiles.get();
    }

    void addPassedOver(long events) {
        addIfAny(passedOver, events);
    }

    void addDoubles(long events) {
        doubles.add(events);
    }

    private static void addIfAny(Counter counter, long amount) {
        if (amount > 0) {
            counter.add(amount);
        }
    }
}
