// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.spec.BareNumber;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Defunct;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads each file that is put into a directory, once, from its beginning to its end, and then
 * renames it, removes it, or notes beside it that it is done.
 *
 * <p>With the deserializer {@code LINE} each line is an event, without its line feed; a carriage
 * return before that stays. Empty lines are events, an empty file is one empty event. With {@code
 * AVRO} each record of an Avro container is an event, with {@code BLOB} each file.
 *
 * <p>Files whose names end in {@code .gz} or {@code .zst} are read decompressed. Files whose names
 * begin with a dot, or end in {@code fileSuffix}, are not read.
 *
 * <p>A file is done when no failure can take its events away any more: over a durable channel at
 * once, over a memory channel when they were delivered. Positions are kept by the channels: over a
 * durable channel an event comes once, over a memory channel a crash reads again what was not
 * delivered. The position that Apache Flume left in the middle of a file is taken over, and one is
 * kept written so that one can go back.
 *
 * <p>Files should be complete when they appear: write them elsewhere on the same file system and
 * move them in, or set {@code minAge}. One that changes while it is read is set aside until it
 * rests, and then its rest is read. One that cannot be decoded is left where it is and read again
 * when it changes. All others go on.
 *
 * @param directory the directory
 * @param suffix what is added to the name of a file that is done
 * @param deletePolicy whether files that are done are removed, {@code immediate}, or kept
 * @param trackingPolicy how it is noted that a file is done: by its name, {@code rename}, or by an
 *     empty file in {@code trackerDir}, {@code tracker_dir}
 * @param trackerDirectory where such notes are, and Flume's position; below {@code spoolDir} unless
 *     it is absolute
 * @param fileHeader whether a header says the absolute path of the file
 * @param fileHeaderKey the name of that header
 * @param basenameHeader whether a header says the name of the file
 * @param basenameHeaderKey the name of that header
 * @param includePattern files whose whole name matches are read
 * @param ignorePattern files whose whole name matches are not read, and directories not entered
 * @param consumeOrder by the time of their last change {@code oldest} or {@code youngest} first, by
 *     name among equals, or {@code random}: as it is cheapest
 * @param pollDelay how often the directory is looked at when all is read; a number is milliseconds.
 *     A directory of very many files is looked at less often
 * @param minAge files that changed within this time are not read yet; a number is milliseconds
 * @param isRecursive whether files of the directories below are read too
 * @param inputCharset the encoding of lines
 * @param decodeErrorPolicy what becomes of bytes that are not of that encoding: {@code fail} leaves
 *     the file at the line before, {@code replace} puts U+FFFD in their place, {@code ignore} drops
 *     them
 * @param deserializer what an event is: {@code LINE}, {@code AVRO} or {@code BLOB}
 * @param decompress whether files are decompressed if their names say that they are compressed;
 *     {@code auto} does so unless each file is one event
 * @param maxLineLength for {@code LINE}: longer lines are cut after so many characters, and the
 *     rest becomes the next event; 2048 unless set, and never more than 8388608
 * @param outputCharset for {@code LINE}: the encoding of bodies
 * @param schemaType for {@code AVRO}: whether a header has the schema's fingerprint, {@code
 *     flume.avro.schema.hash}, or its text, {@code flume.avro.schema.literal}
 * @param maxBlobLength for {@code BLOB}: longer files are cut after so many bytes, and the rest
 *     becomes the next event; never more than 60 MiB, which is what a file channel takes
 * @param bufferMaxLineLength an old name of {@code deserializer.maxLineLength}
 */
@ComponentSpec(
        type = "spooldir",
        aliases = "org.apache.flume.source.SpoolDirectorySource",
        defunct = {
            @Defunct(
                    key = "batchSize",
                    reason =
                            "A batch is what a file holds, up to 256 KiB, and never more than the"
                                    + " channel takes at once."),
            @Defunct(
                    key = "maxBackoff",
                    reason = "The source waits for room in the channel and sleeps no more."),
            @Defunct(key = "bufferMaxLines", reason = "Nothing is buffered by lines.")
        })
