// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * A sink.
 *
 * @param component the sink
 * @param channel the name of the channel of the agent that it reads
 */
public record SinkNode(ComponentNode component, String channel) {}
