// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.selector;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.Selector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routes by the value of a header; a run whose header is constant goes as a whole. */
final class MultiplexingSelector implements Selector {
    private static final Meters.CounterSpec UNROUTED =
            new Meters.CounterSpec(
                    "events_unrouted_total", "Events that no mapping sent to any channel.");

    private final String header;
    private final Map<String, Targets> byValue = new LinkedHashMap<>();
    private final Targets otherwise;
    private final Meters.Counter unrouted;

    /** The channels of one value. */
    private record Targets(List<String> required, List<String> optional) {
        boolean isEmpty() {
            return required.isEmpty() && optional.isEmpty();
        }
    }

    MultiplexingSelector(MultiplexingConfig config, Context context) {
        this.header = config.header();
        this.unrouted = context.meters().counter(UNROUTED);
        this.otherwise =
                new Targets(known(config.defaultChannels(), "default", context), List.of());
        config.mapping()
                .forEach((value, names) ->
                        byValue.put(
                                value,
                                new Targets(
                                        known(split(names), "mapping." + value, context),
                                        List.of())));
        config.optional()
                .forEach((value, names) -> {
                    List<String> required = byValue.getOrDefault(value, otherwise).required();
                    List<String> extra =
                            new ArrayList<>(known(split(names), "optional." + value, context));
                    extra.removeAll(required);
                    byValue.put(value, new Targets(required, extra));
                });
    }

    private static List<String> split(String names) {
        return List.of(names.trim().split("\\s+"));
    }

    private static List<String> known(List<String> names, String key, Context context) {
        for (String name : names) {
            if (!context.channels().contains(name)) {
                throw new IllegalArgumentException(
                        "selector."
                                + key
                                + " names channel \""
                                + name
                                + "\", which is not one of the source's channels "
                                + context.channels());
            }
        }
        return names;
    }

    @Override
    public List<Route> route(Batch batch) {
        Map<String, Parts> parts = new LinkedHashMap<>();
        for (Run run : batch.runs()) {
            String constant = run.headers().constant(header);
            if (constant != null || !run.headers().mayHave(header)) {
                add(parts, targets(constant), run);
            } else {
                split(parts, run);
            }
        }
        List<Route> routes = new ArrayList<>(parts.size());
        parts.forEach((channel, part) -> part.addRoutes(channel, routes));
        return routes;
    }

    /** Neighbours with the same target stay together, so that order is kept and runs are few. */
    private void split(Map<String, Parts> parts, Run run) {
        int from = 0;
        Targets current = targets(run.header(0, header));
        for (int event = 1; event < run.size(); event++) {
            Targets next = targets(run.header(event, header));
            if (!next.equals(current)) {
                add(parts, current, run.slice(from, event));
                from = event;
                current = next;
            }
        }
        add(parts, current, run.slice(from, run.size()));
    }

    private Targets targets(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        return byValue.getOrDefault(value, otherwise);
    }

    private void add(Map<String, Parts> parts, Targets targets, Run run) {
        if (targets.isEmpty()) {
            unrouted.add(run.size());
        }
        for (String channel : targets.required()) {
            parts.computeIfAbsent(channel, n -> new Parts()).required.add(run);
        }
        for (String channel : targets.optional()) {
            parts.computeIfAbsent(channel, n -> new Parts()).optional.add(run);
        }
    }

    /** What one channel gets. */
    private static final class Parts {
        private final List<Run> required = new ArrayList<>();
        private final List<Run> optional = new ArrayList<>();

        void addRoutes(String channel, List<Route> routes) {
            if (!required.isEmpty()) {
                routes.add(new Route(channel, true, Batch.of(required)));
            }
            if (!optional.isEmpty()) {
                routes.add(new Route(channel, false, Batch.of(optional)));
            }
        }
    }
}
