// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import com.fasterxml.jackson.jr.ob.JSON;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema, draft 2020-12, of the YAML and JSON form of a configuration; for editors.
 *
 * <p>A file is {@code agents: {<name>: {sources, channels, sinks, sinkgroups}}}; a component is an
 * object of its keys as they stand in a properties file, dots included; interceptors are a list.
 * The schema knows the proper spelling of keys and words only, and what a properties file would
 * report: wrong types, values out of range, unknown and missing keys.
 */
public final class JsonSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private JsonSchema() {}

    /** The schema of a whole file, as JSON text with a line feed at the end. */
    public static String ofFile(Catalogue catalogue) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", DRAFT);
        root.put("title", "Configuration of Millrace agents");
        root.put("type", "object");
        root.put("required", List.of("agents"));
        root.put(
                "properties",
                Map.of("agents", named("The agents by name.", Map.of("$ref", "#/$defs/agent"))));
        root.put("additionalProperties", false);
        Map<String, Object> defs = new LinkedHashMap<>();
        defs.put("agent", agent());
        defs.put("sinkgroup", sinkGroup());
        defs.put("reference", PropertySchema.reference());
        for (Kind kind : Kind.values()) {
            defs.put(kind.word(), choice(catalogue.all(kind)));
        }
        for (ComponentDescriptor component : catalogue.all()) {
            defs.put(name(component), component(component));
        }
        root.put("$defs", defs);
        return PRETTY.asString(root) + "\n";
    }

    /** The schema of one component, as JSON text with a line feed at the end. */
    public static String ofComponent(ComponentDescriptor component) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", DRAFT);
        root.put("title", "The " + component.kind().word() + " " + component.type());
        root.putAll(component(component));
        Map<String, Object> defs = new LinkedHashMap<>();
        defs.put("reference", PropertySchema.reference());
        if (component.kind() == Kind.SOURCE) {
            // What a source is made of besides; a file's schema says which there are.
            for (Kind part : List.of(Kind.SELECTOR, Kind.INTERCEPTOR)) {
                Map<String, Object> open = new LinkedHashMap<>();
                open.put("type", "object");
                open.put("required", List.of("type"));
                defs.put(part.word(), open);
            }
        }
        root.put("$defs", defs);
        return PRETTY.asString(root) + "\n";
    }

    private static Map<String, Object> agent() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Kind kind : List.of(Kind.SOURCE, Kind.CHANNEL, Kind.SINK)) {
            properties.put(
                    kind.word() + "s",
                    named(
                            "The " + kind.word() + "s by name.",
                            Map.of("$ref", "#/$defs/" + kind.word())));
        }
        properties.put(
                "sinkgroups",
                named("The groups of sinks by name.", Map.of("$ref", "#/$defs/sinkgroup")));
        return object(properties, List.of("channels"));
    }

    private static Map<String, Object> sinkGroup() {
        Map<String, Object> processor = new LinkedHashMap<>();
        processor.put("type", "object");
        processor.put("description", "How the sinks share the work.");
        processor.put("required", List.of("type"));
        processor.put(
                "properties",
                Map.of("type", Map.of("enum", List.of("default", "failover", "load_balance"))));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("sinks", names("The sinks of the group."));
        properties.put("processor", processor);
        return object(properties, List.of("sinks", "processor"));
    }

    /** A component of a kind: its type says by which schema the rest goes. */
    private static Map<String, Object> choice(List<ComponentDescriptor> components) {
        List<Object> types = new ArrayList<>();
        List<Object> branches = new ArrayList<>();
        for (ComponentDescriptor component : components) {
            types.addAll(typesOf(component));
            Map<String, Object> branch = new LinkedHashMap<>();
            branch.put(
                    "if", Map.of("properties", Map.of("type", Map.of("enum", typesOf(component)))));
            branch.put("then", Map.of("$ref", "#/$defs/" + name(component)));
            branches.add(branch);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("required", List.of("type"));
        if (!components.isEmpty()) {
            schema.put("properties", Map.of("type", Map.of("enum", types)));
            schema.put("allOf", branches);
        }
        return schema;
    }

    private static Map<String, Object> component(ComponentDescriptor component) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>(List.of("type"));
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("description", component.summary());
        type.put("enum", typesOf(component));
        properties.put("type", type);
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", "integer");
        number.put("minimum", 1);
        number.put("description", "How many instances run side by side.");
        switch (component.kind()) {
            case SOURCE -> {
                properties.put("channels", names("The channels that get the events."));
                required.add("channels");
                properties.put("selector", Map.of("$ref", "#/$defs/selector"));
                Map<String, Object> interceptors = new LinkedHashMap<>();
                interceptors.put("type", "array");
                interceptors.put("description", "What the events pass, in order.");
                interceptors.put("items", Map.of("$ref", "#/$defs/interceptor"));
                properties.put("interceptors", interceptors);
            }
            case SINK -> {
                properties.put("channel", text("The channel that the events are taken from."));
                required.add("channel");
                Map<String, Object> verify = new LinkedHashMap<>();
                verify.put("type", "boolean");
                verify.put(
                        "description",
                        "Whether bodies are compared with the checksum of their source; those that"
                                + " differ become dead letters.");
                properties.put("verify", verify);
            }
            case INTERCEPTOR -> properties.put("name", text("Its name in status and metrics."));
            case SELECTOR, CHANNEL -> {}
        }
        if (component.parallel()) {
            properties.put("threads", number);
        }
        Map<String, Object> schema = object(properties, required);
        schema.put("description", component.summary());
        PropertySchema.addTo(schema, properties, required, component);
        return schema;
    }

    private static List<Object> typesOf(ComponentDescriptor component) {
        List<Object> types = new ArrayList<>();
        types.add(component.type());
        types.addAll(component.aliases());
        return types;
    }

    private static String name(ComponentDescriptor component) {
        return component.kind().word() + "-" + component.type();
    }

    private static Map<String, Object> object(
            Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("required", required);
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> named(String description, Map<String, Object> each) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("description", description);
        // A name has no dot and no white space: it stands in dotted keys and in lists.
        schema.put("propertyNames", Map.of("pattern", "^[^.\\s]+$"));
        schema.put("additionalProperties", each);
        return schema;
    }

    private static Map<String, Object> names(String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("description", description);
        schema.put("items", Map.of("type", "string"));
        schema.put("minItems", 1);
        return schema;
    }

    private static Map<String, Object> text(String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("description", description);
        return schema;
    }
}
