// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.host.Disk;
import io.millrace.journal.Compression;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.KeySource;
import io.millrace.spec.BareNumber;
import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Defunct;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps events on disk between sources and sinks. What it acknowledged survives a crash of the
 * process and of the machine; what is damaged on the disk is fenced and named, and the rest goes
 * on. Many sources share one sync of the disk.
 *
 * @param checkpointDir where the lock and the checkpoint are; a directory of the channel's own
 *     below the agent's state directory if it is not set
 * @param dataDirs where the events are, several directories separated by commas; a directory of the
 *     channel's own below the agent's state directory if it is not set
 * @param capacity how many events it holds, those included that a sink has taken and not yet
 *     delivered
 * @param transactionCapacity the largest batch that Apache Flume allowed; here it limits nothing, a
 *     larger batch runs, and one above the capacity is cut
 * @param keepAlive how long a source that can refuse its client's events waits for room before it
 *     does so; other sources wait as long as it takes
 * @param checkpointInterval how old the checkpoint may get; it only shortens the next start
 * @param maxFileSize how long a file with events gets; 64 MiB if it is not set, and 256 MiB at
 *     most, since delivered files are removed as a whole
 * @param minimumRequiredSpace how much of the file system is left to others: below, sources wait
 * @param fsyncPerTransaction whether events are acknowledged only when they are synced; {@code
 *     false} syncs at intervals, and a power cut takes what came since the last one
 * @param fsyncInterval how long such an interval is
 * @param retentionTime how long delivered events are kept on disk to be replayed
 * @param retentionBytes how much disk delivered events that are kept may take
 * @param compression how events are made smaller on disk: {@code lz4} costs little, {@code zstd}
 *     costs several times as much and saves more; what is there already is read whatever it has
 * @param encryption Apache Flume's properties for encryption on disk, all of them or the channel
 *     does not open: {@code activeKey}, {@code cipherProvider} ({@code AESGCM}; {@code NONE} reads
 *     what is encrypted and writes in plain), {@code keyProvider} ({@code JCEKSFILE}), {@code
 *     keyProvider.keyStoreFile}, {@code keyProvider.keyStorePasswordFile}, {@code keyProvider.keys}
 *     (all keys that something is encrypted with, separated by blanks), and {@code
 *     keyProvider.keys.<key>.passwordFile} for a key that has a password of its own; see
 *     docs/encryption.md
 */
@ComponentSpec(
        type = "file",
        aliases = "org.apache.flume.channel.file.FileChannel",
        defunct = {
            @Defunct(
                    key = "useDualCheckpoints",
                    reason = "The checkpoint is only a hint: the events themselves say the same."),
            @Defunct(
                    key = "backupCheckpointDir",
                    reason = "The checkpoint is only a hint, which needs no backup."),
            @Defunct(
                    key = "compressBackupCheckpoint",
                    reason = "The checkpoint is only a hint, which needs no backup."),
            @Defunct(
                    key = "checkpointOnClose",
                    reason = "A checkpoint is always written at the end; it is small."),
            @Defunct(
                    key = "use-log-replay-v1",
                    reason =
                            "There is one way to start, and its time does not grow with the"
                                    + " queue."),
            @Defunct(
                    key = "use-fast-replay",
                    reason =
                            "There is one way to start, and its time does not grow with the queue.")
        })
public record FileChannelConfig(
        @Key("checkpointDir") Optional<Path> checkpointDir,
        @Key("dataDirs") Optional<String> dataDirs,
        @Key("capacity") @Default("1000000") @Range(min = 1, max = Integer.MAX_VALUE) int capacity,
        @Key("transactionCapacity") @Default("10000") @Range(min = 1, max = Integer.MAX_VALUE)
                int transactionCapacity,
        @Key("keep-alive") @Default("3s") @BareNumber("s") Duration keepAlive,
        @Key("checkpointInterval") @Default("30s") @BareNumber("ms") Duration checkpointInterval,
        @Key("maxFileSize") @BareNumber("B") Optional<ByteSize> maxFileSize,
        @Key("minimumRequiredSpace") @Default("524288000") @BareNumber("B")
                ByteSize minimumRequiredSpace,
        @Key("fsyncPerTransaction") @Default("true") boolean fsyncPerTransaction,
        @Key("fsyncInterval") @Default("5s") @BareNumber("s") Duration fsyncInterval,
        @Key("retention.time") @Default("0s") @BareNumber("s") Duration retentionTime,
        @Key("retention.bytes") @Default("1GB") @BareNumber("B") ByteSize retentionBytes,
        @Key("compression") @Default("none") Compression compression,
        @Key("encryption.*") @Example("activeKey = key-1") Map<String, String> encryption)
        implements ComponentConfig<Channel>, KeySource {
    private static final long MOST_SEGMENT_BYTES = 256L << 20;
    private static final long LEAST_FREE_BYTES = 1L << 20;

    /** The share of the heap for events that wait, so that those on their way find room too. */
    private static final int HEAP_SHARE = 8;

    @Override
    public Channel create(Context context) {
        return new FileChannel(
                context,
                Directories.of(checkpointDir, dataDirs, context.stateDirectory()),
                journal(context.name(), context.stateDirectory()),
                capacity,
                keepAlive,
                encryption);
    }

    @Override
    public JournalKeys keys(Disk disk) throws IOException {
        return Encryption.of(encryption, disk).keys();
    }

    /**
     * How the journal of the channel is kept, but for {@linkplain #keys its keys}, for tools that
     * look at it without the channel.
     *
     * @param name of the channel
     * @param state the channel's directory for state
     */
    public JournalOptions journal(String name, Path state) {
        Directories directories = Directories.of(checkpointDir, dataDirs, state);
        long segmentBytes =
                maxFileSize.map(ByteSize::bytes).orElse(JournalOptions.DEFAULT_SEGMENT_BYTES);
        return new JournalOptions(
                name,
                directories.home(),
                directories.data(),
                Math.clamp(segmentBytes, JournalOptions.MIN_SEGMENT_BYTES, MOST_SEGMENT_BYTES),
                Math.max(LEAST_FREE_BYTES, minimumRequiredSpace.bytes()),
                fsyncPerTransaction ? Duration.ZERO : fsyncInterval,
                checkpointInterval,
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                retentionTime,
                retentionBytes.bytes(),
                compression,
                JournalKeys.NONE);
    }
}
