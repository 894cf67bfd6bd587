// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.real.RealHost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What programs around an agent do to its files. */
public final class TestFiles {
    private static final Disk DISK = new RealHost().disk();

    private TestFiles() {}

    /** Writes a file anew; parents are made. */
    public static Path write(Path path, byte[] bytes) throws IOException {
        makeParent(path);
        try (DiskFile file = DISK.open(path, Disk.Mode.TRUNCATE)) {
            file.write(bytes, 0, bytes.length);
        }
        return path;
    }

    public static Path write(Path path, String text) throws IOException {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends to a file, which is made if it is missing. */
    public static void append(Path path, byte[] bytes) throws IOException {
        makeParent(path);
        try (DiskFile file = DISK.open(path, Disk.Mode.APPEND)) {
            file.write(bytes, 0, bytes.length);
        }
    }

    public static void append(Path path, String text) throws IOException {
        append(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Cuts a file in place: the same file, shorter. */
    public static void truncate(Path path, long size) throws IOException {
        try (DiskFile file = DISK.open(path, Disk.Mode.APPEND)) {
            file.truncate(size);
        }
    }

    public static void rename(Path source, Path target) throws IOException {
        DISK.move(source, target);
    }

    public static void delete(Path path) throws IOException {
        DISK.delete(path);
    }

    private static void makeParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            DISK.createDirectories(parent);
        }
    }
}
