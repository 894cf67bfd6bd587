// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/** A channel had no room in the time that it was given. */
public final class ChannelFullException extends RefusedException {
    private static final long serialVersionUID = 1L;
    private final String channel;

    /** {@code channel} is the name of the channel in the configuration. */
    public ChannelFullException(String channel, String message) {
        super(message, null);
        this.channel = channel;
    }

    public String channel() {
        return channel;
    }
}
