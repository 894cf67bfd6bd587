// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.engine.AgentStatus;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Channel;
import io.millrace.spi.Meters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The counters of an agent under the names that Apache Flume 1.11 gives them.
 *
 * <p>Flume's components count by hand, each something else; what one does not maintain stays 0
 * there and so it does here. A component type that Flume never had counts everything.
 */
final class FlumeView {
    /** Types without a group of counters in Flume. */
    private static final Set<String> UNCOUNTED =
            Set.of("netcat", "netcatudp", "stress", "logger", "null", "irc");

    /** Sources that count events, and nothing of batches or failures. */
    private static final Set<String> EVENTS_ONLY = Set.of("exec");

    /** Sinks that do not count full, partial and empty batches. */
    private static final Set<String> NO_BATCHES = Set.of("file_roll", "http");

    private FlumeView() {}

    /** The groups by the key that Flume's JSON uses, {@code SINK.k1}. */
    static Map<String, Map<String, Object>> groups(AgentMeters meters, AgentStatus status) {
        Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
        for (ComponentMeters component : meters.components()) {
            attributes(component, status)
                    .ifPresent(attributes ->
                            groups.put(component.kind() + "." + component.name(), attributes));
        }
        return groups;
    }

    /** Numbers and texts by attribute; empty if Flume has no group for this type. */
    static Optional<Map<String, Object>> attributes(ComponentMeters meters, AgentStatus status) {
        if (UNCOUNTED.contains(meters.type())) {
            return Optional.empty();
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        switch (meters.kind()) {
            case SOURCE -> source(meters, attributes);
            case CHANNEL -> channel(meters, fill(meters.name(), status), attributes);
            case SINK -> sink(meters, attributes);
            default -> {
                return Optional.empty();
            }
        }
        attributes.put("StartTime", meters.startedMillis());
        attributes.put("StopTime", meters.stoppedMillis());
        attributes.put("Type", meters.kind().name());
        return Optional.of(attributes);
    }

    private static void source(ComponentMeters meters, Map<String, Object> to) {
        boolean batches = !EVENTS_ONLY.contains(meters.type());
        boolean sequence = meters.type().equals("seq");
        to.put("EventReceivedCount", sequence ? 0L : meters.eventsIn.value());
        to.put("EventAcceptedCount", meters.eventsOut.value());
        to.put("AppendReceivedCount", 0L);
        to.put("AppendAcceptedCount", 0L);
        to.put("AppendBatchReceivedCount", batches && !sequence ? meters.batchesIn.value() : 0L);
        to.put("AppendBatchAcceptedCount", batches ? meters.batchesOut.value() : 0L);
        to.put("OpenConnectionCount", 0L);
        to.put("EventReadFail", 0L);
        to.put("ChannelWriteFail", batches ? meters.failures.value() : 0L);
        to.put("GenericProcessingFail", 0L);
    }

    private static void channel(
            ComponentMeters meters, Optional<Channel.Fill> fill, Map<String, Object> to) {
        long size = fill.map(Channel.Fill::events).orElse(0L);
        long capacity = fill.map(Channel.Fill::capacityEvents).orElse(0L);
        to.put("ChannelSize", size);
        to.put("ChannelCapacity", capacity);
        to.put("ChannelFillPercentage", capacity == 0 ? Double.MAX_VALUE : 100.0 * size / capacity);
        to.put("EventPutAttemptCount", meters.eventsIn.value());
        to.put("EventPutSuccessCount", meters.eventsOut.value());
        // Flume takes one event at a time and counts each try; an empty try counts as one here too.
        to.put("EventTakeAttemptCount", meters.eventsTaken.value() + meters.takesEmpty.value());
        to.put("EventTakeSuccessCount", meters.eventsReleased.value());
    }

    private static void sink(ComponentMeters meters, Map<String, Object> to) {
        boolean batches = !NO_BATCHES.contains(meters.type());
        to.put("ConnectionCreatedCount", meters.value(Meters.CounterSpec.OPENED.name()));
        to.put("ConnectionClosedCount", meters.value(Meters.CounterSpec.CLOSED.name()));
        to.put("ConnectionFailedCount", meters.value(Meters.CounterSpec.FAILED.name()));
        to.put("BatchEmptyCount", batches ? meters.batchesEmpty.value() : 0L);
        to.put("BatchUnderflowCount", batches ? meters.batchesPartial.value() : 0L);
        to.put("BatchCompleteCount", batches ? meters.batchesFull.value() : 0L);
        to.put("EventDrainAttemptCount", meters.eventsIn.value());
        to.put("EventDrainSuccessCount", meters.eventsOut.value());
        to.put("EventWriteFail", meters.failures.value());
        to.put("ChannelReadFail", 0L);
    }

    private static Optional<Channel.Fill> fill(String channel, AgentStatus status) {
        return status.components().stream()
                .filter(component -> component.kind() == Kind.CHANNEL)
                .filter(component -> component.name().equals(channel))
                .findFirst()
                .flatMap(AgentStatus.ComponentStatus::fill);
    }
}
