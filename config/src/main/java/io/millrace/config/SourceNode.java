// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.List;

/**
 * A source and where its events go.
 *
 * @param component the source
 * @param channels names of channels of the agent, at least one, none twice
 * @param selector says which channels get which events; replicating unless the file says otherwise
 * @param interceptors in the order in which events pass them
 */
public record SourceNode(
        ComponentNode component,
        List<String> channels,
        ComponentNode selector,
        List<ComponentNode> interceptors) {
    public SourceNode {
        channels = List.copyOf(channels);
        interceptors = List.copyOf(interceptors);
    }
}
