// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.frame.Batch;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A thousand events of 500 bytes appended to a journal, synced, taken and acknowledged; time for
 * each event, most of which is the disk's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Bodies.EVENTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalBenchmark {
    private static final int BODY_BYTES = 500;
    private static final long WAIT_NANOS = 10_000_000_000L;

    private final Batch batch = Batch.of(Bodies.block(BODY_BYTES));
    private Path directory = Path.of("");
    private @Nullable Journal opened;

    /** Opens a journal in a directory of its own, and fills its pools. */
    @Setup(Level.Trial)
    public void prepare() throws IOException, InterruptedException {
        // Not where files live in memory.
        Path parent = Files.createDirectories(Path.of("target").toAbsolutePath());
        directory = Files.createTempDirectory(parent, "journal");
        JournalOptions options = JournalOptions.in("j", directory);
        opened = Journal.open(new RealHost(), options, JournalListener.NONE);
        throughTheJournal();
    }

    /** In, synced, and out. */
    @Benchmark
    public void throughTheJournal() throws IOException, InterruptedException {
        Journal journal = Objects.requireNonNull(opened);
        journal.append(batch).await();
        int left = Bodies.EVENTS;
        while (left > 0) {
            List<Journal.Taken> all = journal.take(left, WAIT_NANOS);
            for (Journal.Taken taken : all) {
                int size = taken.run().size();
                journal.acknowledge(
                        taken.sequence(), taken.sequence() + size, taken.run().bodyBytes());
                left -= size;
            }
        }
    }

    /** Removes what was written. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        Objects.requireNonNull(opened).close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
