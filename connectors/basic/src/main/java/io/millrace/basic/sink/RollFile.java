// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.EventSerializer;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** A file that is being written: how much of it there is, and how much was acknowledged. */
final class RollFile implements EventSerializer.Output {
    /** The JDK keeps a direct buffer of the size of the largest write for each thread. */
    private static final int MAX_WRITE_BYTES = 256 * 1024;

    private final Path path;
    private final DiskFile target;
    private final long openedNanos;
    private @Nullable EventSerializer serializer;
    private long length;
    private long synced;
    private long delivered;

    RollFile(Path path, DiskFile target, long openedNanos) {
        this.path = path;
        this.target = target;
        this.openedNanos = openedNanos;
    }

    void use(EventSerializer serializer) {
        this.serializer = serializer;
    }

    EventSerializer serializer() {
        return Objects.requireNonNull(serializer);
    }

    Path path() {
        return path;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** The length that was acknowledged last. */
    long delivered() {
        return delivered;
    }

    void markDelivered() {
        delivered = length;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += MAX_WRITE_BYTES) {
            int part = Math.min(MAX_WRITE_BYTES, length - at);
            target.write(source, offset + at, part);
            this.length += part;
        }
    }

    void sync() throws IOException {
        if (synced < length) {
            target.sync();
            synced = length;
        }
    }

    /** Ends the file as the serializer wants it, and closes it in any case. */
    void finish(boolean durable) throws IOException {
        try (target) {
            serializer().end();
            if (durable) {
                sync();
            }
        }
    }

    /** Cuts the file to what was acknowledged, or removes it if that is nothing, and closes it. */
    void cut(Disk disk, boolean durable) throws IOException {
        try (target) {
            if (delivered > 0) {
                cut(target, durable);
            }
        } catch (IOException handleLost) {
            cutByName(disk, durable, handleLost);
        }
        if (delivered == 0) {
            disk.delete(path);
        }
    }

    private void cut(DiskFile open, boolean durable) throws IOException {
        open.truncate(delivered);
        if (durable) {
            open.sync();
        }
    }

    private void cutByName(Disk disk, boolean durable, IOException handleLost) throws IOException {
        Optional<FileFacts> facts = disk.factsIfPresent(path);
        if (delivered == 0 || facts.isEmpty() || facts.get().size() <= delivered) {
            return;
        }
        try (DiskFile again = disk.open(path, Disk.Mode.APPEND)) {
            cut(again, durable);
        } catch (IOException still) {
            still.addSuppressed(handleLost);
            throw still;
        }
    }
}
