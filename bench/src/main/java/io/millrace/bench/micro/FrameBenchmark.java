// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.frame.Block;
import io.millrace.frame.FrameDecoder;
import io.millrace.frame.FrameEncoder;
import io.millrace.frame.FrameFormatException;
import io.millrace.frame.Run;

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

/** Writing and reading frames of a thousand events of 200 bytes; time for each event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Bodies.EVENTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    private static final int BODY_BYTES = 200;

    /** Whether events have two columns and two constants. */
    @Param({"false", "true"})
    public boolean headers;

    private final FrameDecoder decoder = new FrameDecoder();
    private Run run = Run.of(Bodies.block(1));
    private byte[] frame = {};

    /** Makes what is read. */
    @Setup
    public void prepare() {
        Block block = headers ? Bodies.blockWithHeaders(BODY_BYTES) : Bodies.block(BODY_BYTES);
        run = Run.of(block);
        frame = FrameEncoder.encode(run);
    }

    /** A whole block as the journal writes it: what comes before its offsets and bodies. */
    @Benchmark
    public byte[] encodeInPlace() {
        return FrameEncoder.head(run, FrameEncoder.block(run));
    }

    /** A whole block, whose checksum is known, copied into one array. */
    @Benchmark
    public byte[] encode() {
        return FrameEncoder.encode(run);
    }

    /** Half of a block, whose checksum has to be computed. */
    @Benchmark
    @OperationsPerInvocation(Bodies.EVENTS / 2)
    public byte[] encodeSlice() {
        return FrameEncoder.encode(run.slice(0, Bodies.EVENTS / 2));
    }

    /** With all checksums. */
    @Benchmark
    public Block decode() throws FrameFormatException {
        return decoder.decode(frame, 0, frame.length);
    }
}
