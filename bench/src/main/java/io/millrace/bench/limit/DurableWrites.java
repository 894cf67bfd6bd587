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
import java.util.Locale;

/**
 * What the disk allows who writes batches of one size and syncs after each, and does nothing else:
 * to a file that grows, and to one whose bytes were written before.
 *
 * @param bytes of a batch
 */
public record DurableWrites(int bytes) {
    private static final int MOST = 2000;
    private static final long MOST_BYTES = 400_000_000;

    public static DurableWrites of(int bytes) {
        return new DurableWrites(bytes);
    }

    /** The name of the limit in MB/s of a file that grows. */
    public String growing() {
        return named("growing file, %,d B + fdatasync");
    }

    /** The name of the limit in MB/s of a file whose zeros were written before. */
    public String preallocated() {
        return named("preallocated file, %,d B + fdatasync");
    }

    /** The name of the limit in microseconds of one write with its sync, the file growing. */
    public String time() {
        return named("time of %,d B + fdatasync");
    }

    private String named(String format) {
        return String.format(Locale.ROOT, format, bytes);
    }

    /** Measures them below a directory. */
    public List<Limit> limits(Path directory) throws IOException {
        int count = (int) Math.min(MOST, Math.max(100, MOST_BYTES / bytes));
        String how =
                count
                        + " times this much, each followed by fdatasync, one thread; median %.0f"
                        + " us, 99th percentile %.0f us";
        List<Double> growing = measure(directory, count, false);
        List<Double> preallocated = measure(directory, count, true);
        return List.of(
                new Limit(growing(), rate(growing), "MB/s", how(how, growing)),
                new Limit(
                        preallocated(),
                        rate(preallocated),
                        "MB/s",
                        how(how, preallocated) + "; its zeros were written and synced before"),
                new Limit(time(), Statistics.median(growing), "us", "the same, file growing"));
    }

    private static String how(String format, List<Double> micros) {
        return String.format(
                Locale.ROOT, format, Statistics.median(micros), Statistics.quantile(micros, 0.99));
    }

    private double rate(List<Double> micros) {
        return bytes
                * (double) micros.size()
                / micros.stream().mapToDouble(Double::doubleValue).sum();
    }

    private List<Double> measure(Path directory, int count, boolean isPreallocated)
            throws IOException {
        Disk disk = new RealHost().disk();
        Path path = directory.resolve("durable-writes.bin");
        disk.delete(path);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        List<Double> micros = new ArrayList<>();
        try (DiskFile file = disk.open(path, Disk.Mode.UPDATE)) {
            if (isPreallocated) {
                for (int i = 0; i < count; i++) {
                    file.writeAt((long) i * bytes, buffer.clear());
                }
                file.sync();
            }
            for (int i = 0; i < bytes; i++) {
                buffer.put(i, (byte) (i * 31));
            }
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                file.writeAt((long) i * bytes, buffer.clear());
                file.syncData();
                micros.add((System.nanoTime() - start) / 1e3);
            }
        } finally {
            disk.delete(path);
        }
        return micros;
    }
}
