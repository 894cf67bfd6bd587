// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The types of a schema, as far as the encoding and the canonical form need them. */
sealed interface AvroType {

    /** A type that has no parts. */
    enum Primitive implements AvroType {
        NULL,
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        BYTES,
        STRING;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Bytes of one length. */
    record Fixed(String name, long size) implements AvroType {}

    /** One of some words. */
    record Enumeration(String name, List<String> symbols) implements AvroType {}

    /** Many of one type. */
    record Array(AvroType items) implements AvroType {}

    /** Many of one type, by text. */
    record Dictionary(AvroType values) implements AvroType {}

    /** One of some types. */
    record Union(List<AvroType> branches) implements AvroType {}

    /** A part of a structure. */
    record Field(String name, AvroType type) {}

    /** A record or an error; it may hold itself, so its fields are known after it. */
    final class Structure implements AvroType {
        private final String name;
        private final List<Field> fields = new ArrayList<>();

        Structure(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        List<Field> fields() {
            return fields;
        }
    }
}
