// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps the bytes that failed their checks, since the segment around them is removed some day. */
final class Fence {
    private static final String SUFFIX = ".damaged";
    private static final int BUFFER_BYTES = 64 << 10;

    private Fence() {}

    static boolean isKept(Path path) {
        return String.valueOf(path.getFileName()).endsWith(SUFFIX);
    }

    /**
     * Copies a part of a segment to a file beside it. Best effort: what cannot be read or written
     * is not kept, and no event depends on it.
     */
    static void keep(Disk disk, Segment segment, long from, long to) {
        Path beside =
                segment.path()
                        .resolveSibling(
                                SegmentStore.name(segment.number(), "")
                                        + "-"
                                        + Long.toHexString(from)
                                        + SUFFIX);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (DiskFile in = disk.open(segment.path(), Disk.Mode.READ);
                DiskFile out = disk.open(beside, Disk.Mode.TRUNCATE)) {
            long at = from;
            while (at < to) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, to - at), at);
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                at += read;
            }
        } catch (IOException unreadable) {
            // Reported as damage by the caller all the same.
        }
    }

    /** Puts a whole file aside under a name that says so. */
    static void keepWhole(Disk disk, Path segment, long number) throws IOException {
        disk.move(segment, segment.resolveSibling(SegmentStore.name(number, "") + "-0" + SUFFIX));
    }
}
