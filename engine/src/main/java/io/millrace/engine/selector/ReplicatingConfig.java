// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.selector;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Selector;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives every channel of the source every event.
 *
 * @param optional channels that may miss events: when one of them has no room its part is dropped
 *     and counted, and the source does not wait
 */
@ComponentSpec(
        type = "replicating",
        aliases = "org.apache.flume.channel.ReplicatingChannelSelector")
public record ReplicatingConfig(@Key("optional") List<String> optional)
        implements ComponentConfig<Selector> {

    @Override
    public Selector create(Context context) {
        List<String> channels = context.channels();
        List<String> mayMiss = optional;
        return batch -> {
            List<Selector.Route> routes = new ArrayList<>(channels.size());
            for (String channel : channels) {
                routes.add(new Selector.Route(channel, !mayMiss.contains(channel), batch));
            }
            return routes;
        };
    }
}
