// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.component;

import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import java.time.Duration;

/**
 * A planted fault: rests at each batch.
 *
 * @param time how long
 */
@ComponentSpec(type = "bench_pause")
public record PauseConfig(@Key("time") @Default("1ms") Duration time)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        Clock clock = context.host().clock();
        return new Interceptor() {
            @Override
            public Batch intercept(Batch batch) {
                try {
                    clock.sleep(time);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return batch;
            }
        };
    }
}
