// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** The least that an agent does with a file of lines: read, split, checksum. */
final class LineReading {
    private static final int BLOCK = 256 * 1024;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    /** What came out of it. */
    record Lines(long lines, long checksums) {}

    private final byte[] block = new byte[BLOCK];
    private final int[] bounds = new int[2 * BLOCK];
    private int found;

    private LineReading() {}

    /** Reads all files to their ends. */
    static Lines read(List<Path> files) throws IOException {
        LineReading reading = new LineReading();
        long lines = 0;
        long checksums = 0;
        CRC32C crc = new CRC32C();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                int used = 0;
                while (true) {
                    int count = channel.read(ByteBuffer.wrap(reading.block, used, BLOCK - used));
                    if (count < 0) {
                        break;
                    }
                    int end = used + count;
                    int rest = reading.split(end);
                    lines += reading.found;
                    crc.reset();
                    crc.update(reading.block, 0, rest);
                    checksums += crc.getValue();
                    // The begun line goes to the front, as it does with a real reader.
                    System.arraycopy(reading.block, rest, reading.block, 0, end - rest);
                    used = end - rest;
                }
            }
        }
        return new Lines(lines, checksums);
    }

    /**
     * Notes start and length of each line that ends before {@code end}, eight bytes at a time.
     *
     * @return where the line starts that does not end
     */
    private int split(int end) {
        int start = 0;
        int at = 0;
        int count = 0;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = (long) LONG.get(block, at) ^ LINE_FEEDS;
            // The top bit of each byte that is zero, that is of each line feed; exact for all
            // bytes.
            long hits = ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
            while (hits != 0) {
                int feed = at + (Long.numberOfTrailingZeros(hits) >>> 3);
                bounds[2 * count] = start;
                bounds[2 * count + 1] = feed - start;
                count++;
                start = feed + 1;
                hits &= hits - 1;
            }
        }
        for (; at < end; at++) {
            if (block[at] == '\n') {
                bounds[2 * count] = start;
                bounds[2 * count + 1] = at - start;
                count++;
                start = at + 1;
            }
        }
        found = count;
        return start;
    }
}
