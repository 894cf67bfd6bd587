// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import static io.millrace.testkit.ChannelCalls.drain;
import static io.millrace.testkit.ChannelCalls.put;
import static io.millrace.testkit.ChannelCalls.take;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/** What a channel promises that counts the bytes of bodies. */
public abstract class ChannelBytesContract {
    private Channel channel;

    /** A new channel for ten events and 100 bytes, not opened. */
    protected abstract Channel create() throws IOException;

    @BeforeEach
    final void openChannel() throws Exception {
        channel = create();
        channel.open();
    }

    @AfterEach
    final void closeChannel() {
        channel.close();
    }

    @Test
    void refusesMoreBytesThanItHolds() throws Exception {
        put(channel, "x".repeat(60));
        assertThat(channel.fill().bytes()).isEqualTo(60);
        assertThat(channel.fill().capacityBytes()).isEqualTo(100);
        assertThatThrownBy(() -> put(channel, "x".repeat(41)))
                .isInstanceOf(ChannelFullException.class)
                .hasMessageContaining("60 of 100 bytes");
        put(channel, "x".repeat(40));
        assertThat(drain(channel, 1)).hasSize(1);
        assertThat(channel.fill().bytes()).isEqualTo(40);
        put(channel, "x".repeat(60));
    }

    @Test
    void countsWhatIsReservedAndWhatIsTaken() throws Exception {
        try (Channel.Reservation room = channel.reserve(1, 100, 0)) {
            assertThat(room).isNotNull();
            assertThatThrownBy(() -> put(channel, "x")).isInstanceOf(ChannelFullException.class);
        }
        put(channel, "x".repeat(100));
        try (Channel.Take take = take(channel, 1)) {
            assertThatThrownBy(() -> put(channel, "x")).isInstanceOf(ChannelFullException.class);
            take.acknowledge(0, 1);
            put(channel, "x");
        }
    }

    @Test
    void letsABatchAboveItsBytesInWhenItIsEmpty() throws Exception {
        put(channel, "x");
        assertThatThrownBy(() -> put(channel, "x".repeat(101)))
                .isInstanceOf(ChannelFullException.class);
        assertThat(drain(channel, 1)).containsExactly("x");
        put(channel, "x".repeat(101));
        assertThatThrownBy(() -> put(channel, "x")).isInstanceOf(ChannelFullException.class);
        assertThat(drain(channel, 1)).hasSize(1);
        put(channel, "x");
    }

    @Test
    void freesTheBytesOfWhatIsAcknowledgedInParts() throws Exception {
        put(channel, "1", "22", "333", "4444", "55555");
        try (Channel.Take take = take(channel, 10)) {
            take.acknowledge(1, 3);
            assertThat(channel.fill().bytes()).isEqualTo(10);
            take.acknowledge(0, 4);
            assertThat(channel.fill().bytes()).isEqualTo(5);
        }
        assertThat(channel.fill().bytes()).isEqualTo(5);
        assertThat(drain(channel, 1)).containsExactly("55555");
        assertThat(channel.fill().bytes()).isZero();
    }
}
