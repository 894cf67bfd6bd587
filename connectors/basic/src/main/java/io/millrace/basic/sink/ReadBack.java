// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Reads a file that is being written. For one thread. */
final class ReadBack implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;

    private final Disk disk;
    private final Path path;
    private final byte[] buffer = new byte[READ_BYTES];
    private @Nullable DiskFile file;

    ReadBack(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    /** The CRC32C of the bytes from {@code start} to before {@code end}. */
    int crc(long start, long end) throws IOException {
        DiskFile open = file;
        if (open == null) {
            open = disk.open(path, Disk.Mode.READ);
            file = open;
        }
        CRC32C crc = new CRC32C();
        for (long at = start; at < end; ) {
            int count = open.read(buffer, 0, (int) Math.min(buffer.length, end - at), at);
            if (count < 0) {
                throw new EOFException(path + " ends at " + at + " instead of " + end);
            }
            crc.update(buffer, 0, count);
            at += count;
        }
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
