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

/**
 * A file that is being written: how much of it there is, and how much was acknowledged. For one
 * thread at a time; what was {@link #seal sealed} may be read and synced by another one meanwhile.
 */
final class RollFile implements EventSerializer.Output {
    /** What gathers until it is written: large pieces are what the disk is good at. */
    private static final int GATHERED_BYTES = 256 * 1024;

    private final Path path;
    private final DiskFile target;
    private final long openedNanos;
    private final EventSerializer serializer;
    private final @Nullable CompressedOutput compressed;

    /** Reads what is written, if that is wanted. */
    private final @Nullable ReadBack readBack;

    /** Of what was written behind {@link #sealed}, if that is to be known. */
    private final @Nullable CRC32C crc;

    private final @Nullable Tally tally;
    private Tally pending = new Tally();

    /** Of all that was written; null if nobody wants it, or it is not what the file has. */
    private @Nullable Sum sum;

    private final byte[] gathered = new byte[GATHERED_BYTES];
    private int gatheredBytes;

    /** Of what was written, what is still {@link #gathered} included. */
    private long length;

    private long sealed;
    private long synced;
    private long delivered;

    /**
     * What belongs together, behind what was sealed before.
     *
     * @param start where its bytes begin
     * @param end where they end
     * @param crc of these bytes, CRC32C; 0 if nobody wants to know
     * @param tally of its events
     */
    record Piece(long start, long end, int crc, Tally tally) {}

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
        writeGathered();
    }

    /** What was flushed since the last call. */
    Piece seal() {
        int sum = 0;
        if (crc != null) {
            sum = (int) crc.getValue();
            crc.reset();
        }
        Piece piece = new Piece(sealed, length, sum, pending);
        sealed = length;
        if (tally != null) {
            pending = new Tally();
        }
        return piece;
    }

    /** Whether a piece reads as it was written; true if nobody wants to know. */
    boolean isAsWritten(Piece piece) throws IOException {
        return readBack == null || readBack.crc(piece.start(), piece.end()) == piece.crc();
    }

    void markDelivered(Piece piece) {
        delivered = piece.end();
        if (tally != null) {
            tally.take(piece.tally());
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (crc != null) {
            crc.update(source, offset, length);
        }
        if (sum != null) {
            sum.add(source, offset, length);
        }
        this.length += length;
        for (int at = 0; at < length; ) {
            if (gatheredBytes == gathered.length) {
                writeGathered();
            }
            int part = Math.min(length - at, gathered.length - gatheredBytes);
            System.arraycopy(source, offset + at, gathered, gatheredBytes, part);
            gatheredBytes += part;
            at += part;
        }
    }

    private void writeGathered() throws IOException {
        // Emptied first: after a failure nothing of it may come a second time.
        int bytes = gatheredBytes;
        gatheredBytes = 0;
        target.write(gathered, 0, bytes);
    }

    /** What stands before {@code end} is durable when this returns. */
    void sync(long end) throws IOException {
        if (synced < end) {
            target.sync();
            synced = end;
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
            writeGathered();
            if (durable) {
                sync(length);
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
