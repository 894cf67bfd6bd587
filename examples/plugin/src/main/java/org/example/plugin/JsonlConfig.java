// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spec.Stability;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Sink;

import java.nio.file.Path;

/**
 * Appends each event to a file as one line of JSON: {@code {"headers":{...},"body":"..."}}. The
 * file belongs to one sink at a time. An event is delivered when its line is on the disk; after a
 * crash half a line at the end is cut, and its event comes again.
 *
 * @param file the file to append to; it and its directory are created if they are missing
 * @param batchSize how many events are written and synced together at most
 */
@ComponentSpec(type = "jsonl", stability = Stability.EXPERIMENTAL)
public record JsonlConfig(
        @Key("file") @Example("/var/tmp/events.jsonl") Path file,
        @Key("batchSize") @Default("1000") @Range(min = 1, max = 100_000) int batchSize)
        implements ComponentConfig<Sink> {

    @Override
    public Sink create(Context context) {
        return new JsonlSink(this, context.host().disk());
    }
}
