// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Channel;
import io.millrace.spi.Health;

import java.util.List;
import java.util.Optional;

/**
 * How an agent and its components are at one moment.
 *
 * @param agent its name
 * @param components sources, channels, sinks, in the order of the configuration
 * @param problems what was told since the start, the oldest first
 */
public record AgentStatus(
        String agent, List<ComponentStatus> components, List<ProblemLog.Told> problems) {

    /** How one component is; {@code fill} is there for a channel that is open. */
    public record ComponentStatus(
            Kind kind,
            String name,
            String type,
            Health health,
            long restarts,
            Optional<Channel.Fill> fill) {}

    /** The worst state of any component. */
    public Health.State worst() {
        return components.stream()
                .map(component -> component.health().state())
                .max(Health.State::compareTo)
                .orElse(Health.State.DOWN);
    }
}
