// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.channels.memory.MemoryChannelConfig;
import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.testkit.TestContext;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Batches of a thousand events of 500 bytes in and out of a memory channel of 100,000, with one or
 * four threads at either end; events per second and thread.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Bodies.EVENTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryChannelBenchmark {
    private static final int BODY_BYTES = 500;
    private static final long WAIT_NANOS = 10_000_000;

    private final Batch batch = Batch.of(Bodies.block(BODY_BYTES));
    private final long batchBytes = batch.bodyBytes();
    private final Channel channel =
            new MemoryChannelConfig(
                            100 * Bodies.EVENTS,
                            Bodies.EVENTS,
                            Duration.ofSeconds(3),
                            Optional.empty(),
                            20)
                    .create(TestContext.named("bench"));

    /** Opens the channel. */
    @Setup
    public void prepare() throws IOException, InterruptedException {
        channel.open();
    }

    /** One in, one out. */
    @Benchmark
    @Group("oneToOne")
    @GroupThreads(1)
    public void oneToOnePut(Control control) throws IOException, InterruptedException {
        put(control);
    }

    /** One in, one out. */
    @Benchmark
    @Group("oneToOne")
    @GroupThreads(1)
    public void oneToOneTake(Control control) throws IOException, InterruptedException {
        take(control);
    }

    /** Four in, one out. */
    @Benchmark
    @Group("fourToOne")
    @GroupThreads(4)
    public void fourToOnePut(Control control) throws IOException, InterruptedException {
        put(control);
    }

    /** Four in, one out. */
    @Benchmark
    @Group("fourToOne")
    @GroupThreads(1)
    public void fourToOneTake(Control control) throws IOException, InterruptedException {
        take(control);
    }

    /** One in, four out. */
    @Benchmark
    @Group("oneToFour")
    @GroupThreads(1)
    public void oneToFourPut(Control control) throws IOException, InterruptedException {
        put(control);
    }

    /** One in, four out. */
    @Benchmark
    @Group("oneToFour")
    @GroupThreads(4)
    public void oneToFourTake(Control control) throws IOException, InterruptedException {
        take(control);
    }

    private void put(Control control) throws IOException, InterruptedException {
        boolean isPut = false;
        while (!isPut && !control.stopMeasurement) {
            isPut = offer();
        }
    }

    /** Whether there was room in time; if not, the other end may have stopped. */
    private boolean offer() throws IOException, InterruptedException {
        try (Channel.Reservation room = channel.reserve(batch.size(), batchBytes, WAIT_NANOS)) {
            room.commit(batch).await();
            return true;
        } catch (ChannelFullException e) {
            return false;
        }
    }

    private void take(Control control) throws IOException, InterruptedException {
        while (!control.stopMeasurement) {
            Optional<Channel.Take> taken = channel.take(Bodies.EVENTS, WAIT_NANOS);
            if (taken.isPresent()) {
                try (Channel.Take take = taken.get()) {
                    take.acknowledge(0, take.batch().size());
                }
                return;
            }
        }
    }
}
