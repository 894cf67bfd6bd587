// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import com.fasterxml.jackson.jr.ob.JSON;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** As much of JSON Schema as our schemas use; refuses a keyword that it does not know. */
final class SchemaCheck {
    private final Map<String, Object> root;

    SchemaCheck(String schema) throws IOException {
        root = JSON.std.mapFrom(schema);
    }

    /** Where and why a document is not valid; empty if it is. */
    List<String> check(String document) throws IOException {
        List<String> errors = new ArrayList<>();
        check(root, JSON.std.anyFrom(document), "", errors);
        return errors;
    }

    private void check(Map<?, ?> schema, Object value, String at, List<String> errors) {
        schema.forEach((keyword, rule) -> check(schema, (String) keyword, rule, value, at, errors));
    }

    private void check(
            Map<?, ?> schema,
            String keyword,
            Object rule,
            Object value,
            String at,
            List<String> errors) {
        switch (keyword) {
            case "$schema",
                    "$defs",
                    "title",
                    "description",
                    "default",
                    "examples",
                    "deprecated",
                    "writeOnly",
                    "then" -> {}
            case "$ref" -> {
                Map<?, ?> definition = root;
                for (String part : ((String) rule).substring(2).split("/")) {
                    definition = (Map<?, ?>) definition.get(part);
                }
                check(definition, value, at, errors);
            }
            case "type" -> {
                List<?> types = rule instanceof List<?> several ? several : List.of(rule);
                if (types.stream().noneMatch(type -> isOf((String) type, value))) {
                    errors.add(at + " is no " + rule);
                }
            }
            case "enum" ->
                    expect(((List<?>) rule).contains(value), at, "is not in " + rule, errors);
            case "const" -> expect(rule.equals(value), at, "is not " + rule, errors);
            case "pattern" ->
                    expect(
                            !(value instanceof String text)
                                    || Pattern.compile((String) rule).matcher(text).find(),
                            at,
                            "does not match " + rule,
                            errors);
            case "minimum" ->
                    expect(
                            !(value instanceof Number number)
                                    || number.doubleValue() >= ((Number) rule).doubleValue(),
                            at,
                            "is below " + rule,
                            errors);
            case "maximum" ->
                    expect(
                            !(value instanceof Number number)
                                    || number.doubleValue() <= ((Number) rule).doubleValue(),
                            at,
                            "is above " + rule,
                            errors);
            case "anyOf" ->
                    expect(
                            ((List<?>) rule).stream().anyMatch(one -> isValid(one, value)),
                            at,
                            "is none of " + rule,
                            errors);
            case "allOf" ->
                    ((List<?>) rule).forEach(one -> check((Map<?, ?>) one, value, at, errors));
            case "if" -> {
                if (isValid(rule, value)) {
                    check((Map<?, ?>) schema.get("then"), value, at, errors);
                }
            }
            case "minItems" ->
                    expect(
                            !(value instanceof List<?> list)
                                    || list.size() >= ((Number) rule).intValue(),
                            at,
                            "is too short",
                            errors);
            case "items" -> {
                if (value instanceof List<?> list) {
                    list.forEach(item -> check((Map<?, ?>) rule, item, at + "/*", errors));
                }
            }
            case "required" -> {
                for (Object key : (List<?>) rule) {
                    boolean has = !(value instanceof Map<?, ?> map) || map.containsKey(key);
                    expect(has, at, "has no " + key, errors);
                }
            }
            case "propertyNames" -> {
                if (value instanceof Map<?, ?> map) {
                    map.keySet()
                            .forEach(key -> check((Map<?, ?>) rule, key, at + "/" + key, errors));
                }
            }
            case "properties", "patternProperties", "additionalProperties" -> {
                if (value instanceof Map<?, ?> map) {
                    map.forEach((key, member) ->
                            member(schema, keyword, (String) key, member, at, errors));
                }
            }
            default -> throw new AssertionError("unknown keyword " + keyword);
        }
    }

    private void member(
            Map<?, ?> schema,
            String keyword,
            String key,
            Object member,
            String at,
            List<String> errors) {
        Map<?, ?> named = object(schema.get("properties"));
        Map<?, ?> patterns = object(schema.get("patternProperties"));
        List<?> matching =
                patterns.entrySet().stream()
                        .filter(entry ->
                                Pattern.compile((String) entry.getKey()).matcher(key).find())
                        .map(Map.Entry::getValue)
                        .toList();
        String below = at + "/" + key;
        switch (keyword) {
            case "properties" -> {
                if (named.containsKey(key)) {
                    check(object(named.get(key)), member, below, errors);
                }
            }
            case "patternProperties" ->
                    matching.forEach(one -> check(object(one), member, below, errors));
            default -> {
                if (!named.containsKey(key) && matching.isEmpty()) {
                    if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
                        check(others, member, below, errors);
                    } else {
                        errors.add(below + " is unknown");
                    }
                }
            }
        }
    }

    private boolean isValid(Object schema, Object value) {
        List<String> errors = new ArrayList<>();
        check((Map<?, ?>) schema, value, "", errors);
        return errors.isEmpty();
    }

    private static Map<?, ?> object(Object value) {
        return value == null ? Map.of() : (Map<?, ?>) value;
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static void expect(boolean holds, String at, String what, List<String> errors) {
        if (!holds) {
            errors.add(at + " " + what);
        }
    }
}
