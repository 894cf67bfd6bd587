// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The source TAILDIR on the same files: events, headers, and the position file. */
class TaildirConformanceIT {
    private static final String CONFIGURATION =
            """
            a.sources = t
            a.channels = c
            a.sinks = k

            a.sources.t.type = TAILDIR
            a.sources.t.channels = c
            a.sources.t.filegroups = f1 f2
            a.sources.t.filegroups.f1 = @OUT@/one/.*\\\\.log
            a.sources.t.filegroups.f2 = @OUT@/two/app.*
            a.sources.t.headers.f1.app = shop
            a.sources.t.headers.f1.site.name = here
            a.sources.t.headers.f2.app = bank
            a.sources.t.byteOffsetHeader = true
            a.sources.t.fileHeader = true
            a.sources.t.fileHeaderKey = path
            a.sources.t.idleTimeout = 4000
            a.sources.t.maxBackoffSleep = 1000
            a.sources.t.positionFile = @OUT@/state/position.json

            a.channels.c.type = memory

            a.sinks.k.type = file_roll
            a.sinks.k.sink.directory = @OUT@/k
            a.sinks.k.sink.rollInterval = 0
            a.sinks.k.sink.serializer = HEADER_AND_TEXT
            a.sinks.k.channel = c
            """;

    /** One source that stands in the middle of a file when its channel is full. */
    private static final String STOPPING =
            """
            a.sources = t
            a.channels = c
            a.sources.t.type = TAILDIR
            a.sources.t.channels = c
            a.sources.t.filegroups = f1
            a.sources.t.filegroups.f1 = @OUT@/in/.*\\\\.log
            a.sources.t.positionFile = @OUT@/state/position.json
            a.sources.t.batchSize = 10
            """;

    private static final String READING_ON =
            STOPPING
                    + """
                    a.sinks = k
                    a.channels.c.type = memory
                    a.sinks.k.type = file_roll
                    a.sinks.k.sink.directory = @OUT@/k
                    a.sinks.k.sink.rollInterval = 0
                    a.sinks.k.channel = c
                    """;

    private static final String LINES =
            "one\ntwo\r\n\n\r\nthree\rstill three\n  blanks  \t\nGr\u00fc\u00dfe\nnul\0\n";

    @TempDir static Path directory;

    private static Pair pair;

    @BeforeAll
    static void follow() throws Exception {
        pair = Pair.start(directory, CONFIGURATION);
        for (Side side : pair.sides()) {
            Path out = side.out();
            Files.writeString(out.resolve("one/a.log"), LINES);
            Files.writeString(out.resolve("one/not.txt"), "no\n");
            Files.writeString(out.resolve("two/app"), "first\nsecond, and no line feed");
        }
        for (Side side : pair.sides()) {
            side.await("SINK.k", "EventDrainSuccessCount", 10);
            Path out = side.out();
            Files.writeString(
                    out.resolve("one/a.log"), "more\nand more\n", StandardOpenOption.APPEND);
            Files.writeString(out.resolve("one/new.log"), "new\n");
            Files.writeString(out.resolve("two/application"), "x\n");
        }
        for (Side side : pair.sides()) {
            side.await("SINK.k", "EventDrainSuccessCount", 14);
            Files.move(side.out().resolve("one/a.log"), side.out().resolve("one/gone"));
            Files.writeString(side.out().resolve("two/app.last"), "last\n");
        }
        for (Side side : pair.sides()) {
            side.await("SINK.k", "EventDrainSuccessCount", 15);
        }
        pair.stop();
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    /** Each event as its headers, sorted, and its body; sorted, since files take turns. */
    private static List<String> events(Side side) throws IOException {
        String text =
                new String(side.bytes("k"), StandardCharsets.UTF_8)
                        .replace(side.out().toString(), "OUT");
        List<String> events = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int end = line.indexOf("} ");
            if (line.startsWith("{") && end > 0) {
                String[] headers = line.substring(1, end).split(", ");
                Arrays.sort(headers);
                events.add(String.join(", ", headers) + "|" + line.substring(end + 2));
            } else if (!line.isEmpty()) {
                events.add(line);
            }
        }
        events.sort(null);
        return events;
    }

