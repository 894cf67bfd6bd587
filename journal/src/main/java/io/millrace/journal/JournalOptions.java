// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a journal is kept.
 *
 * @param name for threads and messages
 * @param home where the lock and the checkpoint are; created if missing
 * @param directories where the segments are, at least one, in an order that must not change;
 *     created if missing
 * @param segmentBytes the length of a segment; one record that is longer makes a longer one
 * @param minimumFreeBytes so much of each file system is left to others: below, the disk counts as
 *     full
 * @param syncEvery zero acknowledges only what is synced; else appends are acknowledged when
 *     written, and synced so often: a power cut loses what came since
 * @param checkpointEvery how old the checkpoint may get while the journal is written
 * @param readAheadBytes how much of what waits is kept in memory
 * @param keepDelivered how long a delivered segment is kept
 * @param keepDeliveredBytes how many bytes of delivered segments are kept at most
 * @param compression of frames from now on; those that are there are read whatever they have
 * @param keys of what is written from now on, and of what is there
 */
public record JournalOptions(
        String name,
        Path home,
        List<Path> directories,
        long segmentBytes,
        long minimumFreeBytes,
        Duration syncEvery,
        Duration checkpointEvery,
        long readAheadBytes,
        Duration keepDelivered,
        long keepDeliveredBytes,
        Compression compression,
        JournalKeys keys) {
    /** The length of a segment unless told otherwise. */
    public static final long DEFAULT_SEGMENT_BYTES = 64L << 20;

    /** The shortest segment: room for the header and a few records. */
    public static final long MIN_SEGMENT_BYTES = 16 << 10;

    public JournalOptions {
        directories = List.copyOf(directories);
        if (directories.isEmpty()) {
            throw new IllegalArgumentException("a journal without a directory");
        }
        if (segmentBytes < MIN_SEGMENT_BYTES) {
            throw new IllegalArgumentException("segments of " + segmentBytes + " bytes");
        }
    }

    /** Neither compressed nor encrypted. */
    public JournalOptions(
            String name,
            Path home,
            List<Path> directories,
            long segmentBytes,
            long minimumFreeBytes,
            Duration syncEvery,
            Duration checkpointEvery,
            long readAheadBytes,
            Duration keepDelivered,
            long keepDeliveredBytes) {
        this(
                name,
                home,
                directories,
                segmentBytes,
                minimumFreeBytes,
                syncEvery,
                checkpointEvery,
                readAheadBytes,
                keepDelivered,
                keepDeliveredBytes,
                Compression.NONE,
                JournalKeys.NONE);
    }

    /** Everything in one directory, synced, delivered segments not kept. */
    public static JournalOptions in(String name, Path directory) {
        return new JournalOptions(
                name,
                directory,
                List.of(directory),
                DEFAULT_SEGMENT_BYTES,
                0,
                Duration.ZERO,
                Duration.ofSeconds(30),
                64L << 20,
                Duration.ZERO,
                0,
                Compression.NONE,
                JournalKeys.NONE);
    }

    public JournalOptions withSegmentBytes(long bytes) {
        return with(draft -> draft.segmentBytes = bytes);
    }

    /** The same with other directories for segments. */
    public JournalOptions withDirectories(List<Path> others) {
        return with(draft -> draft.directories = others);
    }

    public JournalOptions withMinimumFreeBytes(long bytes) {
        return with(draft -> draft.minimumFreeBytes = bytes);
    }

    public JournalOptions withReadAheadBytes(long bytes) {
        return with(draft -> draft.readAheadBytes = bytes);
    }

    public JournalOptions withCompression(Compression way) {
        return with(draft -> draft.compression = way);
    }

    public JournalOptions withKeys(JournalKeys others) {
        return with(draft -> draft.keys = others);
    }

    /** The same, delivered segments kept without end. */
    public JournalOptions keepingDelivered() {
        return with(draft -> {
            draft.keepDelivered = Duration.ofNanos(Long.MAX_VALUE);
            draft.keepDeliveredBytes = Long.MAX_VALUE;
        });
    }

    private JournalOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new JournalOptions(
                name,
                home,
                draft.directories,
                draft.segmentBytes,
                draft.minimumFreeBytes,
                syncEvery,
                checkpointEvery,
                draft.readAheadBytes,
                draft.keepDelivered,
                draft.keepDeliveredBytes,
                draft.compression,
                draft.keys);
    }

    /** What can be had otherwise. */
    private static final class Draft {
        private List<Path> directories;
        private long segmentBytes;
        private long minimumFreeBytes;
        private long readAheadBytes;
        private Duration keepDelivered;
        private long keepDeliveredBytes;
        private Compression compression;
        private JournalKeys keys;

        Draft(JournalOptions from) {
            this.directories = from.directories;
            this.segmentBytes = from.segmentBytes;
            this.minimumFreeBytes = from.minimumFreeBytes;
            this.readAheadBytes = from.readAheadBytes;
            this.keepDelivered = from.keepDelivered;
            this.keepDeliveredBytes = from.keepDeliveredBytes;
            this.compression = from.compression;
            this.keys = from.keys;
        }
    }
}
