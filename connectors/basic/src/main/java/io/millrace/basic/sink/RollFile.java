// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.CompressedOutput;
import io.millrace.formats.EventSerializer;
import io.millrace.formats.EventSerializers;
import io.millrace.formats.Sum;
import io.millrace.formats.Tally;
import io.millrace.frame.Run;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A file that is being written: how much of it there is, and how much was acknowledged. */
final class RollFile implements EventSerializer.Output {
    /** The JDK keeps a direct buffer of the size of the largest write for each thread. */
    private static final int MAX_WRITE_BYTES = 256 * 1024;

    private final Path path;
    private final DiskFile target;
    private final long openedNanos;
    private final EventSerializer serializer;
    private final @Nullable CompressedOutput compressed;

    /** Reads what is written, if that is wanted. */
    private final @Nullable ReadBack readBack;

    /** Of what was written behind {@link #delivered}, if that is to be known. */
    private final @Nullable CRC32C crc;

    private final @Nullable Tally tally;
    private final Tally pending = new Tally();

    /** Of all that was written; null if nobody wants it, or it is not what the file has. */
    private @Nullable Sum sum;

    private long length;
    private long synced;
    private long delivered;

    /**
     * @param readBack to read what is written, or null; closed with this
     * @param recorded whether the bytes of each batch are summed for the record
     */
    RollFile(
            FileRollConfig config,
            Path path,
            DiskFile target,
            @Nullable ReadBack readBack,
            long openedNanos,
            boolean recorded) {
        this.path = path;
        this.target = target;
        this.openedNanos = openedNanos;
        this.readBack = readBack;
        this.crc = recorded || readBack != null ? new CRC32C() : null;
        this.tally = config.manifest() ? new Tally() : null;
        this.sum =
                config.manifest() || config.readBack()
                        ? config.manifestChecksum().begin(config.manifestKey().orElse(""))
                        : null;
        this.compressed =
                config.codec().isPresent()
                        ? config.codec().get().open(config.codecLevel(), this)
                        : null;
        this.serializer =
                EventSerializers.create(
                        config.serializer(),
                        config.serializerOptions(),
                        compressed == null ? this : compressed);
    }

    void begin() throws IOException {
        serializer.begin();
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

    /** How much was written. */
    long length() {
        return length;
    }

    /** The CRC32C of what was written and is not delivered. */
    int crc() {
        return crc == null ? 0 : (int) crc.getValue();
    }

    /** What was delivered, or null if nobody counted it. */
    @Nullable Tally tally() {
        return tally;
    }

    /** The sum of the file; null if it has to be read for it. To be asked once. */
    @Nullable String sum() {
        Sum whole = sum;
        sum = null;
        return whole == null ? null : whole.end();
    }

    /** Adds the events of a run; some of them may stay in memory until the flush. */
    void write(Run run) throws IOException {
        serializer.write(run);
        if (tally != null) {
            pending.add(run);
        }
    }

    /** All events are in the file when this returns, which can be read to its end. */
    void flush() throws IOException {
        serializer.flush();
        if (compressed != null) {
            compressed.endPiece();
        }
    }

    /** Whether what is not delivered reads as it was written; true if nobody wants to know. */
    boolean isAsWritten() throws IOException {
        return readBack == null || readBack.crc(delivered, length) == crc();
    }

    void markDelivered() {
        delivered = length;
        if (crc != null) {
            crc.reset();
        }
        if (tally != null) {
            tally.take(pending);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += MAX_WRITE_BYTES) {
            int part = Math.min(MAX_WRITE_BYTES, length - at);
            if (crc != null) {
                crc.update(source, offset + at, part);
            }
            if (sum != null) {
                sum.add(source, offset + at, part);
            }
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
        try (target;
                readBack;
                compressed) {
            serializer.end();
            if (compressed != null) {
                compressed.endPiece();
            }
            if (durable) {
                sync();
            }
        }
    }

    /**
     * Cuts the file to what was acknowledged, or removes it if that is nothing, and closes it. May
     * be called again if it failed.
     *
     * @param remove whether it may be removed; else it stays, with nothing in it
     */
    void cut(Disk disk, boolean durable, boolean remove) throws IOException {
        sum = null;
        try (target;
                readBack;
                compressed) {
            if (delivered > 0 || !remove) {
                cut(target, durable);
            }
        } catch (IOException handleLost) {
            cutByName(disk, durable, remove, handleLost);
        }
        if (delivered == 0 && remove) {
            disk.delete(path);
            Path directory = path.toAbsolutePath().getParent();
            if (durable && directory != null) {
                // A power cut must not bring it back: soon nobody knows of it any more.
                disk.syncDirectory(directory);
            }
        }
    }

    private void cut(DiskFile open, boolean durable) throws IOException {
        open.truncate(delivered);
        if (durable) {
            open.sync();
        }
    }

    private void cutByName(Disk disk, boolean durable, boolean remove, IOException handleLost)
            throws IOException {
        Optional<FileFacts> facts = disk.factsIfPresent(path);
        boolean removed = delivered == 0 && remove;
        if (removed || facts.isEmpty() || facts.get().size() <= delivered) {
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