    @Test
    void givesTheSameEventsWithTheSameHeaders() throws Exception {
        List<String> flume = events(pair.flume());
        assertThat(flume)
                .contains(
                        "app=shop, byteoffset=4, path=OUT/one/a.log, site.name=here|two",
                        "app=bank, byteoffset=6, path=OUT/two/app|second, and no line feed");
        assertThat(events(pair.millrace())).isEqualTo(flume);
    }

    @Test
    void leavesTheSamePositionFile() throws Exception {
        List<String> flume = positions(pair.flume());
        assertThat(flume).contains("{\"inode\":N,\"pos\":30,\"file\":\"OUT/two/app\"}");
        assertThat(positions(pair.millrace())).isEqualTo(flume);
    }

    /** The objects of the list, sorted; nothing else is in the file. */
    private static List<String> positions(Side side) throws IOException {
        String text =
                Files.readString(side.out().resolve("state/position.json"))
                        .replace(side.out().toString(), "OUT")
                        .replaceAll("\"inode\":\\d+", "\"inode\":N");
        assertThat(text).startsWith("[").endsWith("]");
        return Arrays.stream(text.substring(1, text.length() - 1).split("(?<=\\}),"))
                .sorted()
                .toList();
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "line " + i + " \u00e4 of some length, so that blocks fill")
                .toList();
    }

    private static void write(Path place, List<String> lines) throws IOException {
        Path in = Files.createDirectories(place.resolve("out").toAbsolutePath().resolve("in"));
        Files.writeString(in.resolve("a.log"), String.join("\n", lines) + "\n");
    }

    private static List<String> read(Side side, String sink) throws IOException {
        return new String(side.bytes(sink), StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void goesOnWhereFlumeStopped(@TempDir Path place) throws Exception {
        List<String> lines = numbered(500);
        write(place, lines);
        String full =
                STOPPING
                        + """
                        a.channels.c.type = memory
                        a.channels.c.capacity = 100
                        a.channels.c.transactionCapacity = 10
                        """;
        try (Side flume = Pair.flume(place, full)) {
            flume.awaitReady(List.of("CHANNEL.c"));
            flume.await("CHANNEL.c", "ChannelSize", 100);
            flume.process().stop();
        }
        try (Side millrace = Pair.millrace(place, READING_ON)) {
            millrace.awaitReady(List.of("SINK.k"));
            millrace.await("SINK.k", "EventDrainSuccessCount", 400);
            millrace.process().stop();
            assertThat(read(millrace, "k")).isEqualTo(lines.subList(100, 500));
        }
    }

    @Test
    void givesBackToFlumeInTheMiddle(@TempDir Path place) throws Exception {
        List<String> lines = numbered(10_000);
        write(place, lines);
        Path log = place.resolve("out/in/a.log");
        Files.writeString(log, "half of", StandardOpenOption.APPEND);
        try (Side millrace = Pair.millrace(place, READING_ON)) {
            millrace.awaitReady(List.of("SINK.k"));
            millrace.await("SINK.k", "EventDrainSuccessCount", lines.size());
            millrace.process().stop();
            assertThat(read(millrace, "k")).isEqualTo(lines);
        }
        Files.writeString(log, " a line\nand one more\n", StandardOpenOption.APPEND);
        try (Side flume = Pair.flume(place, READING_ON.replace("@OUT@/k", "@OUT@/l"))) {
            flume.awaitReady(List.of("SINK.k"));
            flume.await("SINK.k", "EventDrainSuccessCount", 2);
            flume.process().stop();
            assertThat(read(flume, "l")).containsExactly("half of a line", "and one more");
        }
    }
}
