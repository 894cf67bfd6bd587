// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.RecordContents.Begun;
import io.millrace.spi.Problem;

import org.apache.hadoop.fs.FileSystem;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * A file that an earlier process left behind, or whose creation failed. For one thread at a time.
 */
final class LeftFile implements Unsettled {
    private final Hadoop hadoop;
    private final WriteRecord record;
    private final long id;
    private final Begun file;
    private final boolean exact;
    private final Proof.Settings proofs;
    private final Consumer<Problem> report;
    private final Tries tries = new Tries();
    private boolean settled;

    LeftFile(
            Hadoop hadoop,
            WriteRecord record,
            long id,
            Begun file,
            boolean exact,
            Proof.Settings proofs,
            Consumer<Problem> report) {
        this.hadoop = hadoop;
        this.record = record;
        this.id = id;
        this.file = file;
        this.exact = exact;
        this.proofs = proofs;
        this.report = report;
    }

    @Override
    public FileNames.Pair names() {
        return file.names();
    }

    @Override
    public void settle(Attempt attempt) throws IOException {
        FileSystem files = hadoop.fileSystem(names().inUse());
        Placement placement = new Placement(files, names(), report);
        if (placement.isThere(attempt)) {
            placement.recoverLease(attempt);
            if (isKept(placement, attempt) && isProved(files, attempt)) {
                placement.rename(attempt);
                attempt.countClosed();
            }
        } else if (file.committed() > 0 && !file.ended() && !placement.hasFinalName(attempt)) {
            reportGone();
        }
        settled = true;
        record.settled(id);
    }

    private boolean isProved(FileSystem files, Attempt attempt) throws IOException {
        return !proofs.isAnythingWanted()
                || new Proof(proofs, files, names(), report, true).settleLeft(attempt);
    }

    private boolean isKept(Placement placement, Attempt attempt) throws IOException {
        // Bytes of no commit are in no other file if the events do not come again.
        boolean whole =
                record.isDamaged() || !record.isComplete() || (!exact && file.committed() == 0);
        return whole
                ? placement.hasBytes(attempt) || placement.cut(attempt, 0)
                : placement.cut(attempt, file.committed());
    }

    private void reportGone() {
        report.accept(
                new Problem(
                        "MR-4124",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        names().inUse()
                                + " is gone, with "
                                + file.committed()
                                + " bytes that were acknowledged",
                        "The events in it are lost, unless whoever took the file has them.",
                        "Find out what removes or moves files that are in use; their names end"
                                + " with hdfs.inUseSuffix."));
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public void giveUp() {
        // It stays in the record.
    }

    @Override
    public boolean isRecorded() {
        return true;
    }

    @Override
    public Tries tries() {
        return tries;
    }

    @Override
    public String toString() {
        return names().inUse().toString();
    }
}
