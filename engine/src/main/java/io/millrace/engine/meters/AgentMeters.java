// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import io.millrace.spec.catalogue.Kind;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The meters of all components of an agent. */
public final class AgentMeters {
    private final String agent;
    private final Map<String, ComponentMeters> components = new ConcurrentSkipListMap<>();

    public AgentMeters(String agent) {
        this.agent = agent;
    }

    public String agent() {
        return agent;
    }

    /** The meters of a component; made at the first call. */
    public ComponentMeters component(Kind kind, String type, String name) {
        return components.computeIfAbsent(
                kind + "." + name, n -> new ComponentMeters(kind, type, name));
    }

    /** All, ordered by kind and name. */
    public Collection<ComponentMeters> components() {
        return components.values();
    }
}
