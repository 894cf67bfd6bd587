// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import io.millrace.spec.BareNumber;
import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps events in memory between sources and sinks. Fast, and lost with the process, unless the
 * source can replay: then what was not delivered is read again.
 *
 * @param capacity how many events it holds, those included that a sink has taken and not yet
 *     delivered
 * @param transactionCapacity the largest batch that Apache Flume allowed; here it limits nothing, a
 *     larger batch runs, and one above the capacity is cut
 * @param keepAlive how long a source that can refuse its client's events waits for room before it
 *     does so; other sources wait as long as it takes
 * @param byteCapacity how many bytes of bodies it holds; 80 % of the heap if it is not set, and 0
 *     for no limit but the number of events
 * @param byteCapacityBufferPercentage the share of byteCapacity that is set aside for headers, in
 *     percent
 */
@ComponentSpec(type = "memory", aliases = "org.apache.flume.channel.MemoryChannel")
public record MemoryChannelConfig(
        @Key("capacity") @Default("100") @Range(min = 1, max = Integer.MAX_VALUE) int capacity,
        @Key("transactionCapacity") @Default("100") @Range(min = 1, max = Integer.MAX_VALUE)
                int transactionCapacity,
        @Key("keep-alive") @Default("3s") @BareNumber("s") Duration keepAlive,
        @Key("byteCapacity") @BareNumber("B") Optional<ByteSize> byteCapacity,
        @Key("byteCapacityBufferPercentage") @Default("20") @Range(min = 0, max = 99)
                int byteCapacityBufferPercentage)
        implements ComponentConfig<Channel> {

    @Override
    public Channel create(Context context) {
        return new MemoryChannel(
                context.name(), capacity, bodyBytes(), keepAlive, context.host().clock());
    }

    /**
     * The bytes of bodies that are allowed: what is left of byteCapacity behind the headers' share.
     */
    private long bodyBytes() {
        long heap = Runtime.getRuntime().maxMemory();
        long bytes = byteCapacity.map(ByteSize::bytes).orElse(heap / 100 * 80);
        int percent = 100 - byteCapacityBufferPercentage;
        // In two parts: the product of a large capacity and the percentage is beyond a long.
        return bytes == 0
                ? Long.MAX_VALUE
                : Math.max(1, bytes / 100 * percent + bytes % 100 * percent / 100);
    }
}
