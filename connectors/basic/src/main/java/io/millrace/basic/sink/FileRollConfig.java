// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.Compression;
import io.millrace.formats.EventSerializers;
import io.millrace.formats.Sum;
import io.millrace.spec.BareNumber;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spec.Secret;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Level;
import io.millrace.spi.Sink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes events to files in a local directory, one line for each as a rule, and begins a new file
 * from time to time.
 *
 * <p>A file is made when there are events for it, so that there are no empty files. What a batch
 * brought is in the file when the batch is acknowledged; a lone event is seen at once. A batch that
 * could not be written is cut off the file and written anew to another one, so that it is there
 * once. Behind a durable channel each event is in the directory once also after a crash at any
 * place, or a power cut: the next start cuts the file to what was written of whole batches, and
 * passes over events that come again. A file that exists is never overwritten.
 *
 * <p>With {@code threads = n} each instance has files of its own, with its number in the name, and
 * order is kept within a file.
 *
 * @param directory where the files are made; must exist and be writable
 * @param rollEvery a file is closed after this time and the next event begins a new one; 0 keeps
 *     one file for ever
 * @param serializer how events become bytes: {@code text} (the body and a line feed), {@code
 *     header_and_text} or {@code avro_event}
 * @param serializerOptions settings of the serializer: {@code appendNewline} of the texts, {@code
 *     syncIntervalBytes} and {@code compressionCodec} (null, deflate, snappy, bzip2, zstandard) of
 *     avro_event
 * @param batchSize the most events that are written and acknowledged at once
 * @param pathManager how files are named: {@code DEFAULT} is {@code <start of the sink in
 *     milliseconds>-<number>}, {@code ROLLTIME} is {@code <yyyyMMddHHmmss of the first
 *     event>-<number>}
 * @param prefix what stands before the name
 * @param extension what stands behind the name and a dot
 * @param sync when the disk is asked to have written everything: after each {@code batch}, at each
 *     {@code roll} and at the end, or {@code none} at all; without it, batch behind a channel that
 *     is durable itself, and none behind one in memory
 * @param delivery what a crash or a failure in the middle of a batch does. {@code exactly_once}: no
 *     event is lost, and none is twice in the directory; for that the sink keeps a record in the
 *     agent's state directory. {@code at_least_once}: none is lost, a batch that a crash puts in
 *     doubt is written again, and a file may end in the middle of an event, as with Apache Flume.
 *     Without it, exactly_once behind a durable channel, and at_least_once behind one in memory
 * @param codec compresses the files, and adds {@code .gz}, {@code .bz2}, {@code .zst} or {@code
 *     .lz4} to their names: {@code gzip}, {@code bzip2}, {@code zstd} or {@code lz4}. Each batch is
 *     a piece of its own, which can be read as soon as the batch is acknowledged
 * @param codecLevel how hard it compresses, from fast to small: gzip from 1 to 9, zstd from 1 to
 *     19; bzip2 in blocks of 1 to 9 times 100 kB. lz4 has no levels
 * @param manifest puts a manifest beside each file that is complete, {@code _<name>.manifest.json}:
 *     checksum, bytes, number of events, their first and last time, and where they came from
 * @param manifestChecksum how manifests and read files are summed: {@code MD5}, {@code SHA-1},
 *     {@code SHA-256}, {@code CRC32C}, or {@code HMAC-SHA-256} with a key
 * @param manifestKey the key of HMAC-SHA-256
 * @param readBack reads what was written and compares it. A batch that differs is written again to
 *     another file; a complete file that differs is renamed to {@code _<name>.damaged}, and the
 *     sink counts as down
 */
@ComponentSpec(
        type = "file_roll",
        aliases = "org.apache.flume.sink.RollingFileSink",
        parallel = true)
