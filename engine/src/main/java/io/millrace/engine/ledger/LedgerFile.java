// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes the ledger's file, in parts that count as a whole or not at all. For one thread at a time.
 */
final class LedgerFile {
    static final String DAMAGED = "damaged-";
    static final int MOST_DAMAGED = 3;

    private final Disk disk;
    private final Path path;
    private @Nullable DiskFile open;
    private long bytes;

    LedgerFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    /** How long the file is. */
    long bytes() {
        return bytes;
    }

    /** Adds a part and syncs it. After a failure only {@link #replace} is allowed. */
    void append(List<String> lines, long nowMillis) throws IOException {
        DiskFile file = open;
        if (file == null) {
            throw new IOException("the file is not open");
        }
        byte[] part = part(lines, nowMillis);
        file.write(part, 0, part.length);
        file.syncData();
        bytes += part.length;
    }

    /** Replaces the file by one of one part, so that a crash leaves the old or the new one. */
    void replace(List<String> lines, long nowMillis) throws IOException {
        close();
        byte[] first = (LedgerLines.FIRST_LINE + '\n').getBytes(StandardCharsets.UTF_8);
        byte[] part = part(lines, nowMillis);
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        DiskFile out = disk.open(fresh, Disk.Mode.TRUNCATE);
        try {
            out.write(first, 0, first.length);
            out.write(part, 0, part.length);
            out.sync();
            disk.move(fresh, path);
            disk.syncDirectory(directory());
        } catch (IOException failed) {
            out.close();
            throw failed;
        }
        open = out;
        bytes = (long) first.length + part.length;
    }

    /**
     * Keeps a copy of a file that is damaged, before {@link #replace} writes over it; only the
     * newest copies stay.
     */
    Path keepApart(long nowMillis) throws IOException {
        Path copy = directory().resolve(DAMAGED + nowMillis + ".txt");
        byte[] bytesNow = LedgerContents.readAll(disk, path);
        try (DiskFile out = disk.open(copy, Disk.Mode.TRUNCATE)) {
            out.write(bytesNow, 0, bytesNow.length);
            out.sync();
        }
        List<Path> copies = new ArrayList<>();
        for (Path each : disk.list(directory())) {
            if (String.valueOf(each.getFileName()).startsWith(DAMAGED)) {
                copies.add(each);
            }
        }
        Collections.sort(copies);
        for (Path old : copies.subList(0, Math.max(0, copies.size() - MOST_DAMAGED))) {
            disk.delete(old);
        }
        disk.syncDirectory(directory());
        return copy;
    }

    private Path directory() {
        Path directory = path.getParent();
        return directory == null ? Path.of("") : directory;
    }

    private static byte[] part(List<String> lines, long nowMillis) {
        StringBuilder text = new StringBuilder(lines.size() * 160);
        for (String line : lines) {
            text.append(line).append('\n');
        }
        text.append(LedgerLines.END).append(' ').append(nowMillis);
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        text.append(" %08x\n".formatted(crc.getValue()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    void close() throws IOException {
        DiskFile file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }
}
