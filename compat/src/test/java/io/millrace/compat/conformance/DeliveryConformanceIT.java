// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The sources exec, seq and netcat, each into file_roll and hdfs in all forms of their files, and
 * the metrics of that run.
 */
class DeliveryConformanceIT {
    /** What decoders, line readers and text serializers might change. */
    private static final String LINES =
            "one\n"
                    + "two\r\n\n"
                    + "three\r"
                    + "four\n"
                    + "  blanks  \t\n"
                    + "Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude42\n"
                    + "last, unterminated";

    private static final String DAY = "2025-10-09";
    private static final String DAY_MILLIS = "1760000000000";
    private static final String HOST = "web-17";

    /** Sources and how many events each delivers. */
    private enum Origin {
        /** Takes a carriage return for the end of a line, and the last line as it is. */
        EXEC(8),
        SEQ(250),
        /** Takes the line feed alone, and drops what has none. */
        NETCAT(6);

        private final int events;

        Origin(int events) {
            this.events = events;
        }
    }

    /** A source and a sink, which is named after both. */
    record Flow(Origin origin, Form form) {
        String sink() {
            return (origin + "_" + form).toLowerCase(java.util.Locale.ROOT);
        }

        String channel() {
            return "c_" + sink();
        }

        List<Path> files(Side side) throws Exception {
            return side.files(form.directory(sink(), DAY, HOST));
        }
    }

    /**
     * What no two runs have in common. StartTime and StopTime are clock times. The others count how
     * often a sink looked into its channel, and what it found: that depends on how long it waits
     * between two looks.
     */
    private static final Set<String> DEPENDS_ON_TIME =
            Set.of(
                    "StartTime",
                    "StopTime",
                    "BatchEmptyCount",
                    "BatchUnderflowCount",
                    "BatchCompleteCount",
                    "EventTakeAttemptCount");

    @TempDir static Path directory;

    private static Pair pair;

    /** Metrics of each side when all had arrived. */
    private static final Map<String, Map<String, Map<String, String>>> METRICS = new TreeMap<>();

    static Stream<Flow> flows() {
        return Stream.of(Origin.values())
                .flatMap(origin -> Stream.of(Form.values()).map(form -> new Flow(origin, form)));
    }

