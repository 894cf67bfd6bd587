// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Sink;

/**
 * Writes a line to the log for each event, at level INFO: its headers, and the beginning of its
 * body as hexadecimal numbers and as text. For trying things out, not for data that counts.
 *
 * <p>The line is {@code Event: { headers:{k=v} body: 48 65 6C 6C 6F Hello }}, written by the logger
 * {@code org.apache.flume.sink.LoggerSink}, so that settings for Apache Flume's log apply.
 *
 * @param maxBytesToLog how many bytes of a body are shown at most
 */
@ComponentSpec(type = "logger", aliases = "org.apache.flume.sink.LoggerSink")
public record LoggerConfig(
        @Key("maxBytesToLog") @Default("16") @Range(min = 0, max = 1 << 20) int maxBytesToLog)
        implements ComponentConfig<Sink> {

    @Override
    public Sink create(Context context) {
        return new LoggerSink(this);
    }
}
