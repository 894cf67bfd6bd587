// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.Unsettled.StillBusyException;
import io.millrace.spi.Problem;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What is done to a file that nobody writes any more until it has its final name. Each step may be
 * done again, also by another process after a crash at any place.
 */
final class Placement {
    private static final int COPY_BYTES = 64 * 1024;

    private final FileSystem files;
    private final FileNames.Pair names;
    private final Consumer<Problem> report;

    Placement(FileSystem files, FileNames.Pair names, Consumer<Problem> report) {
        this.files = files;
        this.names = names;
        this.report = report;
    }

    /** Ends a file whose writer is gone. */
    void recoverLease(Attempt attempt) throws IOException {
        attempt.next("recover", names.inUse());
        if (files instanceof LeaseRecoverable leases
                && !leases.isFileClosed(names.inUse())
                && !leases.recoverLease(names.inUse())) {
            throw new StillBusyException("the name node is still recovering the end of the file");
        }
    }

    /**
     * Whether the file is there. One whose copy was cut, and which died before the copy had its
     * name, is there again afterwards.
     */
    boolean isThere(Attempt attempt) throws IOException {
        attempt.next("look for", names.inUse());
        if (files.exists(names.inUse())) {
            return true;
        }
        if (files.exists(copy())) {
            attempt.next("rename", copy());
            return files.rename(copy(), names.inUse());
        }
        return false;
    }

    boolean hasFinalName(Attempt attempt) throws IOException {
        attempt.next("look for", names.target());
        return files.exists(names.target());
    }

    boolean hasBytes(Attempt attempt) throws IOException {
        attempt.next("measure", names.inUse());
        return files.getFileStatus(names.inUse()).getLen() > 0;
    }

    /**
     * Cuts off what does not count.
     *
     * @return false if nothing counts, and the file is gone
     */
    boolean cut(Attempt attempt, long committed) throws IOException {
        attempt.next("measure", names.inUse());
        long length = files.getFileStatus(names.inUse()).getLen();
        if (committed == 0) {
            attempt.next("delete", names.inUse());
            var _ = files.delete(names.inUse(), false);
            return false;
        }
        if (length > committed) {
            truncate(attempt, committed);
        } else if (length < committed) {
            reportShort(length, committed);
        }
        return true;
    }

    private void truncate(Attempt attempt, long committed) throws IOException {
        attempt.next("truncate", names.inUse());
        if (files instanceof LocalFileSystem local) {
            // Not of the whole file any more.
            var _ = local.getRawFileSystem().delete(local.getChecksumFile(names.inUse()), false);
            var _ = local.getRawFileSystem().truncate(names.inUse(), committed);
            return;
        }
        boolean done;
        try {
            done = files.truncate(names.inUse(), committed);
        } catch (UnsupportedOperationException copied) {
            copy(attempt, committed);
            return;
        }
        if (!done) {
            throw new StillBusyException("the name node is still cutting the end of the file");
        }
    }

    private void copy(Attempt attempt, long committed) throws IOException {
        attempt.next("copy", names.inUse());
        try (FSDataInputStream in = files.open(names.inUse());
                FSDataOutputStream out = files.create(copy(), true)) {
            byte[] buffer = new byte[COPY_BYTES];
            long left = committed;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException(names.inUse() + " ends early");
                }
                out.write(buffer, 0, count);
                left -= count;
                attempt.next("copy", names.inUse());
            }
        }
        attempt.next("delete", names.inUse());
        if (!files.delete(names.inUse(), false)) {
            throw new IOException("the file system refused to remove it");
        }
        attempt.next("rename", copy());
        if (!files.rename(copy(), names.inUse())) {
            throw new IOException("the file system refused to rename " + copy());
        }
    }

    private Path copy() {
        return names.inUse().suffix(".cut");
    }

    private void reportShort(long length, long committed) {
        report.accept(
                new Problem(
                        "MR-4123",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        names.target()
                                + " has "
                                + length
                                + " bytes of the "
                                + committed
                                + " that were acknowledged",
                        "The events in the "
                                + (committed - length)
                                + " bytes behind are lost at the destination; the file may end"
                                + " within an event.",
                        "All machines that held them failed, or somebody changed the file. With"
                                + " sink.sync = batch only the loss of disks does that."));
    }

    /** Gives the file its final name, if that is another one. */
    void rename(Attempt attempt) throws IOException {
        if (names.inUse().equals(names.target())) {
            return;
        }
        attempt.next("rename", names.inUse());
        if (files.exists(names.target())) {
            if (!files.exists(names.inUse())) {
                return; // An earlier try whose answer was lost.
            }
            throw new IOException("there is a file " + names.target() + " already");
        }
        if (!files.rename(names.inUse(), names.target())) {
            throw new IOException("the file system refused to rename it");
        }
    }
}
