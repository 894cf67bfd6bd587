// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** Making a block of a thousand events, adding a header to it, checking it; time for each event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Bodies.EVENTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockBenchmark {
    /** Bytes of a body. */
    @Param({"200", "500"})
    public int bodyBytes;

    private byte[] body = {};
    private byte[] filled = {};
    private Block block = Bodies.block(1);
    private Batch batch = Batch.of(block);

    /** Makes what is read. */
    @Setup
    public void prepare() {
        body = Bodies.body(bodyBytes);
        block = Bodies.block(bodyBytes);
        batch = Batch.of(block);
        filled = new byte[Bodies.EVENTS * bodyBytes];
    }

    /** Each body copied into the block. */
    @Benchmark
    public Block append() {
        BlockBuilder builder = new BlockBuilder(Bodies.EVENTS * bodyBytes, Bodies.EVENTS);
        for (int i = 0; i < Bodies.EVENTS; i++) {
            builder.append(body, 0, bodyBytes);
        }
        return builder.build(0);
    }

    /** The array copied at once, then the events marked in it. */
    @Benchmark
    public Block mark() {
        BlockBuilder builder = BlockBuilder.around(filled.clone(), Bodies.EVENTS);
        for (int i = 0; i < Bodies.EVENTS; i++) {
            builder.mark(i * bodyBytes, bodyBytes);
        }
        return builder.build(0);
    }

    /** Each body copied, and a number as a header of each event. */
    @Benchmark
    public Block appendWithColumn() {
        BlockBuilder builder = new BlockBuilder(Bodies.EVENTS * bodyBytes, Bodies.EVENTS);
        for (int i = 0; i < Bodies.EVENTS; i++) {
            builder.append(body, 0, bodyBytes);
            builder.header("timestamp", i);
        }
        return builder.build(0);
    }

    /** One header of one value for the whole batch. */
    @Benchmark
    public Batch addConstantHeader() {
        return batch.withHeader("datacentre", "north");
    }

    /** A batch of a block that is there. */
    @Benchmark
    public Batch wrap() {
        return Batch.of(block);
    }

    /** The checksum of the bodies. */
    @Benchmark
    public boolean verify() {
        return block.verifyBodies();
    }
}
