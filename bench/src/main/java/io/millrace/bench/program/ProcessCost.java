// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has cost so far, as Linux counts it. */
public final class ProcessCost {
    /** The unit of /proc/pid/stat on every Linux that runs a JVM. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private final long pid;

    public ProcessCost(long pid) {
        this.pid = pid;
    }

    /** User and system time of all its threads, in seconds. */
    public double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The second field is the program's name in parentheses and may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
                / TICKS_PER_SECOND;
    }

    /** The most memory that it has had resident, in MiB. */
    public double peakResidentMebibytes() throws IOException {
        return status("VmHWM:") / 1024.0;
    }

    /** The memory that it has resident now, in MiB. */
    public double residentMebibytes() throws IOException {
        return status("VmRSS:") / 1024.0;
    }

    private long status(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("process " + pid + " has no " + key);
    }
}
