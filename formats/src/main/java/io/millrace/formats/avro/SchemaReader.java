// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes types of the JSON of a schema; for one schema. */
final class SchemaReader {
    private static final Map<String, AvroType> PRIMITIVES = new HashMap<>();

    static {
        for (AvroType.Primitive primitive : AvroType.Primitive.values()) {
            PRIMITIVES.put(primitive.word(), primitive);
        }
    }

    private final Map<String, AvroType> named = new HashMap<>();

    AvroType read(@Nullable Object json) throws AvroFormatException {
        return read(json, "");
    }

    private AvroType read(@Nullable Object json, String namespace) throws AvroFormatException {
        return switch (json) {
            case String name -> reference(name, namespace);
            case List<?> branches -> {
                List<AvroType> types = new ArrayList<>();
                for (Object branch : branches) {
                    types.add(read(branch, namespace));
                }
                yield new AvroType.Union(List.copyOf(types));
            }
            case Map<?, ?> map -> complex(map, namespace);
            case null, default -> throw new AvroFormatException("a schema with " + json);
        };
    }

    private AvroType reference(String name, String namespace) throws AvroFormatException {
        AvroType primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return primitive;
        }
        AvroType type = named.get(full(name, namespace));
        type = type == null ? named.get(name) : type;
        if (type == null) {
            throw new AvroFormatException("a schema with the unknown type " + name);
        }
        return type;
    }

    private static String full(String name, String namespace) {
        return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
    }

    private AvroType complex(Map<?, ?> map, String namespace) throws AvroFormatException {
        Object type = map.get("type");
        return type instanceof String word ? complex(word, map, namespace) : read(type, namespace);
    }

    private AvroType complex(String word, Map<?, ?> map, String namespace)
            throws AvroFormatException {
        return switch (word) {
            case "array" -> new AvroType.Array(read(map.get("items"), namespace));
            case "map" -> new AvroType.Dictionary(read(map.get("values"), namespace));
            case "record", "error" -> structure(map, name(map, namespace));
            case "enum" -> {
                List<String> symbols = new ArrayList<>();
                for (Object symbol : list(map.get("symbols"))) {
                    symbols.add(String.valueOf(symbol));
                }
                String name = name(map, namespace);
                AvroType type = new AvroType.Enumeration(name, List.copyOf(symbols));
                named.put(name, type);
                yield type;
            }
            case "fixed" -> {
                Object size = map.get("size");
                if (!(size instanceof Integer || size instanceof Long)) {
                    throw new AvroFormatException("a fixed type without size");
                }
                String name = name(map, namespace);
                AvroType type = new AvroType.Fixed(name, ((Number) size).longValue());
                named.put(name, type);
                yield type;
            }
            default -> reference(word, namespace);
        };
    }

    private static String name(Map<?, ?> map, String enclosing) throws AvroFormatException {
        if (!(map.get("name") instanceof String name)) {
            throw new AvroFormatException("a named type without name");
        }
        String namespace = map.get("namespace") instanceof String own ? own : enclosing;
        return full(name, namespace);
    }

    private AvroType structure(Map<?, ?> map, String name) throws AvroFormatException {
        AvroType.Structure structure = new AvroType.Structure(name);
        named.put(name, structure);
        String namespace = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        for (Object entry : list(map.get("fields"))) {
            if (!(entry instanceof Map<?, ?> field) || !(field.get("name") instanceof String own)) {
                throw new AvroFormatException("a record with the field " + entry);
            }
            structure.fields().add(new AvroType.Field(own, read(field.get("type"), namespace)));
        }
        return structure;
    }

    private static List<?> list(@Nullable Object json) throws AvroFormatException {
        if (json instanceof List<?> list) {
            return list;
        }
        throw new AvroFormatException("a schema with " + json + " in place of a list");
    }
}
