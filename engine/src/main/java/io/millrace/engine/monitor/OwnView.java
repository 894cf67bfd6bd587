// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The meters that Flume has no name for, in groups like Flume's and apart from them, so that who
 * reads Flume's finds what Flume has.
 */
final class OwnView {
    private OwnView() {}

    /** The groups by the key that Flume's JSON would use, {@code CHANNEL.c1}. */
    static Map<String, Map<String, Object>> groups(AgentMeters meters) {
        Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
        for (ComponentMeters component : meters.components()) {
            Map<String, Object> attributes = attributes(component);
            if (!attributes.isEmpty()) {
                groups.put(component.kind() + "." + component.name(), attributes);
            }
        }
        return groups;
    }

    /** Numbers by attribute; one that is not known yet is not a number. */
    static Map<String, Object> attributes(ComponentMeters of) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        of.counters()
                .forEach((name, named) -> attributes.put(name(of, name), named.meter().value()));
        of.gauges()
                .forEach(
                        (name, named) -> attributes.put(name(of, name), named.meter().getAsLong()));
        of.ratios()
                .forEach((name, named) ->
                        attributes.put(name(of, name), named.meter().getAsDouble()));
        return attributes;
    }

    /** {@code SuccessRatio} for {@code success_ratio}. */
    private static String name(ComponentMeters of, String meter) {
        String kind = of.kind().name().toLowerCase(Locale.ROOT) + "_";
        StringBuilder name = new StringBuilder(meter.length());
        for (String word :
                (meter.startsWith(kind) ? meter.substring(kind.length()) : meter).split("_")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }

    /** As JSON, with numbers as such; what is not known yet is null. */
    static String json(AgentMeters meters) {
        StringBuilder json = new StringBuilder(1024).append('{');
        groups(meters)
                .forEach((group, attributes) -> {
                    FlumeJson.separate(json);
                    FlumeJson.text(json, group).append(":{");
                    attributes.forEach((name, value) -> {
                        FlumeJson.separate(json);
                        boolean isKnown = !(value instanceof Double d) || Double.isFinite(d);
                        FlumeJson.text(json, name).append(':').append(isKnown ? value : "null");
                    });
                    json.append('}');
                });
        return json.append('}').toString();
    }
}
