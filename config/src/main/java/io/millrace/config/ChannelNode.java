// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * A channel.
 *
 * @param component the channel
 */
public record ChannelNode(ComponentNode component) {}
