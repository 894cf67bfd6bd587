// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.RollContents.Commit;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.spi.Problem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Cuts the file that an earlier process left to what it had in it. */
final class LeftFile implements RollRecord.Recovery {
    private static final int READ_BYTES = 256 * 1024;

    private final Disk disk;
    private final Consumer<Problem> report;
    private final Kept kept;

    /** Told of a file with events that is complete now. */
    interface Kept {
        void file(Path path, long bytes);
    }

    LeftFile(Disk disk, Consumer<Problem> report, Kept kept) {
        this.disk = disk;
        this.report = report;
        this.kept = kept;
    }

    @Override
    public void judge(RollContents contents) throws IOException {
        Path path = Objects.requireNonNull(contents.file);
        Commit last = contents.last;
        Optional<FileFacts> facts = disk.factsIfPresent(path);
        if (last != null && facts.isPresent()) {
            if (isThere(last, path, facts.get().size())) {
                makeDurable(last, path);
            } else {
                contents.last = null;
            }
        }
        // Who took the file away has the last batch: that was in it before it was noted.
        contents.confirm();
    }

    @Override
    public void cut(RollContents contents) throws IOException {
        Path path = Objects.requireNonNull(contents.file);
        long counts = contents.length;
        Optional<FileFacts> facts = disk.factsIfPresent(path);
        if (facts.isEmpty()) {
            if (counts > 0) {
                reportGone(path, counts);
            }
            return;
        }
        long size = facts.get().size();
        if (counts == 0) {
            disk.delete(path);
            syncDirectoryOf(path);
            return;
        }
        if (size < counts) {
            reportShort(path, size, counts);
        } else {
            try (DiskFile file = disk.open(path, Disk.Mode.UPDATE)) {
                file.truncate(counts);
                file.sync();
            }
        }
        kept.file(path, Math.min(size, counts));
    }

    private void syncDirectoryOf(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            disk.syncDirectory(directory);
        }
    }

    private boolean isThere(Commit last, Path path, long size) throws IOException {
        if (size < last.end()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long read = pieces(file, last, (bytes, length, at) -> crc.update(bytes, 0, length));
            return read == last.end() && (int) crc.getValue() == last.crc();
        }
    }

    /**
     * Writes the bytes of a batch where they are. It counts from now on, and nobody may have waited
     * for the disk; if somebody did and the disk failed, a sync alone would prove nothing.
     */
    private void makeDurable(Commit last, Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.UPDATE)) {
            pieces(
                    file,
                    last,
                    (bytes, length, at) -> file.writeAt(at, ByteBuffer.wrap(bytes, 0, length)));
            file.sync();
        }
    }

    private interface Piece {
        void take(byte[] bytes, int length, long at) throws IOException;
    }

    /** Reads the bytes of a batch, and says where they end. */
    private static long pieces(DiskFile file, Commit batch, Piece piece) throws IOException {
        byte[] buffer = new byte[(int) Math.min(READ_BYTES, batch.end() - batch.start())];
        long at = batch.start();
        while (at < batch.end()) {
            int wanted = (int) Math.min(buffer.length, batch.end() - at);
            int count = file.read(buffer, 0, wanted, at);
            if (count < 0) {
                break;
            }
            piece.take(buffer, count, at);
            at += count;
        }
        return at;
    }

    private void reportShort(Path path, long size, long counts) {
        report.accept(
                new Problem(
                        "MR-4012",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        path
                                + " has "
                                + size
                                + " bytes, but "
                                + counts
                                + " were acknowledged before the last run ended",
                        "The events in the missing "
                                + (counts - size)
                                + " bytes are lost at the destination; the file may end in the"
                                + " middle of one.",
                        "With sink.sync = batch the power of the machine cannot do this: look at"
                                + " the disk, and at what changes files that are being written. If"
                                + " the channel keeps what it delivered, replay it."));
    }

    private void reportGone(Path path, long bytes) {
        report.accept(
                new Problem(
                        "MR-4013",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        path
                                + ", which was being written when the last run ended, is gone, with"
                                + " "
                                + bytes
                                + " bytes that were acknowledged",
                        "The events in it are not written again. Who took the file has them; if it"
                                + " was removed, they are lost.",
                        "Take files away that are not being written any more: the newest one of"
                                + " each sink is."));
    }
}