    @BeforeAll
    static void run() throws Exception {
        Path lines = Files.writeString(directory.resolve("lines.txt"), LINES).toAbsolutePath();
        pair = Pair.start(directory, configuration(lines));
        for (Side side : pair.sides()) {
            side.send("netcat", LINES.getBytes(StandardCharsets.UTF_8));
        }
        for (Side side : pair.sides()) {
            for (Flow flow : flows().toList()) {
                side.await("SINK." + flow.sink(), "EventDrainSuccessCount", flow.origin.events);
            }
            METRICS.put(side.name(), side.metrics());
        }
        // Containers are complete, and files have their names, when they are closed.
        pair.stop();
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private static String configuration(Path lines) {
        List<Flow> flows = flows().toList();
        StringBuilder text = new StringBuilder("a.sources = exec seq netcat\n");
        text.append("a.channels = ").append(names(flows.stream().map(Flow::channel)));
        text.append("a.sinks = ").append(names(flows.stream().map(Flow::sink)));
        text.append(
                """
                a.sources.exec.type = exec
                a.sources.exec.command = cat %s
                a.sources.exec.batchTimeout = 200
                a.sources.seq.type = seq
                a.sources.seq.batchSize = 50
                a.sources.seq.totalEvents = %d
                a.sources.netcat.type = netcat
                a.sources.netcat.bind = 127.0.0.1
                a.sources.netcat.port = @PORT:netcat@
                """
                        .formatted(lines, Origin.SEQ.events));
        for (Origin origin : Origin.values()) {
            String source = "a.sources." + origin.name().toLowerCase(java.util.Locale.ROOT);
            text.append(
                    """
                    %1$s.interceptors = i1 i2 i3
                    %1$s.interceptors.i1.type = static
                    %1$s.interceptors.i1.key = timestamp
                    %1$s.interceptors.i1.value = %2$s
                    %1$s.interceptors.i2.type = static
                    %1$s.interceptors.i2.key = host
                    %1$s.interceptors.i2.value = %3$s
                    %1$s.interceptors.i3.type = static
                    %1$s.interceptors.i3.key = Gr\\u00f6\\u00dfe
                    %1$s.interceptors.i3.value = {1}, =
                    """
                            .formatted(source, DAY_MILLIS, HOST));
            text.append(source)
                    .append(".channels = ")
                    .append(
                            names(
                                    flows.stream()
                                            .filter(flow -> flow.origin == origin)
                                            .map(Flow::channel)));
        }
        for (Flow flow : flows) {
            text.append(
                    """
                    a.channels.%1$s.type = memory
                    a.channels.%1$s.capacity = 1000
                    a.channels.%1$s.keep-alive = 1
                    """
                            .formatted(flow.channel()));
            text.append(flow.form.configuration(flow.sink(), flow.channel()));
        }
        return text.toString();
    }

    private static String names(Stream<String> names) {
        return String.join(" ", names.toList()) + "\n";
    }

    @ParameterizedTest
    @MethodSource("flows")
    void writesTheSameEvents(Flow flow) throws Exception {
        List<Object> flume = flow.form.read(flow.files(pair.flume()));
        assertThat(flume).isNotEmpty().doesNotContain("");
        assertThat(flow.form.read(flow.files(pair.millrace()))).isEqualTo(flume);
    }

    /** So that equal is not equally empty. */
    @Test
    void comparesWhatItMeansTo() throws Exception {
        assertThat(
                        Form.ROLL_HEADERS.read(
                                new Flow(Origin.EXEC, Form.ROLL_HEADERS).files(pair.flume())))
                .singleElement()
                .asString()
                .hasLineCount(Origin.EXEC.events)
                .contains(
                        "host=web-17",
                        "Gr\u00f6\u00dfe={1}, =",
                        "} Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude42\n");
        assertThat(Form.HDFS_AVRO.read(new Flow(Origin.SEQ, Form.HDFS_AVRO).files(pair.flume())))
                .hasSize(3)
                .first()
                .extracting("events")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(Form.ROLL_COUNT);
        assertThat(
                        Form.HDFS_STRINGS.read(
                                new Flow(Origin.NETCAT, Form.HDFS_STRINGS).files(pair.flume())))
                .singleElement()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(Origin.NETCAT.events)
                .startsWith("LongWritable " + DAY_MILLIS + " Text one");
    }

    @ParameterizedTest
    @MethodSource("flows")
    void namesItsFilesInTheSameWay(Flow flow) throws Exception {
        String pattern = flow.form.isHdfs() ? "FlumeData\\.\\d{13}" : "\\d{13}-1";
        for (Side side : pair.sides()) {
            assertThat(flow.files(side))
                    .as(side.name())
                    .allSatisfy(file -> assertThat(file.getFileName().toString()).matches(pattern));
        }
    }

    @Test
    void namesTheSameComponentsAndAttributesInItsMetrics() {
        Map<String, Set<String>> flume = attributes("flume");
        assertThat(flume).containsKeys("SOURCE.exec", "SOURCE.seq", "SINK.exec_roll_text");
        assertThat(attributes("millrace")).isEqualTo(flume);
    }

    @Test
    void countsTheSameInItsMetrics() {
        List<String> differences = new ArrayList<>();
        Map<String, Map<String, String>> millrace = METRICS.get("millrace");
        METRICS.get("flume")
                .forEach((component, attributes) ->
                        attributes.forEach((name, value) -> {
                            String ours =
                                    millrace.getOrDefault(component, Map.of())
                                            .getOrDefault(name, "absent");
                            if (!DEPENDS_ON_TIME.contains(name) && !ours.equals(value)) {
                                differences.add(
                                        "%s.%s: Flume %s, Millrace %s"
                                                .formatted(component, name, value, ours));
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
}
