// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import com.fasterxml.jackson.jr.ob.JSON;

import io.millrace.spec.Stability;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The form of a catalogue in a jar: {@code {"format": 1, "components": [...]}}. Fields that have
 * their usual value are left out; unknown ones are skipped, so that an older agent reads what a
 * newer processor wrote.
 */
public final class CatalogueJson {
    private static final int FORMAT = 1;
    private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private CatalogueJson() {}

    /** The components as JSON text, in their order, with a line feed at the end. */
    public static String write(List<ComponentDescriptor> components) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("components", components.stream().map(CatalogueJson::tree).toList());
        return PRETTY.asString(root) + "\n";
    }

    /** A component as maps, lists, text, numbers and booleans, as it stands in the JSON text. */
    public static Map<String, Object> tree(ComponentDescriptor component) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", component.kind().name());
        tree.put("type", component.type());
        putUnlessEmpty(tree, "aliases", component.aliases());
        tree.put("stability", component.stability().name());
        tree.put("since", component.since());
        putIfTrue(tree, "parallel", component.parallel());
        tree.put("summary", component.summary());
        putUnlessEmpty(tree, "documentation", component.documentation());
        tree.put("configClass", component.configClass());
        tree.put("factoryClass", component.factoryClass());
        tree.put("properties", component.properties().stream().map(CatalogueJson::tree).toList());
        List<Map<String, Object>> defunct = new ArrayList<>();
        for (DefunctKey key : component.defunct()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key.key());
            entry.put("reason", key.reason());
            defunct.add(entry);
        }
        putUnlessEmpty(tree, "defunct", defunct);
        return tree;
    }

    private static Map<String, Object> tree(PropertyDescriptor property) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("key", property.key());
        putUnlessEmpty(tree, "aliases", property.aliases());
        tree.put("type", property.type().name());
        if (property.defaultValue() != null) {
            tree.put("default", property.defaultValue());
        }
        putIfTrue(tree, "required", property.required());
        if (property.min() != Long.MIN_VALUE) {
            tree.put("min", property.min());
        }
        if (property.max() != Long.MAX_VALUE) {
            tree.put("max", property.max());
        }
        putUnlessEmpty(tree, "bareUnit", property.bareUnit());
        putUnlessEmpty(tree, "allowed", property.allowed());
        putIfTrue(tree, "secret", property.secret());
        tree.put("documentation", property.documentation());
        putUnlessEmpty(tree, "example", property.example());
        return tree;
    }

    private static void putUnlessEmpty(Map<String, Object> tree, String field, String value) {
        if (!value.isEmpty()) {
            tree.put(field, value);
        }
    }

    private static void putUnlessEmpty(Map<String, Object> tree, String field, List<?> value) {
        if (!value.isEmpty()) {
            tree.put(field, value);
        }
    }

    private static void putIfTrue(Map<String, Object> tree, String field, boolean value) {
        if (value) {
            tree.put(field, true);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param place for the message of an exception
     * @throws IOException if it is no catalogue, or one of a later format
     */
    public static List<ComponentDescriptor> read(InputStream in, String place) throws IOException {
        try {
            Map<String, Object> root = JSON.std.mapFrom(in);
            int format = (int) number(root, "format", 0);
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "its format is "
                                + format
                                + ", this version reads "
                                + FORMAT
                                + "; it was compiled for another version of Millrace");
            }
            List<ComponentDescriptor> components = new ArrayList<>();
            for (Map<String, Object> tree : objects(root, "components")) {
                components.add(component(tree));
            }
            return components;
        } catch (IOException | RuntimeException e) {
            throw new IOException("catalogue " + place + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ComponentDescriptor component(Map<String, Object> tree) {
        List<PropertyDescriptor> properties = new ArrayList<>();
        for (Map<String, Object> property : objects(tree, "properties")) {
            properties.add(property(property));
        }
        List<DefunctKey> defunct = new ArrayList<>();
        for (Map<String, Object> key : objects(tree, "defunct")) {
            defunct.add(new DefunctKey(required(key, "key"), required(key, "reason")));
        }
        return new ComponentDescriptor(
                Kind.valueOf(required(tree, "kind")),
                required(tree, "type"),
                texts(tree, "aliases"),
                Stability.valueOf(required(tree, "stability")),
                required(tree, "since"),
                flag(tree, "parallel"),
                required(tree, "summary"),
                text(tree, "documentation"),
                required(tree, "configClass"),
                required(tree, "factoryClass"),
                properties,
                defunct);
    }

    private static PropertyDescriptor property(Map<String, Object> tree) {
        return new PropertyDescriptor(
                required(tree, "key"),
                texts(tree, "aliases"),
                ValueType.valueOf(required(tree, "type")),
                tree.get("default") instanceof String value ? value : null,
                flag(tree, "required"),
                number(tree, "min", Long.MIN_VALUE),
                number(tree, "max", Long.MAX_VALUE),
                text(tree, "bareUnit"),
                texts(tree, "allowed"),
                flag(tree, "secret"),
                required(tree, "documentation"),
                text(tree, "example"));
    }

    private static String required(Map<String, Object> tree, String field) {
        if (tree.get(field) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException("the text \"" + field + "\" is missing");
    }

    private static String text(Map<String, Object> tree, String field) {
        return tree.get(field) instanceof String value ? value : "";
    }

    private static boolean flag(Map<String, Object> tree, String field) {
        return Boolean.TRUE.equals(tree.get(field));
    }

    private static long number(Map<String, Object> tree, String field, long otherwise) {
        return tree.get(field) instanceof Number value ? value.longValue() : otherwise;
    }

    private static List<String> texts(Map<String, Object> tree, String field) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(tree.get(field))) {
            texts.add((String) element);
        }
        return texts;
    }

    @SuppressWarnings("unchecked") // The parser makes maps of text to anything of JSON objects.
    private static List<Map<String, Object>> objects(Map<String, Object> tree, String field) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object element : list(tree.get(field))) {
            objects.add((Map<String, Object>) element);
        }
        return objects;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
