// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

/**
 * Adds a header with a fixed value, to tell the events of one source from those of others.
 *
 * @param key the name of the header
 * @param value its value
 * @param preserveExisting whether an event that has the header keeps it
 */
@ComponentSpec(
        type = "static",
        aliases = {
            "org.apache.flume.interceptor.StaticInterceptor$Builder",
            "org.apache.flume.interceptor.StaticInterceptor"
        })
public record StaticConfig(
        @Key("key") @Default("key") @Example("datacenter") String key,
        @Key("value") @Default("value") @Example("north") String value,
        @Key("preserveExisting") @Default("true") boolean preserveExisting)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        return new StaticInterceptor(this);
    }

    private record StaticInterceptor(StaticConfig config) implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return ConstantHeader.add(
                    batch, config.key(), config.value(), config.preserveExisting());
        }
    }
}
