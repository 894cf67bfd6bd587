// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * A sink.
 *
 * @param component the sink
 * @param channel the name of the channel of the agent that it reads
 * @param verify whether bodies are compared with the checksum of their source before they are
 *     written
 */
public record SinkNode(ComponentNode component, String channel, boolean verify) {

    /** A sink that takes bodies as they come. */
    public SinkNode(ComponentNode component, String channel) {
        this(component, channel, false);
    }
}
