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
 * Produces events of one size as fast as the channels take them.
 *
 * <p>For measurements. Without {@code distinct} every byte of every body is 0x7F. With several
 * {@code threads} each instance produces its share of the totals and of the rate; the order between
 * instances is open.
 *
 * @param size bytes in a body
 * @param maxTotalEvents after so many events, refused ones included, the source ends; -1 is never
 * @param maxSuccessfulEvents after so many accepted events the source ends; -1 is never
 * @param batchSize how many events are handed over at once
 * @param maxEventsPerSecond the rate that is not exceeded; 0 is as fast as it goes
 * @param distinct makes all bodies different: each begins with a counter of 8 printable characters
 *     whose order as bytes is the order of production, followed by letters; needs a size of 8 or
 *     more. With {@code threads} the counters of the instances leave each other out
 */
@ComponentSpec(type = "stress", aliases = "org.apache.flume.source.StressSource", parallel = true)
public record StressConfig(
        @Key("size") @Default("500") @Range(min = 0, max = 8_388_608) int size,
        @Key("maxTotalEvents") @Default("-1") @Range(min = -1) long maxTotalEvents,
        @Key("maxSuccessfulEvents") @Default("-1") @Range(min = -1) long maxSuccessfulEvents,
        @Key("batchSize") @Default("1") @Range(min = 1, max = 1_000_000) int batchSize,
        @Key("maxEventsPerSecond") @Default("0") @Range(min = 0) long maxEventsPerSecond,
        @Key("distinct") @Default("false") boolean distinct)
        implements ComponentConfig<Source> {

    public StressConfig {
        if (distinct && size < StressBodies.COUNTER_BYTES) {
            throw new IllegalArgumentException(
                    "size is "
                            + size
                            + ", but distinct = true needs "
                            + StressBodies.COUNTER_BYTES
                            + " bytes or more for its counter");
        }
    }

    @Override
    public Source create(Context context) {
        return new StressSource(this, context);
    }
}
