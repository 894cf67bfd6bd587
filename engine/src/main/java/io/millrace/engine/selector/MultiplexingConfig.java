// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.selector;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Selector;

import java.util.List;
import java.util.Map;

/**
 * Routes each event by the value of one header.
 *
 * @param header the header whose value is looked up
 * @param mapping for each value the channels that must get the event, separated by spaces
 * @param optional for each value the channels that may miss it; the event is dropped for them when
 *     they have no room
 * @param defaultChannels where events go whose header is missing, blank or not mapped; without this
 *     key they go nowhere and are counted as unrouted
 */
@ComponentSpec(
        type = "multiplexing",
        aliases = "org.apache.flume.channel.MultiplexingChannelSelector")
public record MultiplexingConfig(
        @Key("header") @Default("flume.selector.header") String header,
        @Key("mapping.*") Map<String, String> mapping,
        @Key("optional.*") Map<String, String> optional,
        @Key("default") List<String> defaultChannels)
        implements ComponentConfig<Selector> {

    @Override
    public Selector create(Context context) {
        return new MultiplexingSelector(this, context);
    }
}
