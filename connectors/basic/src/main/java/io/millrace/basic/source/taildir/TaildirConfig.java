// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.spec.BareNumber;
import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Defunct;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Follows all files of directories whose names match, through rotation, and goes on after a restart
 * where it stood in each.
 *
 * <p>Each line is an event: its bytes as they are, without the line feed and a carriage return
 * before it. Empty lines are events. Files take turns block by block, so that a busy one keeps no
 * other waiting; new files are found within a tenth of a second, and a line is picked up within a
 * few milliseconds while its file grows. In a file that has rested it may wait for a fiftieth of
 * that rest, at most 100 ms, or more where there are so many files that looking at them would cost
 * more than some 3 % of a processor: with 100,000 files some seconds.
 *
 * <p>A file is known by device, inode and a fingerprint of what was read of it. So a renamed file
 * goes on where it was, whether the new name matches or not; a new file that got the inode of a
 * removed one is read from its start; several names of one file are read once; and of a copy made
 * by a rotation that then empties the file ({@code copytruncate}) only the rest is read. What is
 * written between such copying and emptying is lost by the rotation itself. A removed file is read
 * to its end, as long as it was open.
 *
 * <p>Files whose names end in {@code .gz} or {@code .zst} are read decompressed, once they are
 * complete; of one that was read before it was compressed only the rest.
 *
 * <p>Positions are kept by the channels: over a durable channel a line comes once, over a memory
 * channel a crash reads again what was not delivered. The position file is Apache Flume's: it is
 * read when the source starts for the first time, and kept written so that one can go back.
 *
 * @param groups names of the groups of files, in the order in which they claim a file that several
 *     match
 * @param paths for each group {@code <group> = <directory>/<regular expression>}: files in this
 *     directory whose whole name matches; the directory is taken literally
 * @param headers headers of all events of a group: {@code <group>.<header> = <value>}
 * @param positionFile where Apache Flume's positions are read from at the first start, and kept
 *     written; {@code taildir_position.json} in {@code .flume} of the home directory unless set
 * @param byteOffsetHeader whether the header {@code byteoffset} says where the line begins in the
 *     file
 * @param skipToEnd whether files without a saved position that are there at the start are read only
 *     from their end on
 * @param idleTimeout how long a file rests before it is closed, and its last line, if it has no
 *     line feed, is handed over; a number is milliseconds
 * @param writePosInterval how often the position file is written if it changes; a number is
 *     milliseconds
 * @param cachePatternMatching whether a directory is listed only when it changed; else it is listed
 *     each second, for file systems that do not tell
 * @param fileHeader whether a header says the path of the file
 * @param fileHeaderKey the name of that header
 * @param maxLineLength longer lines are cut to this many bytes; the header {@code truncated} says
 *     how long the line was
 * @param recursive whether files of the directories below are followed too
 * @param holdLastLine whether a last line without line feed waits for it for ever, instead of being
 *     handed over after {@code idleTimeout}
 * @param multilineStart a line in which this regular expression is found begins an event, and lines
 *     in which it is not belong to the event before them
 * @param multilineWait how long after the last growth of the file its last event of several lines
 *     is taken to be complete; a number is milliseconds
 * @param maxOpenFiles how many files are kept open; others are opened when they grow
 */
@ComponentSpec(
        type = "taildir",
        aliases = "org.apache.flume.source.taildir.TaildirSource",
        defunct = {
            @Defunct(
                    key = "batchSize",
                    reason =
                            "A batch is what waits in a file, up to 256 KiB, and never more than"
                                    + " the channel takes at once."),
            @Defunct(
                    key = "maxBatchCount",
                    reason = "Files take turns after each batch in any case.")
        })
public record TaildirConfig(
        @Key("filegroups") @Example("f1") List<String> groups,
        @Key("filegroups.*") @Example("f1 = /var/log/app/.*\\.log") Map<String, String> paths,
        @Key("headers.*") @Example("f1.app = shop") Map<String, String> headers,
        @Key("positionFile") @Example("/var/lib/flume/taildir_position.json")
                Optional<Path> positionFile,
        @Key("byteOffsetHeader") @Default("false") boolean byteOffsetHeader,
        @Key("skipToEnd") @Default("false") boolean skipToEnd,
        @Key("idleTimeout") @Default("2m") @BareNumber("ms") @Range(min = 1) Duration idleTimeout,
        @Key("writePosInterval") @Default("3s") @BareNumber("ms") @Range(min = 1)
                Duration writePosInterval,
        @Key("cachePatternMatching") @Default("true") boolean cachePatternMatching,
        @Key("fileHeader") @Default("false") boolean fileHeader,
        @Key("fileHeaderKey") @Default("file") String fileHeaderKey,
        @Key("maxLineLength") @Default("1MiB") @Range(min = 1024, max = 8_388_608)
                ByteSize maxLineLength,
        @Key("recursive") @Default("false") boolean recursive,
        @Key("holdLastLine") @Default("false") boolean holdLastLine,
        @Key("multiline.start") @Example("^\\d{4}-\\d\\d-\\d\\d ") Optional<Pattern> multilineStart,
        @Key("multiline.wait") @Default("1s") @BareNumber("ms") @Range(min = 1)
                Duration multilineWait,
        @Key("maxOpenFiles") @Default("500") @Range(min = 1, max = 1_000_000) int maxOpenFiles)
        implements ComponentConfig<Source> {

    public TaildirConfig {
        if (FileGroup.of(groups, paths, headers, null).isEmpty()) {
            throw new IllegalArgumentException(
                    "filegroups names no group for which there is a filegroups.<group> with a"
                            + " path");
        }
    }

    @Override
    public Source create(Context context) {
        return new TaildirSource(this, context);
    }

    /** The groups that have a path. */
    List<FileGroup> fileGroups() {
        return FileGroup.of(groups, paths, headers, fileHeader ? fileHeaderKey : null);
    }
}
