// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.component;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Sink;

/**
 * Looks at each event of the load, and when it comes.
 *
 * @param batchSize the most events at once
 * @param dropEvery a planted fault: of so many events one is dropped; 0 is none
 */
@ComponentSpec(type = "bench_arrival")
public record ArrivalConfig(
        @Key("batchSize") @Default("1000") @Range(min = 1) int batchSize,
        @Key("dropEvery") @Default("0") @Range(min = 0) long dropEvery)
        implements ComponentConfig<Sink> {

    @Override
    public Sink create(Context context) {
        return new ArrivalSink(batchSize, dropEvery);
    }
}
