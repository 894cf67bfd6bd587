// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** The text of the manifest of a file; {@code docs/formats/manifest.md} says what is in it. */
public final class Manifest {
    private Manifest() {}

    /** The name of the manifest of a file; jobs pass over names that begin with an underscore. */
    public static String name(String file) {
        return "_" + file + ".manifest.json";
    }

    /**
     * The whole text.
     *
     * @param file the name of the file
     * @param sink agent and sink, with a dot between them
     * @param bytes the length of the file
     * @param sum of these bytes
     * @param tally null if nobody counted the events
     */
    public static String json(
            String file,
            String sink,
            Sum.Algorithm algorithm,
            long bytes,
            String sum,
            @Nullable Tally tally) {
        StringBuilder json = new StringBuilder("{\n");
        field(json, "format", quoted("millrace-manifest 1"), true);
        field(json, "file", quoted(file), true);
        field(json, "sink", quoted(sink), true);
        json.append(bytes(bytes));
        field(json, "algorithm", quoted(algorithm.title()), true);
        field(json, "checksum", quoted(sum), tally != null);
        if (tally != null) {
            count(json, tally);
        }
        return json.append("}\n").toString();
    }

    /** The line with the length. */
    public static String bytes(long bytes) {
        StringBuilder line = new StringBuilder();
        field(line, "bytes", Long.toString(bytes), true);
        return line.toString();
    }

    private static void count(StringBuilder json, Tally tally) {
        field(json, "events", Long.toString(tally.events()), true);
        field(json, "bodyBytes", Long.toString(tally.bodyBytes()), true);
        if (tally.events() > 0) {
            field(json, "earliest", time(tally.earliest()), true);
            field(json, "latest", time(tally.latest()), true);
        }
        StringBuilder sources = new StringBuilder("[");
        for (Tally.Source source : tally.sources()) {
            sources.append(sources.length() > 1 ? ",\n    {" : "\n    {")
                    .append("\"stream\": ")
                    .append(quoted(source.stream()))
                    .append(", \"epoch\": ")
                    .append(source.epoch())
                    .append(", \"first\": ")
                    .append(source.first())
                    .append(", \"last\": ")
                    .append(source.last())
                    .append(", \"events\": ")
                    .append(source.events())
                    .append('}');
        }
        sources.append(']');
        field(json, "sources", sources.toString(), tally.areSourcesLeftOut());
        if (tally.areSourcesLeftOut()) {
            field(json, "sourcesLeftOut", "true", false);
        }
    }

    private static String time(long millis) {
        return quoted(Instant.ofEpochMilli(millis).toString());
    }

    private static void field(StringBuilder json, String name, String value, boolean more) {
        json.append("  ")
                .append(quoted(name))
                .append(": ")
                .append(value)
                .append(more ? ",\n" : "\n");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ') {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
