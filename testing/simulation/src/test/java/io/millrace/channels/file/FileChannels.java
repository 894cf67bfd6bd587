// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.journal.JournalOptions;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Makes file channels with options that the configuration rounds up: less memory, less disk. */
public final class FileChannels {
    private FileChannels() {}

    /** A channel of so many events on a journal with these options. */
    public static ComponentConfig<Channel> of(JournalOptions options, int capacity) {
        return of(() -> options, capacity);
    }

    /** The same, with options asked for each time that one is made. */
    public static ComponentConfig<Channel> of(Supplier<JournalOptions> asked, int capacity) {
        return context -> {
            JournalOptions options = asked.get();
            return new FileChannel(
                    context,
                    new Directories(options.home(), options.directories()),
                    options,
                    capacity,
                    Duration.ofSeconds(3),
                    Map.of());
        };
    }
}
