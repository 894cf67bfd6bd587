// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.SmallFile;
import io.millrace.host.Clock;
import io.millrace.host.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Apache Flume's position file: read once, and kept written for the way back. It is not what this
 * source goes by.
 */
final class PositionFile {
    /** Writing takes at most this part of the time. */
    private static final int COST_PART = 50;

    private final Path path;
    private final long intervalNanos;
    private final Clock clock;
    private final Disk disk;
    private final TailedFiles files;
    private final TaildirReports reports;
    private byte[] written = {};
    private long writtenChanges = -1;
    private long dueNanos;

    PositionFile(
            TaildirConfig config,
            Clock clock,
            Disk disk,
            TailedFiles files,
            TaildirReports reports) {
        this.path =
                config.positionFile()
                        .orElseGet(() ->
                                Path.of(
                                        System.getProperty("user.home", "."),
                                        ".flume",
                                        "taildir_position.json"));
        this.intervalNanos = config.writePosInterval().toNanos();
        this.clock = clock;
        this.disk = disk;
        this.files = files;
        this.reports = reports;
        this.dueNanos = clock.nanos() + intervalNanos;
    }

    /** What Flume left, if anything. */
    List<FlumePositions.Entry> read() throws IOException {
        if (disk.factsIfPresent(path).isEmpty()) {
            return List.of();
        }
        byte[] bytes = SmallFile.read(disk, path);
        FlumePositions.Parsed parsed = FlumePositions.parse(bytes);
        // Flume leaves it empty when no file matched.
        if (!parsed.isWhole() && bytes.length > 0) {
            reports.positionFileDamaged(path, parsed.entries().size());
        }
        return parsed.entries();
    }

    long dueNanos() {
        return dueNanos;
    }

    void writeIfDue() {
        if (dueNanos - clock.nanos() > 0) {
            return;
        }
        if (files.changes() == writtenChanges) {
            dueNanos = clock.nanos() + intervalNanos;
        } else {
            write();
        }
    }

    /** Writes where the channels are, if that changed. */
    void write() {
        long started = clock.nanos();
        writtenChanges = files.changes();
        List<FlumePositions.Entry> entries = new ArrayList<>();
        for (TailedFile file : files.all()) {
            long inode = FlumePositions.inode(file.identity);
            // Flume would take what is compressed for lines.
            if (file.isNamed && inode >= 0 && !Contents.isCompressed(file.path)) {
                entries.add(new FlumePositions.Entry(inode, file.accepted, file.path.toString()));
            }
        }
        byte[] bytes = FlumePositions.format(entries);
        if (!Arrays.equals(bytes, written)) {
            try {
                SmallFile.replace(disk, path, bytes, false);
                written = bytes;
            } catch (IOException failed) {
                reports.positionFileNotWritten(path, failed);
                writtenChanges = -1;
            }
        }
        long now = clock.nanos();
        dueNanos = now + Math.max(intervalNanos, COST_PART * (now - started));
    }
}
