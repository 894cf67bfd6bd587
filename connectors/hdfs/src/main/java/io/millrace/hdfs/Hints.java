// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.Problem;

import java.util.function.Consumer;

/** What runs as it is written and still surprises most people. */
final class Hints {
    private static final RollLimits DEFAULT_LIMITS = new RollLimits(10, 1024);

    private Hints() {}

    /**
     * The limits that nobody seems to have set and that make files small; empty if there is none.
     */
    private static String smallest(RollLimits limits) {
        boolean few = limits.count() == DEFAULT_LIMITS.count();
        boolean little = limits.bytes() == DEFAULT_LIMITS.bytes();
        String count = few ? limits.count() + " events" : "";
        String bytes = little ? limits.bytes() + " bytes" : "";
        return count + (few && little ? " or " : "") + bytes;
    }

    static void report(
            HdfsSinkConfig config,
            RollLimits limits,
            boolean defaultsToLocal,
            Consumer<Problem> report) {
        String small = smallest(limits);
        if (!small.isEmpty()) {
            report.accept(
                    new Problem(
                            "MR-4120",
                            Problem.Severity.HINT,
                            "",
                            "",
                            "a new file is begun after " + small,
                            "There will be very many small files, which burden a name node.",
                            "Set hdfs.rollSize = 128MB, hdfs.rollCount = 0 and hdfs.rollInterval ="
                                    + " 5m, say: each of them that is not set has Flume's"
                                    + " default."));
        }
        if (defaultsToLocal && !config.path().contains(":/")) {
            report.accept(
                    new Problem(
                            "MR-4121",
                            Problem.Severity.HINT,
                            "",
                            "",
                            "hdfs.path = "
                                    + config.path()
                                    + " names no file system, and Hadoop's configuration sets no"
                                    + " fs.defaultFS",
                            "The files are written to the local disk.",
                            "If that is meant, write file:// before the path; else write"
                                    + " hdfs://host:port before it, or put core-site.xml into the"
                                    + " directory given with --conf."));
        }
    }
}
