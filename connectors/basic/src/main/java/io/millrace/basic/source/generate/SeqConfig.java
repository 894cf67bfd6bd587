// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

/**
 * Counts: the body of each event is a decimal number, beginning with 0.
 *
 * <p>For trials of a flow. It begins with 0 again whenever the agent starts. A batch that is
 * refused is offered again, so that no number is left out.
 *
 * @param batchSize how many numbers are handed over at once
 * @param totalEvents after so many numbers the source ends
 */
@ComponentSpec(type = "seq", aliases = "org.apache.flume.source.SequenceGeneratorSource")
public record SeqConfig(
        @Key("batchSize") @Default("1") @Range(min = 1, max = 1_000_000) int batchSize,
        @Key("totalEvents") @Default("9223372036854775807") @Range(min = 0) long totalEvents)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new SeqSource(this, context);
    }
}
