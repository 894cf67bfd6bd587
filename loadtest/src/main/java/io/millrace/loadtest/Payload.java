// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bodies that are put again and again, each time with another {@link Marker} in their last bytes.
 * They lie one behind the other, so that a batch is one copy.
 */
public final class Payload {
    /** As many as this at least, so that the bodies of a block do not repeat. */
    private static final int LEAST_BODIES = 4000;

    /** Beyond this the pool leaves the caches, and copying is measured instead of the agent. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int LOG_VARIANTS = 64;

    /** More of a file is not read into memory. */
    private static final int MOST_FILE_BYTES = 64 << 20;

    private final String description;
    private final byte[] bytes;
    private final int[] starts;

    private Payload(String description, List<byte[]> bodies, int rounds) {
        this.description = description;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        this.starts = new int[bodies.size() * rounds + 1];
        int event = 0;
        for (int round = 0; round < rounds; round++) {
            for (byte[] body : bodies) {
                starts[event++] = all.size();
                all.writeBytes(body);
                all.writeBytes(new byte[Marker.BYTES]);
            }
        }
        starts[event] = all.size();
        this.bytes = all.toByteArray();
    }

    /**
     * Bodies of one size.
     *
     * @param size in bytes, the marker of 17 bytes included
     * @throws IllegalArgumentException if the marker does not fit
     */
    public static Payload fixed(int size) {
        if (size < Marker.BYTES) {
            throw new IllegalArgumentException(
                    "a body needs " + Marker.BYTES + " bytes for its serial number and time");
        }
        byte[] letters = new byte[size - Marker.BYTES];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + i % 26);
        }
        return new Payload(size + " bytes each", List.of(letters), rounds(1, size));
    }

    /** Lines like those of a web server's log, 140 to 260 bytes. */
    public static Payload logLines() {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < LOG_VARIANTS; i++) {
            StringBuilder line =
                    new StringBuilder(
                            String.format(
                                    Locale.ROOT,
                                    "10.%d.%d.%d - - [21/Nov/2026:10:%02d:%02d +0000] \"GET"
                                            + " /shop/item/%d?ref=%d HTTP/1.1\" %d %d ",
                                    i,
                                    i * 3 % 250,
                                    i * 7 % 250,
                                    i % 60,
                                    i * 11 % 60,
                                    100_000 + i * 37,
                                    i * 91,
                                    i % 16 == 15 ? 500 : 200,
                                    1000 + i * 13));
            int length = 200 + (i % 2 == 0 ? i : 1 - i) - Marker.BYTES;
            while (line.length() < length) {
                line.append("Mozilla/5.0 (X11; Linux x86_64; rv:").append(i).append(") ");
            }
            line.setLength(length);
            lines.add(line.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return new Payload("lines like a web server's log, 200 bytes on average", lines, 64);
    }

    /**
     * The lines of a file, from its beginning again and again; empty ones are left out. Each gets
     * the marker appended.
     *
     * @param text the file, of which the first 64 MiB count
     * @throws IllegalArgumentException if there is no line
     */
    public static Payload lines(String name, byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        int end = Math.min(text.length, MOST_FILE_BYTES);
        int start = 0;
        for (int at = 0; at <= end; at++) {
            if (at == end || text[at] == '\n') {
                int length = at - start;
                if (length > 0 && text[at - 1] == '\r') {
                    length--;
                }
                if (length > 0) {
                    byte[] line = new byte[length];
                    System.arraycopy(text, start, line, 0, length);
                    lines.add(line);
                }
                start = at + 1;
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(name + " has no lines");
        }
        int mean = Math.max(1, end / lines.size());
        return new Payload(
                "the " + lines.size() + " lines of " + name,
                lines,
                rounds(lines.size(), mean + Marker.BYTES));
    }

    private static int rounds(int bodies, int meanBytes) {
        int wanted = Math.min(LEAST_BODIES, Math.max(1, MOST_BYTES / meanBytes));
        return Math.max(1, wanted / bodies);
    }

    /** In words. */
    public String description() {
        return description;
    }

    /** How many bodies there are. */
    int count() {
        return starts.length - 1;
    }

    /** All bodies, with room for their markers. */
    byte[] bytes() {
        return bytes;
    }

    /** Where a body begins; for {@link #count} where the last one ends. */
    int start(int body) {
        return starts[body];
    }

    /** How many bodies from one on fit into some bytes, at least one, {@code most} at most. */
    int fitting(int from, int most, int bytesAtMost) {
        int count = 1;
        while (count < most && starts[from + count + 1] - starts[from] <= bytesAtMost) {
            count++;
        }
        return count;
    }

    /** The mean length of a body. */
    public double meanBytes() {
        return bytes.length / (double) count();
    }
}
