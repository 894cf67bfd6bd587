// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The file of a record, and the lock beside it. */
public final class RecordFile {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);

    private RecordFile() {}

    /**
     * All that is in a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    public static byte[] read(Disk disk, Path path) throws IOException {
        try (DiskFile in = disk.open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[Math.toIntExact(in.size())];
            int length = 0;
            while (length < bytes.length) {
                int count = in.read(bytes, length, bytes.length - length, length);
                if (count < 0) {
                    break;
                }
                length += count;
            }
            return Arrays.copyOf(bytes, length);
        }
    }

    /** Closes a file of which nothing is expected any more. */
    public static void close(@Nullable DiskFile file, Path path) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException failed) {
                LOG.debug("{} was not closed", path, failed);
            }
        }
    }

    /** Gives up a lock of {@link Disk#lock}. */
    public static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception ended) {
            LOG.debug("the lock ends with the process", ended);
        }
    }
}
