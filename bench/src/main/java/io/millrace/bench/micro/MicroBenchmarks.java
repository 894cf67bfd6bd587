// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the benchmarks of this package. */
public final class MicroBenchmarks {
    private MicroBenchmarks() {}

    /**
     * Runs those whose names match, with what they allocate, and writes the result as JSON: that of
     * JMH, without what a page does not show.
     *
     * @param pattern a regular expression, found anywhere in the name
     */
    public static void run(String pattern, Path result) throws RunnerException, IOException {
        new Runner(
                        new OptionsBuilder()
                                .include(pattern)
                                .addProfiler(GCProfiler.class)
                                .resultFormat(ResultFormatType.JSON)
                                .result(result.toString())
                                .build())
                .run();
        Files.writeString(result, MicroResults.shorten(Files.readString(result)));
    }
}