public record FileRollConfig(
        @Key("sink.directory") @Example("/var/log/flow") Path directory,
        @Key("sink.rollInterval") @Default("30s") @BareNumber("s") Duration rollEvery,
        @Key("sink.serializer") @Default("text") String serializer,
        @Key("sink.serializer.*") @Example("appendNewline = false")
                Map<String, String> serializerOptions,
        @Key("sink.batchSize") @Default("100") @Range(min = 1) int batchSize,
        @Key("sink.pathManager") @Default("DEFAULT") String pathManager,
        @Key("sink.pathManager.prefix") @Default("") String prefix,
        @Key("sink.pathManager.extension") @Default("") String extension,
        @Key("sink.sync") Optional<Sync> sync,
        @Key("sink.delivery") @Example("at_least_once") Optional<Promise> delivery,
        @Key("sink.codec") @Example("gzip") Optional<Compression> codec,
        @Key("sink.codecLevel") @Range(min = 1, max = 19) @Example("9")
                Optional<Integer> codecLevel,
        @Key("sink.manifest") @Default("false") boolean manifest,
        @Key("sink.manifest.checksum") @Default("SHA-256") Sum.Algorithm manifestChecksum,
        @Key("sink.manifest.key") @Secret Optional<String> manifestKey,
        @Key("sink.readBack") @Default("false") boolean readBack)
        implements ComponentConfig<Sink> {

    /** When the disk is asked to have written everything. */
    public enum Sync {
        BATCH,
        ROLL,
        NONE
    }

    /** What is promised of events over failures and crashes. */
    public enum Promise {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** How files are named. */
    enum Naming {
        DEFAULT,
        ROLLTIME
    }

    /** Refuses a serializer or a naming that does not exist. */
    public FileRollConfig {
        serializerOptions = Map.copyOf(serializerOptions);
        try {
            EventSerializers.check(serializer, serializerOptions);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("sink.serializer: " + refused.getMessage(), refused);
        }
        naming(pathManager);
        if (prefix.contains("/") || extension.contains("/")) {
            throw new IllegalArgumentException(
                    "sink.pathManager.prefix and .extension are parts of a name and have no \"/\";"
                            + " the directory is sink.directory");
        }
        if (codecLevel.isPresent()) {
            check(
                    codecLevel.get(),
                    codec.orElseThrow(() ->
                            new IllegalArgumentException("sink.codecLevel needs sink.codec")));
        }
        if (manifestKey.isPresent() != (manifestChecksum == Sum.Algorithm.HMAC_SHA_256)) {
            throw new IllegalArgumentException(
                    manifestKey.isPresent()
                            ? "sink.manifest.key goes with sink.manifest.checksum = HMAC-SHA-256"
                                    + " only"
                            : "sink.manifest.checksum = HMAC-SHA-256 needs sink.manifest.key");
        }
    }

    private static void check(int level, Compression codec) {
        int most = codec.mostLevel();
        String name = codec.name().toLowerCase(Locale.ROOT);
        if (most == 0) {
            throw new IllegalArgumentException(
                    "sink.codec = " + name + " has no levels: leave sink.codecLevel out");
        }
        if (level < 1 || level > most) {
            throw new IllegalArgumentException(
                    "sink.codecLevel of " + name + " is from 1 to " + most + ", not " + level);
        }
        if (!codec.takesLevelsHere()) {
            throw new IllegalArgumentException(
                    "sink.codec = "
                            + name
                            + " takes levels only with a native library, which cannot be loaded"
                            + " here: leave sink.codecLevel out");
        }
    }

    private static Naming naming(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "default", "org.apache.flume.formatter.output.defaultpathmanager$builder" ->
                    Naming.DEFAULT;
            case "rolltime", "org.apache.flume.formatter.output.rolltimepathmanager$builder" ->
                    Naming.ROLLTIME;
            default ->
                    throw new IllegalArgumentException(
                            "sink.pathManager \""
                                    + text
                                    + "\" is not known; there are DEFAULT and"
                                    + " ROLLTIME");
        };
    }

    /** When the disk is asked, behind a channel of a level. */
    Sync syncBehind(Level channel) {
        return sync.orElse(channel == Level.MEMORY ? Sync.NONE : Sync.BATCH);
    }

    boolean isExactBehind(Level channel) {
        return delivery.orElse(
                        channel == Level.MEMORY ? Promise.AT_LEAST_ONCE : Promise.EXACTLY_ONCE)
                == Promise.EXACTLY_ONCE;
    }

    Naming naming() {
        return naming(pathManager);
    }

    @Override
    public Sink create(Context context) {
        return new FileRollSink(this, context);
    }
}