public record SpoolConfig(
        @Key("spoolDir") @Example("/var/spool/in") Path directory,
        @Key("fileSuffix") @Default(".COMPLETED") String suffix,
        @Key("deletePolicy") @Default("never") DeletePolicy deletePolicy,
        @Key("trackingPolicy") @Default("rename") TrackingPolicy trackingPolicy,
        @Key("trackerDir") @Default(".flumespool") Path trackerDirectory,
        @Key("fileHeader") @Default("false") boolean fileHeader,
        @Key("fileHeaderKey") @Default("file") String fileHeaderKey,
        @Key("basenameHeader") @Default("false") boolean basenameHeader,
        @Key("basenameHeaderKey") @Default("basename") String basenameHeaderKey,
        @Key("includePattern") @Default("^.*$") Pattern includePattern,
        @Key("ignorePattern") @Default("^$") Pattern ignorePattern,
        @Key("consumeOrder") @Default("oldest") ConsumeOrder consumeOrder,
        @Key("pollDelay") @Default("500ms") @BareNumber("ms") @Range(min = 1) Duration pollDelay,
        @Key("minAge") @Default("0") @BareNumber("ms") Duration minAge,
        @Key("recursiveDirectorySearch") @Default("false") boolean isRecursive,
        @Key("inputCharset") @Default("UTF-8") Charset inputCharset,
        @Key("decodeErrorPolicy") @Default("fail") DecodeErrorPolicy decodeErrorPolicy,
        @Key("deserializer") @Default("LINE") String deserializer,
        @Key("decompress") @Default("auto") Decompress decompress,
        @Key("deserializer.maxLineLength") @Range(min = 1) Optional<Integer> maxLineLength,
        @Key("deserializer.outputCharset") @Default("UTF-8") Charset outputCharset,
        @Key("deserializer.schemaType") @Default("hash") SchemaType schemaType,
        @Key("deserializer.maxBlobLength") @Default("100000000") @Range(min = 1) int maxBlobLength,
        @Key("bufferMaxLineLength") @Range(min = 1) Optional<Integer> bufferMaxLineLength)
        implements ComponentConfig<Source> {
    private static final int FLUME_LINE_LENGTH = 2048;

    /** The most characters of a line; in any encoding a channel takes that. */
    private static final int MOST_LINE_LENGTH = 8_388_608;

    private static final int MOST_BLOB_BYTES = 60 << 20;

    /** Whether files that are done are removed. */
    public enum DeletePolicy {
        NEVER,
        IMMEDIATE
    }

    /** How it is noted that a file is done. */
    public enum TrackingPolicy {
        RENAME,
        TRACKER_DIR
    }

    /** Which file is next. */
    public enum ConsumeOrder {
        OLDEST,
        YOUNGEST,
        RANDOM
    }

    /** What becomes of bytes that are not of the encoding. */
    public enum DecodeErrorPolicy {
        FAIL,
        REPLACE,
        IGNORE
    }

    /** Whether compressed files are decompressed. */
    public enum Decompress {
        AUTO,
        ALWAYS,
        NEVER
    }

    /** What a header says of the schema of Avro records. */
    public enum SchemaType {
        HASH,
        LITERAL
    }

    /** What an event is. */
    enum Format {
        LINE,
        AVRO,
        BLOB
    }

    public SpoolConfig {
        // Said when the configuration is read.
        var _ = format(deserializer);
        if (suffix.isEmpty() && deletePolicy == DeletePolicy.NEVER) {
            throw new IllegalArgumentException(
                    "fileSuffix is empty, so that a file that is done could not be told from one"
                            + " that is not");
        }
    }

    private static Format format(String deserializer) {
        return switch (deserializer.toUpperCase(Locale.ROOT)) {
            case "LINE", "ORG.APACHE.FLUME.SERIALIZATION.LINEDESERIALIZER$BUILDER" -> Format.LINE;
            case "AVRO", "ORG.APACHE.FLUME.SERIALIZATION.AVROEVENTDESERIALIZER$BUILDER" ->
                    Format.AVRO;
            case "BLOB", "ORG.APACHE.FLUME.SINK.SOLR.MORPHLINE.BLOBDESERIALIZER$BUILDER" ->
                    Format.BLOB;
            default ->
                    throw new IllegalArgumentException(
                            "deserializer \"" + deserializer + "\"; there are LINE, AVRO and BLOB");
        };
    }

    @Override
    public Source create(Context context) {
        return new SpoolSource(this, context);
    }

    Format format() {
        return format(deserializer);
    }

    int lineLength() {
        int wanted = maxLineLength.or(() -> bufferMaxLineLength).orElse(FLUME_LINE_LENGTH);
        return Math.min(wanted, MOST_LINE_LENGTH);
    }

    int blobLength() {
        return Math.min(maxBlobLength, MOST_BLOB_BYTES);
    }

    /** The tracker directory, wherever it is. */
    Path trackers() {
        return directory.resolve(trackerDirectory);
    }

    /** Whether the name of a file says that it is done. */
    boolean isMarked(Path path) {
        return !suffix.isEmpty() && path.toString().endsWith(suffix);
    }

    /** The path that a file had before it was marked. */
    Path original(Path path) {
        String name = path.toString();
        return isMarked(path) ? Path.of(name.substring(0, name.length() - suffix.length())) : path;
    }

    boolean isDecompressing() {
        return decompress == Decompress.ALWAYS
                || (decompress == Decompress.AUTO && format() != Format.BLOB);
    }
}
