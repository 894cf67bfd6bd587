// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Components as JSON: for programs, and as a schema for editors. */
final class ComponentFields {
    private ComponentFields() {}

    static String stability(ComponentDescriptor component) {
        return component.stability().name().toLowerCase(Locale.ROOT);
    }

    /** The type of a property as a user says it: of a choice its words. */
    static String typeWord(PropertyDescriptor property) {
        return property.type() == ValueType.CHOICE
                ? String.join("|", property.allowed())
                : property.type().word();
    }

    static Map<String, Object> summary(ComponentDescriptor component) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", component.kind().word());
        fields.put("type", component.type());
        fields.put("aliases", component.aliases());
        fields.put("stability", stability(component));
        fields.put("since", component.since());
        fields.put("summary", component.summary());
        return fields;
    }

    static Map<String, Object> all(ComponentDescriptor component) {
        Map<String, Object> fields = summary(component);
        fields.put("documentation", component.documentation());
        fields.put("parallel", component.parallel());
        fields.put("properties", component.properties().stream().map(ComponentFields::of).toList());
        fields.put("defunct", component.defunct().stream().map(ComponentFields::of).toList());
        return fields;
    }

    private static Map<String, Object> of(DefunctKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", key.key());
        fields.put("reason", key.reason());
        return fields;
    }

    private static Map<String, Object> of(PropertyDescriptor property) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", property.key());
        fields.put("aliases", property.aliases());
        fields.put("type", property.type().word());
        fields.put("default", property.defaultValue());
        fields.put("required", property.required());
        if (isBounded(property)) {
            fields.put("min", property.min());
            fields.put("max", property.max());
        }
        if (!property.bareUnit().isEmpty()) {
            fields.put("bareUnit", property.bareUnit());
        }
        if (!property.allowed().isEmpty()) {
            fields.put("allowed", property.allowed());
        }
        fields.put("secret", property.secret());
        fields.put("documentation", property.documentation());
        fields.put("example", property.example());
        return fields;
    }

    private static boolean isBounded(PropertyDescriptor property) {
        return property.min() != Long.MIN_VALUE || property.max() != Long.MAX_VALUE;
    }

    /** A JSON Schema of the object that a component's keys form. */
    static Map<String, Object> schema(ComponentDescriptor component) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> patterns = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        properties.put("type", Map.of("enum", names(component)));
        required.add("type");
        for (PropertyDescriptor property : component.properties()) {
            if (property.type() == ValueType.MAP) {
                String prefix = property.key().substring(0, property.key().length() - 1);
                patterns.put("^" + prefix.replace(".", "\\."), schema(property));
            } else {
                properties.put(property.key(), schema(property));
                if (property.required() && property.aliases().isEmpty()) {
                    required.add(property.key());
                }
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        fields.put("title", component.kind().word() + " " + component.type());
        fields.put("description", component.summary());
        fields.put("type", "object");
        fields.put("properties", properties);
        if (!patterns.isEmpty()) {
            fields.put("patternProperties", patterns);
        }
        fields.put("required", required);
        return fields;
    }

    private static List<String> names(ComponentDescriptor component) {
        List<String> names = new ArrayList<>();
        names.add(component.type());
        names.addAll(component.aliases());
        return names;
    }

    private static Map<String, Object> schema(PropertyDescriptor property) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (property.type()) {
            case INTEGER, LONG -> {
                fields.put("type", "integer");
                bounds(fields, property);
            }
            case DECIMAL -> {
                fields.put("type", "number");
                bounds(fields, property);
            }
            case BOOLEAN -> fields.put("type", "boolean");
            case CHOICE -> fields.put("enum", property.allowed());
            case DURATION, SIZE -> fields.put("type", List.of("string", "integer"));
            case TEXT, PATH, CHARSET, TIME_ZONE, PATTERN, LIST, MAP -> fields.put("type", "string");
        }
        fields.put("description", property.documentation());
        if (property.defaultValue() != null) {
            fields.put("default", property.defaultValue());
        }
        if (!property.example().isEmpty()) {
            fields.put("examples", List.of(property.example()));
        }
        if (property.secret()) {
            fields.put("writeOnly", true);
        }
        return fields;
    }

    private static void bounds(Map<String, Object> fields, PropertyDescriptor property) {
        if (property.min() != Long.MIN_VALUE) {
            fields.put("minimum", property.min());
        }
        if (property.max() != Long.MAX_VALUE) {
            fields.put("maximum", property.max());
        }
    }
}
