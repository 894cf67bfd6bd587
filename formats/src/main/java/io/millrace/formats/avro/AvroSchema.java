// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A schema, as far as it says where values end and which schema it is. Safe for any thread. */
public final class AvroSchema {
    private static final long EMPTY_FINGERPRINT = 0xc15d213aa4d7a795L;
    private static final int MOST_DEPTH = 500;

    /** Of a key that is there twice, the last one counts, as everywhere with Avro. */
    private static final JSON JSON_READER =
            JSON.std.without(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);

    private final AvroType type;

    private AvroSchema(AvroType type) {
        this.type = type;
    }

    /**
     * Reads a schema.
     *
     * @throws AvroFormatException if the text is none
     */
    public static AvroSchema parse(String json) throws AvroFormatException {
        return new AvroSchema(new SchemaReader().read(fromJson(json)));
    }

    private static @Nullable Object fromJson(String json) throws AvroFormatException {
        try (JsonParser parser = JSON_READER.createParser(json)) {
            Object value = JSON_READER.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw new AvroFormatException("a schema with something behind its JSON");
            }
            return value;
        } catch (AvroFormatException told) {
            throw told;
        } catch (IOException none) {
            throw new AvroFormatException("a schema that is not JSON", none);
        }
    }

    /**
     * Where a value ends.
     *
     * @param at where it begins
     * @param end how far the bytes go
     * @throws IOException if it is no value of this schema, or goes beyond the end
     */
    public int skip(byte[] bytes, int at, int end) throws IOException {
        AvroInput in = new AvroInput(bytes, at, end);
        skip(in, type, 0);
        return in.at();
    }

    private static void skip(AvroInput in, AvroType type, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new AvroFormatException("values more than " + MOST_DEPTH + " deep");
        }
        switch (type) {
            case AvroType.Primitive primitive -> skip(in, primitive);
            case AvroType.Fixed fixed -> in.skip(fixed.size());
            case AvroType.Enumeration _ -> in.number();
            case AvroType.Array array -> items(in, array.items(), false, depth);
            case AvroType.Dictionary map -> items(in, map.values(), true, depth);
            case AvroType.Union union -> {
                long branch = in.number();
                if (branch < 0 || branch >= union.branches().size()) {
                    throw new AvroFormatException("branch " + branch + " of a union");
                }
                skip(in, union.branches().get((int) branch), depth + 1);
            }
            case AvroType.Structure structure -> {
                for (AvroType.Field field : structure.fields()) {
                    skip(in, field.type(), depth + 1);
                }
            }
        }
    }

    private static void skip(AvroInput in, AvroType.Primitive primitive) throws IOException {
        switch (primitive) {
            case NULL -> {}
            case BOOLEAN -> in.skip(1);
            case INT, LONG -> in.number();
            case FLOAT -> in.skip(4);
            case DOUBLE -> in.skip(8);
            case BYTES, STRING -> in.skip(in.number());
        }
    }

    private static void items(AvroInput in, AvroType type, boolean hasKeys, int depth)
            throws IOException {
        for (long count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                in.skip(in.number());
                continue;
            }
            for (long i = 0; i < count; i++) {
                int before = in.at();
                if (hasKeys) {
                    in.skip(in.number());
                }
                skip(in, type, depth + 1);
                if (in.at() == before) {
                    // Values without bytes: there may be any number of them.
                    break;
                }
            }
        }
    }

    /** The CRC-64-AVRO of the canonical form, as Avro writes its bytes, in hexadecimal digits. */
    public String fingerprint() {
        long crc = EMPTY_FINGERPRINT;
        for (byte letter : canonical().getBytes(StandardCharsets.UTF_8)) {
            crc = (crc >>> 8) ^ entry((int) (crc ^ letter) & 0xFF);
        }
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (crc >>> (8 * i));
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static long entry(int index) {
        long entry = index;
        for (int bit = 0; bit < 8; bit++) {
            entry = (entry >>> 1) ^ (EMPTY_FINGERPRINT & -(entry & 1L));
        }
        return entry;
    }

    /** Avro's parsing canonical form. */
    String canonical() {
        return canonical(type, new HashSet<>());
    }

    private static String canonical(AvroType type, Set<String> told) {
        return switch (type) {
            case AvroType.Primitive primitive -> quoted(primitive.word());
            case AvroType.Array array ->
                    "{\"type\":\"array\",\"items\":" + canonical(array.items(), told) + "}";
            case AvroType.Dictionary map ->
                    "{\"type\":\"map\",\"values\":" + canonical(map.values(), told) + "}";
            case AvroType.Union union ->
                    union.branches().stream()
                            .map(branch -> canonical(branch, told))
                            .collect(Collectors.joining(",", "[", "]"));
            case AvroType.Fixed fixed ->
                    told.add(fixed.name())
                            ? head(fixed.name(), "fixed") + ",\"size\":" + fixed.size() + "}"
                            : quoted(fixed.name());
            case AvroType.Enumeration words ->
                    told.add(words.name())
                            ? head(words.name(), "enum")
                                    + words.symbols().stream()
                                            .map(AvroSchema::quoted)
                                            .collect(
                                                    Collectors.joining(",", ",\"symbols\":[", "]}"))
                            : quoted(words.name());
            case AvroType.Structure structure ->
                    told.add(structure.name())
                            ? head(structure.name(), "record") + fields(structure.fields(), told)
                            : quoted(structure.name());
        };
    }

    private static String head(String name, String word) {
        return "{\"name\":" + quoted(name) + ",\"type\":" + quoted(word);
    }

    private static String fields(List<AvroType.Field> fields, Set<String> told) {
        return fields.stream()
                .map(field ->
                        "{\"name\":"
                                + quoted(field.name())
                                + ",\"type\":"
                                + canonical(field.type(), told)
                                + "}")
                .collect(Collectors.joining(",", ",\"fields\":[", "]}"));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
