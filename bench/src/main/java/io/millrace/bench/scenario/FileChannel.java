// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.program.Flow;

import java.util.List;

/**
 * The file channel {@code c} as all its scenarios use it: acknowledged means synced, by default on
 * both sides, and all data in the directory of the run.
 */
final class FileChannel {
    /** The same for all: what stands in the channel is on disk and needs no heap. */
    static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m");

    private static final String SIZES =
            """
            a.channels.c.capacity = 1000000
            a.channels.c.transactionCapacity = 10000
            """;

    private FileChannel() {}

    /** Its keys. */
    static String keys() {
        return """
        a.channels.c.type = file
        a.channels.c.checkpointDir = %1$s/checkpoint
        a.channels.c.dataDirs = %1$s/data
        """
                        .formatted(Flow.DIRECTORY)
                + SIZES;
    }

    /** Its keys, or those of the channel that stands in for it. */
    static String keys(String standIn) {
        return standIn.isEmpty() ? keys() : "a.channels.c.type = " + standIn + "\n" + SIZES;
    }

    /** What result files call Millrace. */
    static String millrace(String standIn) {
        return standIn.isEmpty() ? "millrace" : "millrace with channel " + standIn;
    }
}
