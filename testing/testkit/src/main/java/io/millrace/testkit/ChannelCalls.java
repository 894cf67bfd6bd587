// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.frame.Batch;
import io.millrace.spi.Channel;

import java.util.List;

/** What a source and a sink do with a channel, without waiting. */
public final class ChannelCalls {
    private ChannelCalls() {}

    /** Stores events, or fails with ChannelFullException. */
    public static void put(Channel channel, String... bodies) throws Exception {
        put(channel, Events.batch(bodies));
    }

    /** Stores events, or fails with ChannelFullException. */
    public static void put(Channel channel, Batch batch) throws Exception {
        try (Channel.Reservation room = channel.reserve(batch.size(), batch.bodyBytes(), 0)) {
            room.commit(batch).await();
        }
    }

    /** Takes; fails if nothing is there. */
    public static Channel.Take take(Channel channel, int maxEvents) throws Exception {
        return channel.take(maxEvents, 0).orElseThrow(() -> new AssertionError("no events"));
    }

    /** Takes and acknowledges what is there, and returns the bodies. */
    public static List<String> drain(Channel channel, int maxEvents) throws Exception {
        try (Channel.Take take = take(channel, maxEvents)) {
            take.acknowledge(0, take.batch().size());
            return Events.texts(take.batch());
        }
    }
}
