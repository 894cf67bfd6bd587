// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used.
 *
 * @param cpuNanos of all threads since its start
 * @param gcMillis in collections since its start
 * @param heapBytes in use now, garbage included
 * @param residentBytes of its memory now; 0 where the system does not tell
 */
record Effort(long cpuNanos, long gcMillis, long heapBytes, long residentBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    static Effort now() {
        long cpu =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getProcessCpuTime()
                        : 0;
        long gc =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Effort(cpu, gc, heap, resident());
    }

    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException notLinux) {
            return 0;
        }
        return 0;
    }
}
