// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;

/** Files that are read and replaced as a whole. */
public final class SmallFile {
    private SmallFile() {}

    public static byte[] read(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[Math.toIntExact(file.size())];
            for (int at = 0; at < bytes.length; ) {
                int count = file.read(bytes, at, bytes.length - at, at);
                if (count < 0) {
                    throw new EOFException(path + " became shorter while it was read");
                }
                at += count;
            }
            return bytes;
        }
    }

    /**
     * Replaces the content at once; the directory is made if it is missing.
     *
     * @param durable whether it is to survive a power cut
     */
    public static void replace(Disk disk, Path path, byte[] bytes, boolean durable)
            throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        if (directory != null && durable) {
            disk.createDurableDirectories(directory);
        } else if (directory != null) {
            disk.createDirectories(directory);
        }
        try (DiskFile file = disk.open(fresh, Disk.Mode.TRUNCATE)) {
            file.write(bytes, 0, bytes.length);
            if (durable) {
                file.sync();
            }
        }
        disk.move(fresh, absolute);
        if (durable && directory != null) {
            disk.syncDirectory(directory);
        }
    }
}
