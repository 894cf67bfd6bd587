// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process, and the disk below a directory, have done so far.
 *
 * @param nanos by this JVM's clock
 * @param cpuNanos of all threads
 * @param flushes that the disk was asked for, by whomever: each fdatasync that has something to
 *     write asks for one. 0 where the system does not count them
 */
record Expense(long nanos, long cpuNanos, long flushes) {
    /** Of {@code /sys/dev/block/.../stat}, from 0. */
    private static final int FLUSHES = 15;

    static Expense now(Path directory) throws IOException {
        long cpu =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getProcessCpuTime()
                        : 0;
        return new Expense(System.nanoTime(), cpu, flushes(directory));
    }

    private static long flushes(Path directory) throws IOException {
        long device = ((Number) Files.getAttribute(directory, "unix:dev")).longValue();
        long major = device >> 8 & 0xfff;
        long minor = (device & 0xff) | (device >> 12 & 0xfff00);
        Path block = Path.of("/sys/dev/block/" + major + ":" + minor);
        if (!Files.exists(block)) {
            return 0;
        }
        // Only the whole disk counts flushes, not its partitions.
        Path disk = block.toRealPath();
        if (Files.exists(disk.resolve("partition"))) {
            disk = disk.resolve("..").normalize();
        }
        String[] fields = Files.readString(disk.resolve("stat")).strip().split("\\s+");
        return fields.length > FLUSHES ? Long.parseLong(fields[FLUSHES]) : 0;
    }
}
