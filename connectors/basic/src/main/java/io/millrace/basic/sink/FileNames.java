// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.Compression;
import io.millrace.host.Clock;
import io.millrace.spi.Context;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The names of a sink's files, one after the other. */
final class FileNames {
    private static final DateTimeFormatter ROLL_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    private final FileRollConfig config;
    private final Clock clock;
    private final String instance;
    private final long startMillis;
    private int number;

    FileNames(FileRollConfig config, Context context) {
        this.config = config;
        this.clock = context.host().clock();
        this.instance = context.instances() > 1 ? context.instance() + "-" : "";
        this.startMillis = clock.millis();
    }

    String next() {
        number++;
        String time =
                switch (config.naming()) {
                    case DEFAULT -> Long.toString(startMillis);
                    case ROLLTIME ->
                            ROLL_TIME.format(
                                    Instant.ofEpochMilli(clock.millis())
                                            .atZone(ZoneId.systemDefault()));
                };
        String extension = config.extension().isEmpty() ? "" : "." + config.extension();
        String compressed = config.codec().map(Compression::extension).orElse("");
        return config.prefix() + time + "-" + instance + number + extension + compressed;
    }
}
