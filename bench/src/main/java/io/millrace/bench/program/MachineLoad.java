// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.bench.Metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How busy the whole machine was since a moment, as Linux counts it. */
public final class MachineLoad {
    /** What else the machine did: where it is not near 0, a run is of little worth. */
    public static final Metric OTHERS = Metric.less("busy with others", "cores");

    private static final double TICKS_PER_SECOND = 100;
    private static final List<Integer> IDLE_AND_WAITING = List.of(4, 5);

    /** Fields from 1 on: user, nice, system, idle, waiting, interrupts; later ones are others'. */
    private static final int LAST_FIELD = 8;

    private final double busyBefore;
    private final long nanosBefore;

    private MachineLoad(double busyBefore, long nanosBefore) {
        this.busyBefore = busyBefore;
        this.nanosBefore = nanosBefore;
    }

    /** From now on. */
    public static MachineLoad begin() throws IOException {
        return new MachineLoad(busySeconds(), System.nanoTime());
    }

    /**
     * How many cores were busy on average with something else than what is named.
     *
     * @param ownSeconds CPU time since the beginning of the processes that are measured
     */
    public double othersCores(double ownSeconds) throws IOException {
        double seconds = (System.nanoTime() - nanosBefore) / 1e9;
        return Math.max(0, (busySeconds() - busyBefore - ownSeconds) / seconds);
    }

    private static double busySeconds() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
        double ticks = 0;
        for (int i = 1; i <= LAST_FIELD; i++) {
            if (!IDLE_AND_WAITING.contains(i)) {
                ticks += Double.parseDouble(fields[i]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }
}
