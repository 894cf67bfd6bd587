// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.file.Path;

/**
 * Follows one file of lines from its beginning, through rotation, and goes on after a restart where
 * it stood.
 *
 * <p>Each line is an event: its bytes as they are, without the line feed and a carriage return
 * before it. Empty lines are events. A last line without a line feed waits for it, or for the
 * rotation of the file. There are no headers, but for lines that were cut.
 *
 * <p>Rotation by renaming is followed without loss: the old file is read to its end, then files
 * that were rotated away in between if the agent was down, then the new one. So is copying and
 * emptying ({@code copytruncate}), as long as the copy stands beside the file and is not
 * compressed, and a line of the file was delivered before; what is written between the copying and
 * the emptying is lost by the rotation itself. Positions are kept by the channels: over a durable
 * channel a line comes once, over a memory channel a crash reads what was not delivered again.
 *
 * <p>A line is picked up within a few milliseconds while the file grows. In a file that has rested
 * it may wait for a fiftieth of that rest, at most 100 ms.
 *
 * @param file the file to follow; it need not exist yet
 * @param maxLineLength longer lines are cut to this many bytes; the header {@code truncated} says
 *     how long the line was
 */
@ComponentSpec(type = "file")
public record FileConfig(
        @Key(
                        value = "filepath",
                        aliases = {"path", "file"})
                @Example("/var/log/app.log")
                Path file,
        @Key("maxLineLength") @Default("1MiB") @Range(min = 1024, max = 8_388_608)
                ByteSize maxLineLength)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new FileSource(this, context);
    }
}
