// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.millrace.bench.Statistics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How fast one thread compresses log lines with the library that the agent compresses with. */
final class Lz4 {
    private static final int PIECE = 256 * 1024;
    private static final int ROUNDS = 6;
    private static final long ROUND_NANOS = 300_000_000;

    private Lz4() {}

    static Limit measure() {
        byte[] lines = lines();
        Lz4JavaCompressor compressor = new Lz4JavaCompressor();
        byte[] compressed = new byte[compressor.maxCompressedLength(lines.length)];
        List<Double> rates = new ArrayList<>();
        int size = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long nanos = 0;
            long bytes = 0;
            while (nanos < ROUND_NANOS) {
                size =
                        compressor.compress(
                                lines, 0, lines.length, compressed, 0, compressed.length);
                bytes += lines.length;
                nanos = System.nanoTime() - start;
            }
            // The first round warms up the compiler.
            if (round > 0) {
                rates.add(bytes * 1e3 / nanos);
            }
        }
        return new Limit(
                "LZ4",
                Statistics.median(rates),
                "MB/s",
                "256 KiB of log lines, made %.1f times smaller, again and again, one thread"
                        .formatted((double) lines.length / size));
    }

    private static byte[] lines() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder lines = new StringBuilder();
        while (lines.length() < PIECE) {
            lines.append(
                    String.format(
                            Locale.ROOT,
                            "2026-11-21 10:%02d:%02d,%03d INFO [http-%d] shop.Order - order %d of"
                                    + " customer %d took %d ms%n",
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1000),
                            random.nextInt(64),
                            random.nextInt(1_000_000_000),
                            random.nextInt(1_000_000),
                            random.nextInt(3000)));
        }
        return lines.substring(0, PIECE).getBytes(StandardCharsets.US_ASCII);
    }
}
