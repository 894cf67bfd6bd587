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
import java.util.zip.CRC32C;

/** Measures, in a few seconds, what this machine allows right now. */
public final class Limits {
    /** One thread that copies. */
    public static final String MEMCPY = "memcpy";

    /** One thread that checksums. */
    public static final String CRC = "CRC32C";

    /** One thread that copies and checksums the copy. */
    public static final String MEMCPY_CRC = "memcpy+CRC32C";

    /** One thread that reads, finds lines and checksums. */
    public static final String READ_SPLIT_CRC = "read+split+CRC32C";

    /** One stream over the loopback interface. */
    public static final String LOOPBACK = "loopback TCP";

    /** As large as a block of ours. */
    private static final int PIECE = 256 * 1024;

    /** Beyond any cache. */
    private static final int RING = 64 << 20;

    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 300_000_000;
    private static final int APPENDS = 200;

    private final byte[] source = new byte[RING];
    private final byte[] target = new byte[RING];
    private final CRC32C crc = new CRC32C();

    /** Keeps results alive, so that the compiler cannot leave the work out. */
    @SuppressWarnings("UnusedVariable")
    private volatile long consumed;

    private Limits() {
        for (int i = 0; i < RING; i++) {
            source[i] = (byte) (i * 31 + (i >>> 8));
        }
    }

    /** All that need no files of a scenario; {@code directory} is for the disk's. */
    public static List<Limit> measure(Path directory) throws IOException, InterruptedException {
        Limits limits = new Limits();
        List<Limit> all = new ArrayList<>();
        all.add(
                new Limit(
                        MEMCPY,
                        megabytesPerSecond(limits::copy),
                        "MB/s",
                        "arraycopy of 256 KiB pieces through 64 MiB, one thread"));
        all.add(
                new Limit(
                        CRC,
                        megabytesPerSecond(limits::checksum),
                        "MB/s",
                        "CRC32C of 256 KiB pieces of 64 MiB, one thread"));
        all.add(
                new Limit(
                        MEMCPY_CRC,
                        megabytesPerSecond(limits::copyAndChecksum),
                        "MB/s",
                        "arraycopy of 256 KiB pieces through 64 MiB and CRC32C of each copy,"
                                + " one thread"));
        all.add(Lz4.measure());
        all.add(WarmReading.measure(directory));
        all.add(
                new Limit(
                        LOOPBACK,
                        Loopback.megabytesPerSecond(),
                        "MB/s",
                        "one TCP stream, writes of 64 KiB, one thread at each end"));
        for (int bytes : new int[] {512, 4096, 100 * 1024}) {
            all.add(append(directory, bytes));
        }
        return all;
    }

    /**
     * One thread that reads warm files block by block, finds the lines and checksums the blocks: no
     * agent that reads files can be faster with one thread.
     */
    public static Limit reading(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            LineReading.read(files);
            // The first round warms up the compiler and the files.
            if (round > 0) {
                rates.add(bytes * 1e3 / (System.nanoTime() - start));
            }
        }
        return new Limit(
                READ_SPLIT_CRC,
                Statistics.median(rates),
                "MB/s",
                "reads the warm files in 256 KiB blocks, notes start and length of each line,"
                        + " CRC32C of each block, one thread");
    }

    private void copy(int at) {
        System.arraycopy(source, at, target, at, PIECE);
    }

    private void checksum(int at) {
        crc.reset();
        crc.update(source, at, PIECE);
        consumed = crc.getValue();
    }

    private void copyAndChecksum(int at) {
        System.arraycopy(source, at, target, at, PIECE);
        crc.reset();
        crc.update(target, at, PIECE);
        consumed = crc.getValue();
    }

    private interface Work {
        void on(int offset);
    }

    private static double megabytesPerSecond(Work work) {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            long bytes = 0;
            long nanos = 0;
            while (nanos < ROUND_NANOS) {
                for (int at = 0; at < RING; at += PIECE) {
                    work.on(at);
                }
                bytes += RING;
                nanos = System.nanoTime() - start;
            }
            // The first round warms up the compiler.
            if (round > 0) {
                rates.add(bytes * 1e3 / nanos);
            }
        }
        return Statistics.median(rates);
    }

    private static Limit append(Path directory, int bytes) throws IOException {
        Path file = directory.resolve("append.bin");
        List<Double> micros = new ArrayList<>();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
            for (int i = 0; i < APPENDS; i++) {
                buffer.clear();
                long start = System.nanoTime();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
                micros.add((System.nanoTime() - start) / 1e3);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return new Limit(
                "append+fdatasync " + bytes + " B",
                Statistics.median(micros),
                "us",
                "median of "
                        + APPENDS
                        + " appends to a growing file, 99th percentile "
                        + Math.round(Statistics.quantile(micros, 0.99))
                        + " us");
    }
}
