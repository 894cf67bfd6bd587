// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Quantities;
import io.millrace.spec.catalogue.ValueType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The part of a component's schema that its own keys have. */
final class PropertySchema {

    private PropertySchema() {}

    /** A text with a reference, whose value is known only when the agent reads it. */
    static Map<String, Object> reference() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", "A reference, such as ${env:HOME}.");
        schema.put("type", "string");
        schema.put("pattern", "\\$\\{.+\\}");
        return schema;
    }

    static void addTo(
            Map<String, Object> schema,
            Map<String, Object> properties,
            List<String> required,
            ComponentDescriptor component) {
        Map<String, Object> patterns = new LinkedHashMap<>();
        List<Object> eitherOr = new ArrayList<>();
        for (PropertyDescriptor property : component.properties()) {
            if (property.type() == ValueType.MAP) {
                patterns.put(prefixPattern(property.key()), of(property));
                for (String alias : property.aliases()) {
                    patterns.put(prefixPattern(alias), deprecated(property));
                }
                continue;
            }
            properties.put(property.key(), of(property));
            List<Object> spellings = new ArrayList<>();
            spellings.add(Map.of("required", List.of(property.key())));
            for (String alias : property.aliases()) {
                properties.put(alias, deprecated(property));
                spellings.add(Map.of("required", List.of(alias)));
            }
            if (property.required() && spellings.size() == 1) {
                required.add(property.key());
            } else if (property.required()) {
                eitherOr.add(Map.of("anyOf", spellings));
            }
        }
        for (DefunctKey key : component.defunct()) {
            Map<String, Object> ignored = new LinkedHashMap<>();
            ignored.put("description", key.reason());
            ignored.put("deprecated", true);
            properties.put(key.key(), ignored);
        }
        if (!patterns.isEmpty()) {
            schema.put("patternProperties", patterns);
        }
        if (!eitherOr.isEmpty()) {
            schema.put("allOf", eitherOr);
        }
    }

    private static String prefixPattern(String mapKey) {
        String prefix = mapKey.substring(0, mapKey.length() - 1);
        return "^" + prefix.replaceAll("[.+()\\[\\]{}^$|?*\\\\]", "\\\\$0") + ".+$";
    }

    private static Map<String, Object> deprecated(PropertyDescriptor property) {
        Map<String, Object> schema = of(property);
        schema.put("description", "Write " + property.key() + ".");
        schema.put("deprecated", true);
        return schema;
    }

    private static Map<String, Object> of(PropertyDescriptor property) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", property.documentation());
        switch (property.type()) {
            case TEXT, PATH, CHARSET, TIME_ZONE, PATTERN -> schema.put("type", "string");
            case INTEGER, LONG, DECIMAL -> schema.put("anyOf", orReference(number(property)));
            case BOOLEAN -> schema.put("anyOf", orReference(Map.of("type", "boolean")));
            case DURATION, SIZE -> schema.put("anyOf", quantity(property));
            case CHOICE -> schema.put("anyOf", orReference(Map.of("enum", property.allowed())));
            case LIST -> {
                Map<String, Object> array = new LinkedHashMap<>();
                array.put("type", "array");
                array.put("items", Map.of("type", "string"));
                schema.put("anyOf", List.of(array, Map.of("type", "string")));
            }
            case MAP -> schema.put("type", List.of("string", "number", "boolean"));
        }
        if (property.defaultValue() != null) {
            schema.put("default", typed(property, property.defaultValue()));
        }
        if (property.secret()) {
            schema.put("writeOnly", true);
        }
        if (!property.example().isEmpty() && property.type() != ValueType.MAP) {
            schema.put("examples", List.of(typed(property, property.example())));
        }
        return schema;
    }

    private static Map<String, Object> number(PropertyDescriptor property) {
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", property.type() == ValueType.DECIMAL ? "number" : "integer");
        long least = property.type() == ValueType.INTEGER ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long most = property.type() == ValueType.INTEGER ? Integer.MAX_VALUE : Long.MAX_VALUE;
        if (Math.max(least, property.min()) != Long.MIN_VALUE) {
            number.put("minimum", Math.max(least, property.min()));
        }
        if (Math.min(most, property.max()) != Long.MAX_VALUE) {
            number.put("maximum", Math.min(most, property.max()));
        }
        return number;
    }

    private static List<Object> quantity(PropertyDescriptor property) {
        List<String> units = new ArrayList<>();
        for (String unit : Quantities.units(property.type())) {
            units.add(withoutCase(unit));
            if (property.type() == ValueType.SIZE && unit.length() == 2) {
                units.add(withoutCase(unit.substring(0, 1)));
                units.add(withoutCase(unit.charAt(0) + "iB"));
            }
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "string");
        String sign = property.min() < 0 ? "[+-]?" : "\\+?";
        String unit = "(" + String.join("|", units) + ")";
        text.put(
                "pattern",
                "^" + sign + "[0-9]+\\s*" + unit + (property.bareUnit().isEmpty() ? "$" : "?$"));
        List<Object> either = orReference(text);
        Map<String, Object> bare = new LinkedHashMap<>();
        if (property.bareUnit().isEmpty()) {
            bare.put("const", 0);
        } else {
            bare.put("type", "integer");
            if (property.min() >= 0) {
                bare.put("minimum", 0);
            }
        }
        either.add(1, bare);
        return either;
    }

    /** Patterns of JSON Schema have no flags. */
    private static String withoutCase(String word) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            String lower = word.substring(i, i + 1).toLowerCase(Locale.ROOT);
            pattern.append('[').append(lower).append(lower.toUpperCase(Locale.ROOT)).append(']');
        }
        return pattern.toString();
    }

    private static List<Object> orReference(Map<String, Object> schema) {
        List<Object> either = new ArrayList<>();
        either.add(schema);
        either.add(Map.of("$ref", "#/$defs/reference"));
        return either;
    }

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** A default or an example as a JSON value; the processor has parsed both. */
    private static Object typed(PropertyDescriptor property, String text) {
        String trimmed = text.strip();
        return switch (property.type()) {
            case INTEGER, LONG -> Long.parseLong(trimmed);
            case DECIMAL -> Double.parseDouble(trimmed);
            case BOOLEAN -> Boolean.parseBoolean(trimmed);
            case LIST -> trimmed.isEmpty() ? List.of() : List.of(BLANKS.split(trimmed));
            case CHOICE ->
                    property.allowed().stream()
                            .filter(word -> plain(word).equals(plain(trimmed)))
                            .findFirst()
                            .orElse(trimmed);
            default -> text;
        };
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
