// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.Delivery;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Appends and syncs batch by batch. The engine calls it from one thread and does all retries. */
final class JsonlSink implements Sink {
    private final JsonlConfig config;
    private final Disk disk;
    private volatile @Nullable DiskFile file;

    /** Where whole lines end; what is behind it was never reported as delivered. */
    private long wholeLines;

    JsonlSink(JsonlConfig config, Disk disk) {
        this.config = config;
        this.disk = disk;
    }

    @Override
    public void open() throws IOException {
        Path path = config.file().toAbsolutePath();
        try {
            Path directory = path.getParent();
            if (directory != null) {
                disk.createDirectories(directory);
            }
            wholeLines = endOfLastLine(path);
            file = disk.open(path, Disk.Mode.APPEND);
        } catch (IOException e) {
            // A failure that the component can explain; codes of plugins have a prefix of their
            // own.
            throw new ProblemException(
                    "EXAMPLE-1",
                    "the file " + path + " cannot be opened: " + e,
                    "nothing is delivered, the events wait in the channel",
                    "make the directory writable for the user of the agent, or name another file",
                    e);
        }
    }

    @Override
    public Delivery write(Batch batch) throws IOException {
        DiskFile open = file;
        if (open == null) {
            throw new IOException("not open");
        }
        StringBuilder lines = new StringBuilder();
        for (Event event : batch) {
            JsonLine.append(lines, event);
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        if (open.size() > wholeLines) {
            open.truncate(wholeLines); // The last attempt failed half way.
        }
        open.write(bytes, 0, bytes.length);
        open.sync();
        wholeLines += bytes.length;
        return Delivery.delivered();
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public void close() {
        DiskFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // All that was reported as delivered is synced already.
            }
        }
    }

    /** The position behind the last line feed, searched from the end. */
    private long endOfLastLine(Path path) throws IOException {
        if (disk.factsIfPresent(path).isEmpty()) {
            return 0;
        }
        byte[] part = new byte[4096];
        try (DiskFile existing = disk.open(path, Disk.Mode.READ)) {
            long end = existing.size();
            while (end > 0) {
                int length = (int) Math.min(part.length, end);
                int read = existing.read(part, 0, length, end - length);
                for (int i = read - 1; i >= 0; i--) {
                    if (part[i] == '\n') {
                        return end - length + i + 1;
                    }
                }
                end -= length;
            }
        }
        return 0;
    }
}
