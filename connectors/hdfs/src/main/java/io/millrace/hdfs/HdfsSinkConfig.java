// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.EventSerializers;
import io.millrace.formats.PathTemplate;
import io.millrace.formats.Rounding;
import io.millrace.formats.Sum;
import io.millrace.spec.BareNumber;
import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Defunct;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spec.Secret;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Level;
import io.millrace.spi.Sink;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Writes events to files on HDFS, on the local disk, or on another file system that Hadoop knows.
 *
 * <p>Events go to one open file for each distinct path and prefix. While a file is written its name
 * ends with {@code .tmp}; when it is complete it is closed and renamed. A batch counts as delivered
 * when every file that it touched is flushed, so a reader sees it and it survives the agent; with
 * {@code sink.sync = batch} when it is synced, so that it survives the machines, too. No event is
 * lost. Behind a durable channel each is in one file with its final name, once, also after a crash
 * at any place; behind a channel in memory a batch that failed is written again, and events of it
 * may appear twice. {@code hdfs.delivery} changes that.
 *
 * <p>Files left with {@code .tmp} by a crash of the agent are finished by the next start: what no
 * acknowledged batch wrote is cut off, then they are renamed. For that the sink keeps a record in
 * the agent's state directory.
 *
 * <p>A path without a scheme is a path on the local disk, unless Hadoop's configuration sets {@code
 * fs.defaultFS}. Hadoop's {@code core-site.xml} and {@code hdfs-site.xml} are read from the
 * directory given with {@code --conf} and from {@code HADOOP_CONF_DIR}. With {@code
 * hdfs.append.support = true} there, a file of the same name is continued instead of passed over.
 *
 * <p>With {@code threads} greater than one, several instances write files of their own side by
 * side; order is then kept within a file but not between files.
 *
 * @param path where the files go: a URI such as {@code hdfs://namenode:8020/logs/%Y-%m-%d}, or a
 *     path; escapes are filled in for each event
 * @param filePrefix what the names of the files begin with; escapes are filled in for each event
 * @param fileSuffix what the names of the files end with, as it is: {@code .log} needs its dot.
 *     Without it a compressed file gets the extension of its codec
 * @param inUsePrefix what stands before the name while the file is written
 * @param inUseSuffix what stands behind the name while the file is written
 * @param emptyInUseSuffix writes the file without any suffix for the time it is written; {@code
 *     hdfs.inUseSuffix} then counts for nothing
 * @param rollInterval closes a file this long after it was opened; 0 never does
 * @param rollSize begins a new file once this many bytes of event bodies, before compression, are
 *     in it; 0 never does
 * @param rollCount begins a new file once this many events are in it; 0 never does
 * @param idleTimeout closes a file that got no event for this long; 0 never does
 * @param batchSize the most events that are written before the files are flushed and the events
 *     leave the channel
 * @param codec the compression: {@code gzip}, {@code bzip2}, {@code deflate}, {@code snappy},
 *     {@code lz4}, {@code zstd}, {@code lzo}, or the class of a codec that was added to Hadoop. In
 *     a SequenceFile, which names its codec, zstd and lzo need what Hadoop needs for them
 * @param codecLevel how hard it compresses: gzip and deflate from 1, fast, to 9, small; zstd from 1
 *     to 22; bzip2 in blocks of 1 to 9 times 100 kB. The other codecs have no levels, and in a
 *     SequenceFile only gzip and deflate have
 * @param fileType {@code DataStream} writes what the serializer makes; {@code CompressedStream} the
 *     same, compressed; {@code SequenceFile} is Hadoop's own format, in blocks if there is a codec
 * @param maxOpenFiles how many files are open at once at most; beyond it the one that was used the
 *     longest ago is closed
 * @param minBlockReplicas how many replicas of a block have to be alive; with fewer a new file is
 *     begun. Without it Hadoop's replication counts
 * @param writeFormat what the values of a SequenceFile are: {@code Writable} (BytesWritable) or
 *     {@code Text}
 * @param kerberosPrincipal the Kerberos principal to log in as; {@code _HOST} stands for the name
 *     of this machine
 * @param kerberosKeytab the file with the key of the principal
 * @param proxyUser the user in whose name the files are written
 * @param round whether the time in path and prefix is rounded down
 * @param roundValue how many units the time is rounded down to, 1 to 60, for hours 1 to 24
 * @param roundUnit the unit of the rounding: {@code second}, {@code minute} or {@code hour}
 * @param timeZone the time zone of path and prefix; without it that of the machine
 * @param useLocalTimeStamp takes the time for path and prefix from the agent's clock and not from
 *     the header {@code timestamp}
 * @param closeTries how often it is tried to close and rename a file before it is left under its
 *     in-use name; 0 tries on for ever
 * @param retryInterval the pause between two tries to close and rename a file; 0 or less tries once
 * @param callTimeout how long one call to the file system may take until it is given up and the
 *     batch is retried; 0 waits for ever
 * @param useRawLocalFileSystem writes local files without the checksum files that Hadoop puts
 *     beside them
 * @param sync when the machines of the file system are asked to have written everything to their
 *     disks: after each {@code batch}, at the end of each file ({@code roll}), or {@code none} at
 *     all. Without it, batch behind a channel that is durable itself, and none behind one in
 *     memory. What is only flushed survives the agent, but not the power of all machines that hold
 *     it
 * @param delivery what a crash or a failure in the middle of a batch does. {@code exactly_once}: no
 *     event is lost, and none is twice in files with their final name; {@code at_least_once}: none
 *     is lost, a batch in doubt is written again; with both, the next start finishes the files that
 *     a crash left. {@code flume}: as {@code at_least_once}, but files that a crash left keep their
 *     in-use name for ever, as with Apache Flume. Without it, exactly_once behind a durable
 *     channel, and at_least_once behind one in memory
 * @param manifest puts a manifest beside each file, {@code _<name>.manifest.json}: checksum, bytes,
 *     number of events, their first and last time, and where they came from
 * @param manifestChecksum how manifests and read files are summed: {@code MD5}, {@code SHA-1},
 *     {@code SHA-256}, {@code CRC32C}, or {@code HMAC-SHA-256} with a key
 * @param manifestKey the key of HMAC-SHA-256
 * @param readBack reads each file again before it gets its final name, and compares it with what
 *     was written
 * @param serializer how events become bytes in a DataStream or CompressedStream: {@code text},
 *     {@code header_and_text} or {@code avro_event}
 * @param serializerOptions the options of the serializer: {@code appendNewline} of the texts,
 *     {@code syncIntervalBytes} and {@code compressionCodec} (null, deflate, snappy, bzip2,
 *     zstandard) of avro_event
 */
@ComponentSpec(
        type = "hdfs",
        aliases = "org.apache.flume.sink.hdfs.HDFSEventSink",
        parallel = true,
        defunct = {
            @Defunct(
                    key = "hdfs.threadsPoolSize",
                    reason =
                            "Each sink has one thread for its files; give the sink \"threads\" to"
                                    + " have several."),
            @Defunct(
                    key = "hdfs.rollTimerPoolSize",
                    reason = "Files are rolled without timer threads.")
        })
public record HdfsSinkConfig(
        @Key(
                        value = "hdfs.path",
                        aliases = {"path"})
                @Example("hdfs://namenode:8020/flume/%Y-%m-%d")
                String path,
        @Key(
                        value = "hdfs.filePrefix",
                        aliases = {"filePrefix", "hdfs.fileprefix"})
                @Default("FlumeData")
                String filePrefix,
        @Key(
                        value = "hdfs.fileSuffix",
                        aliases = {"fileSuffix", "hdfs.filesuffix"})
                @Example(".log")
                Optional<String> fileSuffix,
        @Key(value = "hdfs.inUsePrefix", aliases = "inUsePrefix") @Example("_")
                Optional<String> inUsePrefix,
        @Key(value = "hdfs.inUseSuffix", aliases = "inUseSuffix") @Default(".tmp")
                String inUseSuffix,
        @Key(value = "hdfs.emptyInUseSuffix", aliases = "emptyInUseSuffix") @Default("false")
                boolean emptyInUseSuffix,
        @Key(
                        value = "hdfs.rollInterval",
                        aliases = {"rollInterval", "hdfs.rollinterval"})
                @Default("30s")
                @BareNumber("s")
                Duration rollInterval,
        @Key(
                        value = "hdfs.rollSize",
                        aliases = {"rollSize", "hdfs.rollsize"})
                @Default("1024")
                @BareNumber("B")
                ByteSize rollSize,
        @Key(
                        value = "hdfs.rollCount",
                        aliases = {"rollCount", "hdfs.rollcount"})
                @Default("10")
                long rollCount,
        @Key(value = "hdfs.idleTimeout", aliases = "idleTimeout") @Default("0s") @BareNumber("s")
                Duration idleTimeout,
        @Key(
                        value = "hdfs.batchSize",
                        aliases = {"batchSize", "batchsize", "hdfs.batchsize"})
                @Default("100")
                @Range(min = 1, max = 1_000_000)
                int batchSize,
        @Key(
                        value = "hdfs.codeC",
                        aliases = {"codeC", "codec", "hdfs.codec"})
                @Example("gzip")
                Optional<String> codec,
        @Key(value = "hdfs.codecLevel", aliases = "codecLevel")
                @Range(min = 1, max = 22)
                @Example("9")
                Optional<Integer> codecLevel,
        @Key(
                        value = "hdfs.fileType",
                        aliases = {"fileType", "filetype", "hdfs.filetype"})
                @Default("SequenceFile")
                FileType fileType,
        @Key(value = "hdfs.maxOpenFiles", aliases = "maxOpenFiles")
                @Default("5000")
                @Range(min = 1, max = 1_000_000)
                int maxOpenFiles,
        @Key(value = "hdfs.minBlockReplicas", aliases = "minBlockReplicas") @Example("1")
                Optional<Integer> minBlockReplicas,
        @Key(
                        value = "hdfs.writeFormat",
                        aliases = {"writeFormat", "writeformat", "hdfs.writeformat"})
                @Default("Writable")
                WriteFormat writeFormat,
        @Key(value = "hdfs.kerberosPrincipal", aliases = "kerberosPrincipal")
                @Example("flume/_HOST@EXAMPLE.COM")
                Optional<String> kerberosPrincipal,
        @Key(value = "hdfs.kerberosKeytab", aliases = "kerberosKeytab")
                @Example("/etc/security/keytabs/flume.keytab")
                Optional<String> kerberosKeytab,
        @Key(value = "hdfs.proxyUser", aliases = "proxyUser") @Example("weblogs")
                Optional<String> proxyUser,
        @Key(value = "hdfs.round", aliases = "round") @Default("false") boolean round,
        @Key(value = "hdfs.roundValue", aliases = "roundValue") @Default("1") int roundValue,
        @Key(value = "hdfs.roundUnit", aliases = "roundUnit") @Default("second")
                Rounding.Unit roundUnit,
        @Key(value = "hdfs.timeZone", aliases = "timeZone") @Example("Europe/Berlin")
                Optional<ZoneId> timeZone,
        @Key(
                        value = "hdfs.useLocalTimeStamp",
                        aliases = {"useLocalTimeStamp", "hdfs.useLocalTimestamp"})
                @Default("false")
                boolean useLocalTimeStamp,
        @Key(value = "hdfs.closeTries", aliases = "closeTries") @Default("0") int closeTries,
        @Key(value = "hdfs.retryInterval", aliases = "retryInterval")
                @Default("180s")
                @BareNumber("s")
                @Range(min = -1000)
                Duration retryInterval,
        @Key(value = "hdfs.callTimeout", aliases = "callTimeout") @Default("30s") @BareNumber("ms")
                Duration callTimeout,
        @Key(value = "hdfs.useRawLocalFileSystem", aliases = "useRawLocalFileSystem")
                @Default("false")
                boolean useRawLocalFileSystem,
        @Key(value = "sink.sync", aliases = "hdfs.sync") @Example("batch") Optional<Sync> sync,
        @Key(value = "hdfs.delivery", aliases = "delivery") @Example("at_least_once")
                Optional<Promise> delivery,
        @Key("hdfs.manifest") @Default("false") boolean manifest,
        @Key("hdfs.manifest.checksum") @Default("SHA-256") Sum.Algorithm manifestChecksum,
        @Key("hdfs.manifest.key") @Secret Optional<String> manifestKey,
        @Key("hdfs.readBack") @Default("false") boolean readBack,
        @Key(value = "serializer", aliases = "hdfs.serializer") @Default("text") String serializer,
        @Key("serializer.*") Map<String, String> serializerOptions)
        implements ComponentConfig<Sink> {

    /** What a file is made of. */
    public enum FileType {
        SEQUENCE_FILE,
        DATA_STREAM,
        COMPRESSED_STREAM
    }

    /** When the file system's machines are asked to have written everything to their disks. */
    public enum Sync {
        BATCH,
        ROLL,
        NONE
    }

    /** What is promised of events over failures and crashes. */
    public enum Promise {
        EXACTLY_ONCE,
        AT_LEAST_ONCE,
        FLUME
    }

    /** What the values of a SequenceFile are. */
    public enum WriteFormat {
        WRITABLE,
        TEXT
    }

    public HdfsSinkConfig {
        serializerOptions = Map.copyOf(serializerOptions);
        checkAuthority(path);
        PathTemplate.parse(path);
        PathTemplate.parse(filePrefix);
        if (round) {
            checkRounding(roundValue, roundUnit);
        }
        if (fileType == FileType.COMPRESSED_STREAM && codec.isEmpty()) {
            throw new IllegalArgumentException(
                    "hdfs.fileType = CompressedStream needs hdfs.codeC, gzip for instance");
        }
        if (fileType == FileType.DATA_STREAM && codec.isPresent()) {
            throw new IllegalArgumentException(
                    "hdfs.codeC = "
                            + codec.get()
                            + " does not go with hdfs.fileType = DataStream; write hdfs.fileType ="
                            + " CompressedStream");
        }
        if (codecLevel.isPresent() && codec.isEmpty()) {
            throw new IllegalArgumentException("hdfs.codecLevel needs hdfs.codeC");
        }
        if (manifestKey.isPresent() != (manifestChecksum == Sum.Algorithm.HMAC_SHA_256)) {
            throw new IllegalArgumentException(
                    manifestKey.isPresent()
                            ? "hdfs.manifest.key goes with hdfs.manifest.checksum = HMAC-SHA-256"
                                    + " only"
                            : "hdfs.manifest.checksum = HMAC-SHA-256 needs hdfs.manifest.key");
        }
        if (kerberosPrincipal.isPresent() != kerberosKeytab.isPresent()) {
            throw new IllegalArgumentException(
                    kerberosPrincipal.isPresent()
                            ? "hdfs.kerberosPrincipal needs hdfs.kerberosKeytab"
                            : "hdfs.kerberosKeytab needs hdfs.kerberosPrincipal");
        }
        if (minBlockReplicas.isPresent() && minBlockReplicas.get() < 0) {
            throw new IllegalArgumentException(
                    "hdfs.minBlockReplicas = " + minBlockReplicas.get() + " is negative");
        }
        if (fileType != FileType.SEQUENCE_FILE) {
            EventSerializers.check(serializer, serializerOptions);
        }
    }

    /** What Hadoop would say of it later is far from the user's words. */
    private static void checkAuthority(String path) {
        String authority = authority(path);
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]") || authority.indexOf('%') >= 0) {
            return;
        }
        String port = authority.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(
                    "hdfs.path = "
                            + path
                            + " has \""
                            + port
                            + "\" where the port of the name node belongs; write a number, "
                            + authority.substring(0, colon)
                            + ":8020 for instance");
        }
    }

    /** What stands between {@code //} and the next slash, empty if there is no scheme. */
    private static String authority(String path) {
        int scheme = path.indexOf("://");
        if (scheme <= 0 || path.indexOf('/') < scheme) {
            return "";
        }
        int end = path.indexOf('/', scheme + 3);
        return path.substring(scheme + 3, end < 0 ? path.length() : end);
    }

    private static void checkRounding(int value, Rounding.Unit unit) {
        try {
            var _ = new Rounding(value, unit);
        } catch (IllegalArgumentException outOfRange) {
            throw new IllegalArgumentException(
                    "hdfs.roundValue = " + value + ": " + outOfRange.getMessage(), outOfRange);
        }
    }

    /** When files are synced, behind a channel of a level. */
    Sync syncFor(Level channel) {
        return sync.orElse(channel == Level.MEMORY ? Sync.NONE : Sync.BATCH);
    }

    /** What is to be known of the content of files. */
    Proof.Settings proofs(Context context) {
        return new Proof.Settings(
                manifestChecksum,
                manifestKey.orElse(""),
                manifest,
                readBack,
                context.agent() + "." + context.name());
    }

    /** What is promised behind a channel of a level. */
    Promise promiseBehind(Level channel) {
        return delivery.orElse(
                channel == Level.MEMORY ? Promise.AT_LEAST_ONCE : Promise.EXACTLY_ONCE);
    }

    boolean isExactBehind(Level channel) {
        return promiseBehind(channel) == Promise.EXACTLY_ONCE;
    }

    @Override
    public Sink create(Context context) {
        return new HdfsSink(this, context);
    }
}
