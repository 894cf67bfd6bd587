// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The event serializers by the name that a configuration gives them. */
public final class EventSerializers {

    private interface Maker {
        EventSerializer make(Map<String, String> options, EventSerializer.Output out);
    }

    /** A serializer: its names, the class name of Apache Flume last, and the options it knows. */
    private record Type(List<String> names, Set<String> options, Maker maker) {}

    private static final List<Type> TYPES =
            List.of(
                    new Type(
                            List.of(
                                    "text",
                                    "org.apache.flume.serialization.BodyTextEventSerializer"),
                            Set.of("appendNewline"),
                            (options, out) -> new TextSerializer(newline(options), out)),
                    new Type(
                            List.of(
                                    "header_and_text",
                                    "org.apache.flume.serialization.HeaderAndBodyTextEventSerializer"),
                            Set.of("appendNewline"),
                            (options, out) -> new HeaderAndTextSerializer(newline(options), out)),
                    new Type(
                            List.of(
                                    "avro_event",
                                    "org.apache.flume.serialization.FlumeEventAvroEventSerializer"),
                            Set.of("syncIntervalBytes", "compressionCodec"),
                            (options, out) ->
                                    new AvroEventSerializer(
                                            AvroEventSerializer.Settings.of(options), out)));

    private EventSerializers() {}

    /**
     * Makes a serializer for one file.
     *
     * @param type {@code text}, {@code header_and_text} or {@code avro_event}, without case, or the
     *     name that Apache Flume's class has, with or without {@code $Builder}
     * @param options the settings below {@code serializer.}; ones that are not known are ignored,
     *     see {@link #unknownOptions}
     * @throws IllegalArgumentException if there is no such serializer or an option has a value that
     *     it cannot have; the message names both and says what is possible
     */
    public static EventSerializer create(
            String type, Map<String, String> options, EventSerializer.Output out) {
        return type(type).maker().make(options, out);
    }

    /**
     * Checks what {@link #create} would be given, for the constructor of a configuration record.
     *
     * @throws IllegalArgumentException as {@code create} would throw
     */
    public static void check(String type, Map<String, String> options) {
        var _ = create(type, options, (source, offset, length) -> {});
    }

    /** The options that the serializer does not know and so ignores, sorted. */
    public static Set<String> unknownOptions(String type, Map<String, String> options) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(type(type).options());
        // Flume hands the whole sub-tree on, its type included when it is written that way.
        unknown.remove("type");
        return unknown;
    }

    private static Type type(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.endsWith("$builder")) {
            wanted = wanted.substring(0, wanted.length() - "$builder".length());
        }
        for (Type type : TYPES) {
            for (String name : type.names()) {
                if (name.toLowerCase(Locale.ROOT).equals(wanted)) {
                    return type;
                }
            }
        }
        throw new IllegalArgumentException(
                "there is no serializer \""
                        + text
                        + "\"; there are text, header_and_text and avro_event");
    }

    private static boolean newline(Map<String, String> options) {
        @Nullable String value = options.get("appendNewline");
        return value == null || value.strip().equalsIgnoreCase("true");
    }
}
