// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

/** The type of a property, and the object that {@link ValueParser} makes of its text. */
public enum ValueType {
    /** Any text; String. */
    TEXT("text"),
    /** A whole number; Integer. */
    INTEGER("number"),
    /** A whole number; Long. */
    LONG("number"),
    /** A number, perhaps with a fraction; Double. */
    DECIMAL("decimal"),
    /** {@code true} or {@code false}; Boolean. */
    BOOLEAN("boolean"),
    /** {@code 30s}; java.time.Duration. */
    DURATION("duration"),
    /** {@code 64MB}; {@link io.millrace.spec.ByteSize}. */
    SIZE("size"),
    /** A file or directory; java.nio.file.Path. */
    PATH("path"),
    /** {@code UTF-8}; java.nio.charset.Charset. */
    CHARSET("charset"),
    /** {@code Europe/Berlin}; java.time.ZoneId. */
    TIME_ZONE("time zone"),
    /** A regular expression; java.util.regex.Pattern. */
    PATTERN("pattern"),
    /** One of a few words; String, one of {@link PropertyDescriptor#allowed}. */
    CHOICE("choice"),
    /** Words separated by white space; List of String. */
    LIST("list"),
    /** All keys with a prefix; Map of String to String, prefix removed. */
    MAP("map");

    private final String word;

    ValueType(String word) {
        this.word = word;
    }

    /** The type as a user says it. */
    public String word() {
        return word;
    }
}
