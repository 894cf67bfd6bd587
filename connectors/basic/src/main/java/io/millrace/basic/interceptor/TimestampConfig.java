// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

/**
 * Adds a header with the time at which the agent has the event, in milliseconds since 1970-01-01
 * UTC. Paths with escapes such as {@code %Y-%m-%d} read it.
 *
 * @param headerName the name of the header
 * @param preserveExisting whether an event that has the header keeps it
 */
@ComponentSpec(
        type = "timestamp",
        aliases = {
            "org.apache.flume.interceptor.TimestampInterceptor$Builder",
            "org.apache.flume.interceptor.TimestampInterceptor"
        })
public record TimestampConfig(
        @Key(value = "headerName", aliases = "header") @Default("timestamp") String headerName,
        @Key("preserveExisting") @Default("false") boolean preserveExisting)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        return new TimestampInterceptor(this, context.host().clock());
    }

    private record TimestampInterceptor(TimestampConfig config, Clock clock)
            implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return ConstantHeader.add(
                    batch,
                    config.headerName(),
                    Long.toString(clock.millis()),
                    config.preserveExisting());
        }
    }
}
