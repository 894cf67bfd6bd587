// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.engine.AgentStatus;
import io.millrace.engine.AgentStatus.ComponentStatus;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The state of an agent as lines for the log. */
final class StatusText {
    private StatusText() {}

    /** One line for the agent, one for each component, one for each problem that was told. */
    static List<String> lines(AgentStatus status, AgentMeters meters) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "state of agent "
                        + status.agent()
                        + ": "
                        + status.worst().name().toLowerCase(Locale.ROOT));
        for (ComponentStatus component : status.components()) {
            StringBuilder line = new StringBuilder("state of ");
            line.append(component.kind().word())
                    .append(' ')
                    .append(component.name())
                    .append(" (")
                    .append(component.type())
                    .append("): ")
                    .append(component.health().state().name().toLowerCase(Locale.ROOT));
            if (!component.health().reason().isEmpty()) {
                line.append(", ").append(component.health().reason());
            }
            component
                    .fill()
                    .ifPresent(fill ->
                            line.append(", holds ").append(fill.events()).append(" events"));
            counts(line, component, meters);
            lines.add(line.toString());
        }
        status.problems()
                .forEach(told ->
                        lines.add(
                                "state: "
                                        + told.count()
                                        + " times "
                                        + told.problem().code()
                                        + " "
                                        + told.problem().place()
                                        + ": "
                                        + told.problem().what()));
        return lines;
    }

    private static void counts(StringBuilder line, ComponentStatus component, AgentMeters meters) {
        for (ComponentMeters each : meters.components()) {
            if (each.kind() == component.kind() && each.name().equals(component.name())) {
                line.append(", events in ")
                        .append(each.eventsIn.value())
                        .append(", out ")
                        .append(each.eventsOut.value())
                        .append(", failures ")
                        .append(each.failures.value())
                        .append(", restarts ")
                        .append(component.restarts());
            }
        }
    }
}
