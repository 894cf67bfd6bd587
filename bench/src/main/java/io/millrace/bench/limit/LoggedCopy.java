// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import io.millrace.bench.Statistics;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.real.RealHost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine allows who copies a warm file and makes each batch durable twice on the way, in
 * a log and in the copy, and does nothing else.
 */
public final class LoggedCopy {
    private static final int MOST = 1500;
    private static final int ROUNDS = 3;

    private LoggedCopy() {}

    /** The name of the limit in MB/s, of batches of this size. */
    public static String name(int batchBytes) {
        return "read, append+fdatasync, write+fdatasync of %,d B".formatted(batchBytes);
    }

    /** Measures it below a directory. */
    public static Limit measure(Path source, Path directory, int batchBytes) throws IOException {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rates.add(copy(source, directory, batchBytes));
        }
        return new Limit(
                name(batchBytes),
                Statistics.median(rates),
                "MB/s",
                "one thread: reads so much of a warm file, appends it to a growing log, fdatasync,"
                        + " appends it to a growing copy, fdatasync; median of "
                        + ROUNDS);
    }

    private static double copy(Path source, Path directory, int batchBytes) throws IOException {
        Disk disk = new RealHost().disk();
        Path log = directory.resolve("logged-copy.log");
        Path copy = directory.resolve("logged-copy.out");
        ByteBuffer buffer = ByteBuffer.allocate(batchBytes);
        long at = 0;
        long start;
        try (DiskFile from = disk.open(source, Disk.Mode.READ);
                DiskFile first = disk.open(log, Disk.Mode.UPDATE);
                DiskFile second = disk.open(copy, Disk.Mode.UPDATE)) {
            long end = Math.min(from.size() / batchBytes, MOST) * batchBytes;
            start = System.nanoTime();
            for (; at < end; at += batchBytes) {
                int read = 0;
                while (read < batchBytes) {
                    read += from.read(buffer.array(), read, batchBytes - read, at + read);
                }
                first.writeAt(at, buffer.clear());
                first.syncData();
                second.writeAt(at, buffer.clear());
                second.syncData();
            }
        } finally {
            disk.delete(log);
            disk.delete(copy);
        }
        return at * 1e3 / (System.nanoTime() - start);
    }
}
