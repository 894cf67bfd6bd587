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
 * Discards events and counts them: for tests, measurements, and flows that are wanted for their
 * other channels.
 *
 * @param batchSize the most events that are discarded at once
 * @param logEveryEvents a line in the log after so many events; 0 for none
 */
@ComponentSpec(type = "null", aliases = "org.apache.flume.sink.NullSink", parallel = true)
public record NullConfig(
        @Key("batchSize") @Default("100") @Range(min = 1) int batchSize,
        @Key("logEveryNEvents") @Default("10000") @Range(min = 0) int logEveryEvents)
        implements ComponentConfig<Sink> {

    @Override
    public Sink create(Context context) {
        return new NullSink(this, context);
    }
}
