// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.testkit.FaultDisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in a directory, opened and closed by a test, and what it had to tell. */
final class OnDisk implements JournalListener {
    /** Long enough for a slow machine; nothing waits so long unless it is broken. */
    static final long LONG = Duration.ofSeconds(60).toNanos();

    final FaultDisk disk = new FaultDisk();
    final List<String> told = new CopyOnWriteArrayList<>();
    private final JournalOptions options;
    private Clock clock = new RealHost().clock();

    OnDisk(Path directory) {
        this(JournalOptions.in("j", directory).withSegmentBytes(64 << 10));
    }

    OnDisk(JournalOptions options) {
        this.options = options;
        // Spares are made in the background, and would take the faults away.
        disk.onlyIn(path -> path.toString().endsWith(SegmentStore.SEGMENT));
    }

    Journal open() throws Exception {
        return open(this);
    }

    Journal open(JournalListener listener) throws Exception {
        return Journal.open(new FaultHost(new RealHost(), clock, disk), options, listener);
    }

    /** From the next open on, this is what time it is. */
    OnDisk at(Clock other) {
        clock = other;
        return this;
    }

    /** Appends events that are numbered on from one. */
    static void append(Journal journal, int from, int to) throws Exception {
        journal.append(numbers(from, to)).await();
    }

    static Batch numbers(int from, int to) {
        BlockBuilder builder = new BlockBuilder(64, to - from);
        for (int number = from; number < to; number++) {
            builder.append("event " + number);
        }
        return Batch.of(builder.build(1));
    }

    /** The segments in a directory, rising. */
    static List<Path> segments(Path in) throws IOException {
        try (var files = Files.list(in)) {
            return files.filter(path -> path.toString().endsWith(SegmentStore.SEGMENT))
                    .sorted()
                    .toList();
        }
    }

    /** Events of a stream, the number being the ordinal; the position is the number behind. */
    static Batch ofStream(int from, int to) {
        BlockBuilder builder = new BlockBuilder(64, to - from);
        for (int number = from; number < to; number++) {
            builder.append("event " + number);
        }
        byte[] end = {(byte) to};
        return Batch.of(builder.build(1, new StreamPosition("s", 1, from, end)));
    }

    /** All that waits, as the numbers in it; nothing is acknowledged. */
    static List<Integer> takeAll(Journal journal) throws Exception {
        journal.seal();
        List<Integer> numbers = new ArrayList<>();
        List<Journal.Taken> taken = journal.take(1000, LONG);
        while (!taken.isEmpty()) {
            taken.forEach(one -> numbers.addAll(numbers(one)));
            taken = journal.take(1000, LONG);
        }
        return numbers;
    }

    static List<Integer> numbers(Journal.Taken taken) {
        List<Integer> numbers = new ArrayList<>();
        for (Event event : Batch.of(List.of(taken.run()))) {
            numbers.add(Integer.parseInt(event.text().substring("event ".length())));
        }
        return numbers;
    }

    /** Takes and acknowledges so many events. */
    static void deliver(Journal journal, int count) throws Exception {
        int left = count;
        while (left > 0) {
            for (Journal.Taken one : journal.take(left, LONG)) {
                journal.acknowledge(
                        one.sequence(), one.sequence() + one.run().size(), one.run().bodyBytes());
                left -= one.run().size();
            }
        }
    }

    @Override
    public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
        told.add("lost " + firstEvent + " to " + endEvent);
    }

    @Override
    public void foreign(Path file) {
        told.add("foreign " + file.getFileName());
    }

    @Override
    public void writeFailed(IOException failure, boolean full) {
        told.add((full ? "full: " : "failed: ") + failure.getMessage());
    }

    @Override
    public void writeRecovered() {
        told.add("recovered");
    }

    private record FaultHost(Host host, Clock clock, Disk disk) implements Host {
        @Override
        public Threads threads() {
            return host.threads();
        }

        @Override
        public Net net() {
            return host.net();
        }
    }
}
