// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * A channel.
 *
 * @param component the channel
 * @param deadLetters how it keeps what its sinks cannot deliver
 */
public record ChannelNode(ComponentNode component, DeadLetterSettings deadLetters) {

    /** A channel for which nothing is said of dead letters. */
    public ChannelNode(ComponentNode component) {
        this(component, DeadLetterSettings.DEFAULT);
    }
}
