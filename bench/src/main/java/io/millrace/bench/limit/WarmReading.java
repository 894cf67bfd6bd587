// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import io.millrace.bench.Statistics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** How fast one thread reads what is in the page cache, and does nothing with it. */
final class WarmReading {
    private static final int PIECE = 256 * 1024;
    private static final int PIECES = 256;
    private static final int ROUNDS = 10;

    private WarmReading() {}

    static Limit measure(Path directory) throws IOException {
        Path file = directory.resolve("warm.bin");
        List<Double> rates = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            for (int i = 0; i < PIECES; i++) {
                channel.write(buffer.clear());
            }
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                long bytes = 0;
                for (int i = 0; i < PIECES; i++) {
                    bytes += channel.read(buffer.clear(), (long) i * PIECE);
                }
                rates.add(bytes * 1e3 / (System.nanoTime() - start));
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return new Limit(
                "reading a warm file",
                Statistics.median(rates),
                "MB/s",
                "64 MiB in the page cache, pieces of 256 KiB, one thread");
    }
}
