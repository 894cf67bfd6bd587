// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.selector;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Selector;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Gives each batch to one of the source's channels.
 *
 * @param policy round_robin takes them in turn, random draws one
 */
@ComponentSpec(
        type = "load_balancing",
        aliases = "org.apache.flume.channel.LoadBalancingChannelSelector")
public record LoadBalancingConfig(@Key("policy") @Default("round_robin") Policy policy)
        implements ComponentConfig<Selector> {

    /** How the channel of a batch is chosen. */
    public enum Policy {
        ROUND_ROBIN,
        RANDOM
    }

    @Override
    public Selector create(Context context) {
        List<String> channels = context.channels();
        IntSupplier choice = choice(channels.size(), context.host().clock().nanos());
        return batch -> List.of(new Selector.Route(channels.get(choice.getAsInt()), true, batch));
    }

    private IntSupplier choice(int channels, long seed) {
        AtomicInteger turn = new AtomicInteger();
        if (policy == Policy.ROUND_ROBIN) {
            return () -> Math.floorMod(turn.getAndIncrement(), channels);
        }
        // A draw for each turn from its own generator: safe for many threads, the same for a seed.
        return () -> new SplittableRandom(seed + turn.getAndIncrement()).nextInt(channels);
    }
}
