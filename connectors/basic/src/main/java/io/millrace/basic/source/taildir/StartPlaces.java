// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.basic.source.follow.SmallFile;
import io.millrace.host.Disk;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where files were begun that were not begun at their start: what Flume had read of them, or what
 * was in them when they were to be read from their end. Needed until the first event of a file is
 * safe, since only events carry positions.
 *
 * <p>One text file, replaced as a whole and synced: a line {@code millrace-taildir-starts 1} with
 * the CRC32C of the rest, then a position in base 64 on each line. That it exists says that the
 * source ran before.
 */
final class StartPlaces {
    private static final String MAGIC = "millrace-taildir-starts 1 ";

    private final Disk disk;
    private final Path path;
    private final TaildirReports reports;
    private final Map<String, FilePosition> places = new LinkedHashMap<>();
    private boolean existed;
    private boolean isChanged;

    StartPlaces(Disk disk, Path directory, TaildirReports reports) {
        this.disk = disk;
        this.path = directory.resolve("taildir.starts");
        this.reports = reports;
    }

    void load() throws IOException {
        existed = disk.factsIfPresent(path).isPresent();
        if (!existed) {
            isChanged = true;
            return;
        }
        String text = new String(SmallFile.read(disk, path), StandardCharsets.US_ASCII);
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        if (end < 0 || !text.startsWith(MAGIC + checksum(body))) {
            throw reports.startsDamaged(path);
        }
        for (String line : body.lines().toList()) {
            add(decode(line));
        }
        isChanged = false;
        // Who put it there may have died before it was durable.
        disk.syncDirectory(path.toAbsolutePath().resolveSibling(""));
    }

    private FilePosition decode(String line) throws ProblemException {
        try {
            return FilePosition.decode(Base64.getDecoder().decode(line))
                    .orElseThrow(() -> reports.startsDamaged(path));
        } catch (IllegalArgumentException noBase64) {
            throw reports.startsDamaged(path);
        }
    }

    /** Whether this source never ran before. */
    boolean isFirstStart() {
        return !existed;
    }

    /** Where to begin a file, if it is one of these and still holds what it held. */
    Optional<FilePosition> of(OpenFile file) throws IOException {
        FilePosition place = places.get(file.identity());
        return place != null && file.holds(place) ? Optional.of(place) : Optional.empty();
    }

    boolean knows(String identity) {
        return places.containsKey(identity);
    }

    void add(FilePosition place) {
        places.put(place.identity(), place);
        isChanged = true;
    }

    /** Forgets all files but those. */
    void keepOnly(Collection<String> identities) {
        isChanged |= places.keySet().retainAll(identities);
    }

    /** Makes what changed durable. */
    void save() throws IOException {
        if (!isChanged) {
            return;
        }
        StringBuilder body = new StringBuilder();
        for (FilePosition place : places.values()) {
            body.append(Base64.getEncoder().encodeToString(place.encode())).append('\n');
        }
        String text = MAGIC + checksum(body.toString()) + '\n' + body;
        SmallFile.replace(disk, path, text.getBytes(StandardCharsets.US_ASCII), true);
        isChanged = false;
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(crc.getValue());
    }
}
