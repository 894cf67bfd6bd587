// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.SmallFile;
import io.millrace.formats.avro.AvroContainer;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Apache Flume's position in the file that it reads: read once, and kept written for the way back.
 * It is not what this source goes by.
 *
 * <p>An Avro container of records with one number, of which the last one counts; the name of the
 * file is among its metadata.
 */
final class FlumeTracker {
    private static final String NAME = ".flumespool-main.meta";
    private static final String FILE_KEY = "file";
    private static final String SCHEMA =
            """
            {"type":"record","name":"TransferStateFileMeta",\
            "namespace":"org.apache.flume.serialization",\
            "fields":[{"name":"offset","type":"long"}]}\
            """;
    private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

    private final SpoolConfig config;
    private final Clock clock;
    private final Disk disk;
    private final SpoolReports reports;
    private final Path path;
    private @Nullable Path current;
    private long dueNanos;
    private boolean isWritten;

    /** A file and how far Flume read it. */
    record Tracked(Path path, long offset) {}

    FlumeTracker(SpoolConfig config, Clock clock, Disk disk, SpoolReports reports) {
        this.config = config;
        this.clock = clock;
        this.disk = disk;
        this.reports = reports;
        this.path = config.trackers().resolve(NAME);
    }

    /** What Flume left, if anything. */
    Optional<Tracked> read() throws IOException {
        if (disk.factsIfPresent(path).filter(FileFacts::isFile).isEmpty()) {
            return Optional.empty();
        }
        isWritten = true;
        byte[] bytes = SmallFile.read(disk, path);
        // Flume leaves it empty before the first position.
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            AvroContainer.Header header = AvroContainer.header(bytes, bytes.length);
            byte[] file = header.metadata().get(FILE_KEY);
            Optional<Long> last = AvroContainer.lastLong(bytes, header);
            if (file == null) {
                reports.trackerUnreadable(path, "it names no file");
                return Optional.empty();
            }
            return last.map(offset ->
                    new Tracked(Path.of(new String(file, StandardCharsets.UTF_8)), offset));
        } catch (IOException | IllegalArgumentException damaged) {
            reports.trackerUnreadable(path, String.valueOf(damaged.getMessage()));
            return Optional.empty();
        }
    }

    /** The channels have a file up to an offset, behind which there is more of it. */
    void reached(Path file, long offset) {
        if (!file.equals(current) || dueNanos - clock.nanos() <= 0) {
            current = file;
            write(file, offset);
            dueNanos = clock.nanos() + INTERVAL_NANOS;
        }
    }

    /** A file is not read any more, or not now. */
    void left(Path file) {
        if (file.equals(current)) {
            current = null;
        }
    }

    /** The source ends, with all that is safe at a place. */
    void write(Optional<SpoolPlace> place) {
        if (place.isPresent() && !place.get().isEnd()) {
            write(Path.of(place.get().file().path()), place.get().file().offset());
        } else if (isWritten) {
            remove();
        }
    }

    private void write(Path file, long offset) {
        // Flume would take what is compressed for lines.
        if (SpoolContents.isCompressed(config, file)) {
            return;
        }
        // Of a container it says where the marker before the next block begins.
        boolean isContainer = config.format() == SpoolConfig.Format.AVRO;
        long there = isContainer ? Math.max(0, offset - AvroContainer.SYNC_BYTES) : offset;
        byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = AvroContainer.ofLong(SCHEMA, Map.of(FILE_KEY, name), there);
        try {
            SmallFile.replace(disk, path, bytes, false);
            isWritten = true;
        } catch (IOException failed) {
            reports.trackerNotWritten(path, failed);
        }
    }

    private void remove() {
        try {
            disk.delete(path);
            isWritten = false;
        } catch (IOException failed) {
            reports.trackerNotWritten(path, failed);
        }
    }
}
