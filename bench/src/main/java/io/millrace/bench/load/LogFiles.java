// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of lines like those of a web server's access log, 200 bytes long on average with their line
 * feed, each with a serial number. The same size gives the same bytes.
 *
 * @param files in order
 * @param lines in all of them
 * @param bodyBytes of all lines, without line feeds
 */
public record LogFiles(List<Path> files, long lines, long bodyBytes) {
    private static final int CHUNK = 1 << 20;
    private static final int MEAN = 200;
    private static final int VARIANTS = 64;
    private static final int DIGITS = 12;

    /**
     * Makes the files, or takes those that an earlier run made. {@code directory} is created.
     *
     * @param count how many files
     * @param fileBytes how long each becomes; rounded up to a whole line
     */
    public static LogFiles in(Path directory, int count, long fileBytes) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>();
        long lines = 0;
        long bytes = 0;
        byte[][] variants = variants();
        for (int i = 0; i < count; i++) {
            Path file = directory.resolve("access-" + i + "-" + fileBytes + ".log");
            Sizes sizes = sizes(variants, fileBytes);
            if (!Files.exists(file) || Files.size(file) != sizes.bytes) {
                write(file, variants, i, sizes);
            }
            files.add(file);
            lines += sizes.lines;
            bytes += sizes.bytes;
        }
        return new LogFiles(List.copyOf(files), lines, bytes - lines);
    }

    private record Sizes(long lines, long bytes) {}

    private static Sizes sizes(byte[][] variants, long fileBytes) {
        long lines = 0;
        long bytes = 0;
        while (bytes < fileBytes) {
            bytes += variants[(int) (lines % VARIANTS)].length;
            lines++;
        }
        return new Sizes(lines, bytes);
    }

    private static void write(Path file, byte[][] variants, int number, Sizes sizes) {
        byte[] chunk = new byte[CHUNK];
        int used = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long line = 0; line < sizes.lines; line++) {
                byte[] text = variants[(int) (line % VARIANTS)];
                if (used + text.length > CHUNK) {
                    out.write(chunk, 0, used);
                    used = 0;
                }
                System.arraycopy(text, 0, chunk, used, text.length);
                long serial = number * 1_000_000_000L + line;
                for (int digit = DIGITS - 1; digit >= 0; digit--) {
                    chunk[used + digit] = (byte) ('0' + serial % 10);
                    serial /= 10;
                }
                used += text.length;
            }
            out.write(chunk, 0, used);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of 140 to 260 bytes; the serial number takes the place of the first twelve. */
    private static byte[][] variants() {
        byte[][] variants = new byte[VARIANTS][];
        for (int i = 0; i < VARIANTS; i++) {
            // Pairs that add up to twice the mean: 200, 200, 202, 198, 204, 196, ...
            int length = MEAN + (i % 2 == 0 ? i : 1 - i);
            String line =
                    ("%s 10.%d.%d.%d - - [21/Nov/2026:10:%02d:%02d +0000]"
                                    + " \"GET /shop/item/%d?ref=%d HTTP/1.1\" 200 %d ")
                            .formatted(
                                    "0".repeat(DIGITS),
                                    i,
                                    i * 3 % 250,
                                    i * 7 % 250,
                                    i % 60,
                                    i * 11 % 60,
                                    100_000 + i * 37,
                                    i * 91,
                                    1000 + i * 13);
            StringBuilder text = new StringBuilder(line);
            while (text.length() < length - 1) {
                text.append("Mozilla/5.0 (X11; Linux x86_64; rv:").append(i).append(") ");
            }
            text.setLength(length - 1);
            variants[i] = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        }
        return variants;
    }
}
