// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sources exec and seq into file_roll with each serializer, and the metrics of the run. */
class FileConformanceIT {
    private static final int NUMBERS = 1000;

    /** Bytes that a decoder, a line reader or a text serializer might change. */
    private static final String LINES =
            "one\n"
                + "two\r\n\n"
                + "three\r"
                + "four\n"
                + "  blanks  \t\n"
                + "Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude42\n"
                + "last, unterminated";

    private static final int LINE_EVENTS = 8;

    /**
     * What no two runs have in common. StartTime and StopTime are clock times; the batch counters
     * and EventTakeAttemptCount count how often a sink looked at an empty channel, which depends on
     * how long it sleeps between two looks; sources of Flume do not all count batches, and how exec
     * cuts lines into batches depends on time.
     */
    private static final Set<String> DEPENDS_ON_TIME =
            Set.of(
                    "StartTime",
                    "StopTime",
                    "BatchEmptyCount",
                    "BatchUnderflowCount",
                    "BatchCompleteCount",
                    "EventTakeAttemptCount",
                    "EventDrainAttemptCount");

    @TempDir static Path directory;

    private static Pair pair;

    /** Metrics of each side when all had arrived. */
    private static final Map<String, Map<String, Map<String, String>>> METRICS = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        Path lines = Files.writeString(directory.resolve("lines.txt"), LINES);
        pair = Pair.start(directory, configuration(lines.toAbsolutePath()));
        for (Side side : pair.sides()) {
            for (String sink : List.of("k1", "k2", "k3")) {
                side.await("SINK." + sink, "EventDrainSuccessCount", LINE_EVENTS);
            }
            side.await("SINK.k4", "EventDrainSuccessCount", NUMBERS);
            METRICS.put(side.name(), side.metrics());
        }
        // Avro containers are complete when they are closed.
        pair.stop();
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private static String configuration(Path lines) {
        StringBuilder text =
                new StringBuilder(
                        """
                        a.sources = text headers avro numbers
                        a.channels = c1 c2 c3 c4
                        a.sinks = k1 k2 k3 k4
                        """);
        String[] sources = {"text", "headers", "avro"};
        String[] serializers = {"TEXT", "HEADER_AND_TEXT", "AVRO_EVENT"};
        for (int i = 0; i < sources.length; i++) {
            text.append(
                    """
                    a.sources.%1$s.type = exec
                    a.sources.%1$s.command = cat %4$s
                    a.sources.%1$s.batchTimeout = 200
                    a.sources.%1$s.interceptors = i1 i2
                    a.sources.%1$s.interceptors.i1.type = static
                    a.sources.%1$s.interceptors.i1.key = host
                    a.sources.%1$s.interceptors.i1.value = web 17
                    a.sources.%1$s.interceptors.i2.type = static
                    a.sources.%1$s.interceptors.i2.key = Gr\\u00f6\\u00dfe
                    a.sources.%1$s.interceptors.i2.value = {1}, =
                    a.sources.%1$s.channels = c%2$d
                    a.sinks.k%2$d.sink.serializer = %3$s
                    """
                            .formatted(sources[i], i + 1, serializers[i], lines));
        }
        text.append(
                """
                a.sources.numbers.type = seq
                a.sources.numbers.batchSize = 100
                a.sources.numbers.totalEvents = %d
                a.sources.numbers.channels = c4
                a.sinks.k4.sink.serializer.appendNewline = false
                """
                        .formatted(NUMBERS));
        for (int i = 1; i <= 4; i++) {
            text.append(
                    """
                    a.channels.c%1$d.type = memory
                    a.channels.c%1$d.capacity = 10000
                    a.channels.c%1$d.keep-alive = 1
                    a.sinks.k%1$d.type = file_roll
                    a.sinks.k%1$d.sink.directory = @OUT@/k%1$d
                    a.sinks.k%1$d.sink.rollInterval = 0
                    a.sinks.k%1$d.channel = c%1$d
                    """
                            .formatted(i));
        }
        return text.toString();
    }

    @Test
    void writesTheSameLinesAsText() throws Exception {
        assertThat(pair.flume().bytes("k1")).isNotEmpty();
        assertThat(text(pair.millrace().bytes("k1"))).isEqualTo(text(pair.flume().bytes("k1")));
    }

    @Test
    void writesTheSameHeadersBeforeTheText() throws Exception {
        assertThat(text(pair.flume().bytes("k2"))).startsWith("{").contains("host=web 17");
        assertThat(text(pair.millrace().bytes("k2"))).isEqualTo(text(pair.flume().bytes("k2")));
    }

    @Test
    void writesTheSameRecordsAsAvro() throws Exception {
        AvroContainer flume = AvroContainer.read(pair.flume().bytes("k3"));
        AvroContainer millrace = AvroContainer.read(pair.millrace().bytes("k3"));
        assertThat(flume.events()).hasSize(LINE_EVENTS);
        assertThat(millrace.events()).isEqualTo(flume.events());
        assertThat(millrace.metadata()).isEqualTo(flume.metadata());
    }

    @Test
    void countsTheSameNumbers() throws Exception {
        assertThat(text(pair.flume().bytes("k4"))).startsWith("0123").endsWith("998999");
        assertThat(text(pair.millrace().bytes("k4"))).isEqualTo(text(pair.flume().bytes("k4")));
    }

    @Test
    void writesTheSameNumberOfFiles() throws Exception {
        for (String sink : List.of("k1", "k2", "k3", "k4")) {
            assertThat(pair.millrace().files(sink))
                    .as(sink)
                    .hasSameSizeAs(pair.flume().files(sink))
                    .allSatisfy(
                            file -> assertThat(file.getFileName().toString()).matches("\\d{13}-1"));
        }
    }

    @Test
    void namesTheSameComponentsAndAttributesInItsMetrics() {
        Map<String, Set<String>> flume = attributes("flume");
        assertThat(flume).containsKeys("SOURCE.text", "CHANNEL.c1", "SINK.k1");
        assertThat(attributes("millrace")).isEqualTo(flume);
    }

    @Test
    void countsTheSameInItsMetrics() {
        List<String> differences = new ArrayList<>();
        METRICS.get("flume")
                .forEach((component, attributes) ->
                        attributes.forEach((name, value) -> {
                            String ours =
                                    METRICS.get("millrace")
                                            .getOrDefault(component, Map.of())
                                            .getOrDefault(name, "absent");
                            if (!DEPENDS_ON_TIME.contains(name) && !ours.equals(value)) {
                                differences.add(
                                        component
                                                + "."
                                                + name
                                                + ": Flume "
                                                + value
                                                + ", Millrace "
                                                + ours);
                            }
                        }));
        assertThat(differences).isEmpty();
    }

    private static Map<String, Set<String>> attributes(String side) {
        Map<String, Set<String>> attributes = new TreeMap<>();
        METRICS.get(side)
                .forEach((component, values) ->
                        attributes.put(component, new TreeSet<>(values.keySet())));
        return attributes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
