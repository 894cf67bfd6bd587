// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.component;

import io.millrace.compat.peer.load.PutLoad;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.file.Path;

/**
 * Puts events from several producers and measures each put.
 *
 * @param producers threads that put at the same time
 * @param batch events of a put
 * @param bodyBytes length of every body
 * @param warmUp events put before, as fast as it goes
 * @param events to be measured
 * @param perMilli events for each millisecond, by one producer; 0 is as fast as it goes
 * @param lone single events in the end
 * @param directory for the report
 */
@ComponentSpec(type = "bench_put_load")
public record PutLoadConfig(
        @Key("producers") @Default("1") @Range(min = 1) int producers,
        @Key("batch") @Default("1") @Range(min = 1) int batch,
        @Key("bodyBytes") @Default("500") @Range(min = 1) int bodyBytes,
        @Key("warmUp") @Default("0") @Range(min = 0) long warmUp,
        @Key("events") @Default("0") @Range(min = 0) long events,
        @Key("perMilli") @Default("0") @Range(min = 0) int perMilli,
        @Key("lone") @Default("0") @Range(min = 0) int lone,
        @Key("directory") Path directory)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new PutLoadSource(
                new PutLoad.Plan(
                        producers, batch, bodyBytes, warmUp, events, perMilli, lone, directory),
                context);
    }
}
