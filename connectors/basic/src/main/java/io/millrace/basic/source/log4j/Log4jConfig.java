// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

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
import java.time.ZoneId;
import java.util.Optional;

/**
 * Follows a log file that log4j, or a library like it, writes; stack traces stay with their event.
 *
 * <p>A line that begins with a time or a level, as the usual layouts write them, begins an event;
 * lines that follow without one belong to it. The body is the text as it stands in the file. The
 * headers are {@code level}, {@code logger} and {@code timestamp} (milliseconds since 1970-01-01
 * UTC), as far as the line tells them: {@code %d{ISO8601} %-5p [%t] %c - %m%n} and its relatives
 * are understood, among them those of Logback and Spring Boot. In a file whose layout is not known
 * each line is an event, and only lines that look like a stack trace are joined.
 *
 * <p>The last event of the file is handed over when the next one begins, or when nothing was added
 * for 100 ms. Rotation, restarts and positions are as with the source {@code file}.
 *
 * @param file the log file to follow; it need not exist yet
 * @param logger the header {@code logger} of events whose line does not name one
 * @param timeZone the zone of times that are written without one; the zone of the machine unless
 *     set
 * @param maxEventLength longer events are cut to this many bytes; the header {@code truncated} says
 *     how long the event was
 */
@ComponentSpec(
        type = "log4j",
        defunct =
                @Defunct(key = "position.type", reason = "A file is all that this source follows."))
public record Log4jConfig(
        @Key(
                        value = "filepath",
                        aliases = {"position.file", "path", "file"})
                @Example("/var/log/app.log")
                Path file,
        @Key(value = "logger", aliases = "info") @Example("com.example.App")
                Optional<String> logger,
        @Key("timeZone") @Example("Europe/Berlin") Optional<ZoneId> timeZone,
        @Key("maxEventLength") @Default("1MiB") @Range(min = 1024, max = 8_388_608)
                ByteSize maxEventLength)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new Log4jSource(this, context);
    }
}
