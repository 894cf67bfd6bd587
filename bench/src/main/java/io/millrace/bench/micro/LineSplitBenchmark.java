// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.basic.source.Newlines;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** Finding the lines, of 200 bytes each, of a block of 256 KiB; time for the block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LineSplitBenchmark {
    private final byte[] lines = Bodies.lines();

    /** One line feed after the other, eight bytes at a time. */
    @Benchmark
    public int newlines() {
        int count = 0;
        for (int at = Newlines.next(lines, 0, lines.length);
                at >= 0;
                at = Newlines.next(lines, at + 1, lines.length)) {
            count++;
        }
        return count;
    }

    /** Byte by byte, which the compiler turns into vectors since only the count is kept. */
    @Benchmark
    public int countOnly() {
        int count = 0;
        for (byte each : lines) {
            if (each == '\n') {
                count++;
            }
        }
        return count;
    }
}
