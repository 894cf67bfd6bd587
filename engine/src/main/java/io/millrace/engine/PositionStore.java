// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.StreamPosition;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The safe positions of sources on disk: one text file for each source, replaced as a whole and
 * synced, so that a crash leaves the old or the new one.
 *
 * <p>The first line is {@code millrace-positions 1} and the CRC32C of the rest; then a line for
 * each stream: name and position in base 64, epoch, number of the next event.
 */
final class PositionStore {
    private static final String MAGIC = "millrace-positions 1 ";

    private final Disk disk;
    private final Path directory;

    PositionStore(Disk disk, Path stateDirectory) {
        this.disk = disk;
        this.directory = stateDirectory.resolve("positions");
    }

    /** The directory is this process's own until the result is closed. */
    AutoCloseable lock() throws IOException {
        createDirectory();
        Optional<AutoCloseable> lock = disk.lock(directory.resolve("lock"));
        return lock.orElseThrow(() ->
                new ProblemException(
                        "MR-6003",
                        "the state directory "
                                + directory.getParent()
                                + " is in use by another process",
                        "the source does not start: two agents with one set of positions"
                                + " would read events twice",
                        "stop the other agent, or give this one a directory of its own with"
                                + " -Dmillrace.state.dir=<directory>",
                        null));
    }

    /** A position that is synced is gone all the same if the entry of its directory is. */
    private void createDirectory() throws IOException {
        Path absolute = directory.toAbsolutePath();
        List<Path> parents = new ArrayList<>();
        Path parent = absolute.getParent();
        for (Path at = absolute; parent != null; at = parent, parent = at.getParent()) {
            if (!at.equals(absolute) && disk.factsIfPresent(at).isPresent()) {
                break;
            }
            parents.add(parent);
        }
        disk.createDirectories(absolute);
        for (Path changed : parents) {
            disk.syncDirectory(changed);
        }
        // What is found there is relied upon; who put it there may have died before it was durable.
        disk.syncDirectory(absolute);
    }

    List<StreamPosition> load(String source) throws IOException {
        Path path = file(source);
        if (disk.factsIfPresent(path).isEmpty()) {
            return List.of();
        }
        String text = new String(readAll(path), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String body = text.substring(end + 1);
        if (end < 0 || !text.startsWith(MAGIC + checksum(body))) {
            throw damaged(path);
        }
        List<StreamPosition> positions = new ArrayList<>();
        for (String line : body.lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length != 4) {
                throw damaged(path);
            }
            positions.add(
                    new StreamPosition(
                            new String(decode(fields[0]), StandardCharsets.UTF_8),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            decode(fields[3])));
        }
        return positions;
    }

    void save(String source, Map<String, StreamPosition> positions) throws IOException {
        StringBuilder body = new StringBuilder();
        for (StreamPosition position : positions.values()) {
            body.append(encode(position.stream().getBytes(StandardCharsets.UTF_8)))
                    .append(' ')
                    .append(position.epoch())
                    .append(' ')
                    .append(position.firstOrdinal())
                    .append(' ')
                    .append(encode(position.end()))
                    .append('\n');
        }
        String text = MAGIC + checksum(body.toString()) + '\n' + body;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path target = file(source);
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try (DiskFile out = disk.open(fresh, Disk.Mode.TRUNCATE)) {
            out.write(bytes, 0, bytes.length);
            out.sync();
        }
        disk.move(fresh, target);
        disk.syncDirectory(directory);
    }

    private byte[] readAll(Path path) throws IOException {
        try (DiskFile in = disk.open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[Math.toIntExact(in.size())];
            int at = 0;
            while (at < bytes.length) {
                int count = in.read(bytes, at, bytes.length - at, at);
                if (count < 0) {
                    throw damaged(path);
                }
                at += count;
            }
            return bytes;
        }
    }

    private static ProblemException damaged(Path path) {
        return new ProblemException(
                "MR-6004",
                "the positions in " + path + " are damaged",
                "the source does not start: from a wrong position it would lose events or repeat"
                        + " them",
                "restore the file, or remove it to read every stream from its beginning",
                null);
    }

    private Path file(String source) {
        return directory.resolve(source + ".positions");
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }
}
