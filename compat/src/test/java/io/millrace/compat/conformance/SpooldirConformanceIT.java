// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The source spooldir on the same files: events, headers, what becomes of the files. */
class SpooldirConformanceIT {
    private static final String CONFIGURATION =
            """
            a.sources = line tracked latin avro literal
            a.channels = c d e
            a.sinks = k l m

            a.sources.line.type = spooldir
            a.sources.line.channels = c
            a.sources.line.spoolDir = @OUT@/line
            a.sources.line.fileHeader = true
            a.sources.line.fileHeaderKey = path
            a.sources.line.basenameHeader = true
            a.sources.line.ignorePattern = ^no.*
            a.sources.line.includePattern = ^[a-z]+\\\\.log$
            a.sources.line.deserializer.maxLineLength = 20
            a.sources.line.pollDelay = 100

            a.sources.tracked.type = spooldir
            a.sources.tracked.channels = d
            a.sources.tracked.spoolDir = @OUT@/tracked
            a.sources.tracked.trackingPolicy = tracker_dir
            a.sources.tracked.recursiveDirectorySearch = true
            a.sources.tracked.fileSuffix = .done
            a.sources.tracked.basenameHeader = true
            a.sources.tracked.consumeOrder = youngest

            a.sources.latin.type = spooldir
            a.sources.latin.channels = d
            a.sources.latin.spoolDir = @OUT@/latin
            a.sources.latin.inputCharset = ISO-8859-1
            a.sources.latin.deletePolicy = immediate

            a.sources.avro.type = spooldir
            a.sources.avro.channels = e
            a.sources.avro.spoolDir = @OUT@/avro
            a.sources.avro.deserializer = AVRO

            a.sources.literal.type = spooldir
            a.sources.literal.channels = e
            a.sources.literal.spoolDir = @OUT@/literal
            a.sources.literal.deserializer = avro
            a.sources.literal.deserializer.schemaType = LITERAL

            a.channels.c.type = memory
            a.channels.d.type = memory
            a.channels.e.type = memory

            a.sinks.k.type = file_roll
            a.sinks.k.sink.directory = @OUT@/k
            a.sinks.k.sink.rollInterval = 0
            a.sinks.k.sink.serializer = HEADER_AND_TEXT
            a.sinks.k.channel = c

            a.sinks.l.type = file_roll
            a.sinks.l.sink.directory = @OUT@/l
            a.sinks.l.sink.rollInterval = 0
            a.sinks.l.sink.serializer = HEADER_AND_TEXT
            a.sinks.l.channel = d

            a.sinks.m.type = file_roll
            a.sinks.m.sink.directory = @OUT@/m
            a.sinks.m.sink.rollInterval = 0
            a.sinks.m.sink.serializer = avro_event
            a.sinks.m.channel = e
            """;

    /** One source that stands in the middle of a file when its channel is full. */
    private static final String STOPPING =
            """
            a.sources = s
            a.channels = c
            a.sources.s.type = spooldir
            a.sources.s.channels = c
            a.sources.s.spoolDir = @OUT@/in
            a.sources.s.batchSize = 10
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
            """
            one
            two\r

            \r
            three\rstill three
              blanks  \t
            Gr\u00fc\u00dfe
            nul\0
            a line that is longer than twenty characters
            no line feed\
            """;

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir static Path directory;

    private static Pair pair;

    @BeforeAll
    static void read() throws Exception {
        pair = Pair.start(directory, CONFIGURATION);
        byte[] container = SampleContainer.bytes();
        for (Side side : pair.sides()) {
            Path out = side.out();
            put(out, "line/older.log", LINES, 100);
            put(out, "line/newer.log", "newer\n", 50);
            put(out, "line/nothing.log", "no\n", 40);
            put(out, "line/a.txt", "no\n", 40);
            put(out, "line/.hidden.log", "no\n", 40);
            put(out, "line/empty.log", "", 10);
            put(out, "tracked/sub/b", "two\n", 50);
            put(out, "tracked/a", "one\n", 100);
            put(out, "latin/a", new byte[] {'x', (byte) 0xE4, '\n', (byte) 0xFF}, 10);
            put(out, "avro/a.avro", container, 10);
            put(out, "literal/a.avro", container, 10);
        }
        for (Side side : pair.sides()) {
            side.await("SINK.k", "EventDrainSuccessCount", 14);
            side.await("SINK.l", "EventDrainSuccessCount", 4);
            side.await("SINK.m", "EventDrainSuccessCount", 2L * SampleContainer.RECORDS);
            side.process()
                    .await(
                            "marked files",
                            Duration.ofSeconds(30),
                            () ->
                                    names(side).stream().filter(name -> name.endsWith("D")).count()
                                                    >= 5
                                            && names(side).stream()
                                                            .filter(name -> name.endsWith("done"))
                                                            .count()
                                                    >= 2);
        }
        pair.stop();
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private static void put(Path out, String name, String text, int secondsOld) throws IOException {
        put(out, name, text.getBytes(StandardCharsets.UTF_8), secondsOld);
    }

    private static void put(Path out, String name, byte[] bytes, int secondsOld)
            throws IOException {
        Path beside = Files.write(out.resolve("beside"), bytes);
        Files.setLastModifiedTime(beside, FileTime.from(NOW.minusSeconds(secondsOld)));
        Path target = out.resolve(name);
        Files.createDirectories(target.getParent());
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Each event as its headers, sorted, and its body. */
    private static List<String> events(Side side, String sink) throws IOException {
        String text =
                new String(side.bytes(sink), StandardCharsets.UTF_8)
                        .replace(side.out().toString(), "OUT");
        List<String> events = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int end = line.indexOf('}');
            if (line.startsWith("{") && end > 0) {
                String[] headers = line.substring(1, end).split(", ");
                Arrays.sort(headers);
                events.add(String.join(", ", headers) + "|" + line.substring(end + 1));
            } else if (!line.isEmpty()) {
                events.add(line);
            }
        }
        return events;
    }

    @Test
    void givesTheSameLinesWithTheSameHeaders() throws Exception {
        List<String> flume = sorted(events(pair.flume(), "k"));
        assertThat(flume)
                .contains("basename=older.log, path=OUT/line/older.log| a line that is longe")
                .contains("basename=empty.log, path=OUT/line/empty.log| ");
        assertThat(sorted(events(pair.millrace(), "k"))).isEqualTo(flume);
    }

    @Test
    void givesTheSameFromOtherEncodingsAndDirectoriesBelow() throws Exception {
        List<String> flume = sorted(events(pair.flume(), "l"));
        assertThat(flume).contains("| x\u00e4", "basename=b| two");
        assertThat(sorted(events(pair.millrace(), "l"))).isEqualTo(flume);
    }

    @Test
    void givesTheSameDatumsWithTheSameSchemaHeaders() throws Exception {
        List<String> flume = datums(pair.flume());
        assertThat(flume).hasSize(2 * SampleContainer.RECORDS);
        assertThat(datums(pair.millrace())).isEqualTo(flume);
    }

    private static List<String> datums(Side side) throws IOException {
        List<String> datums = new ArrayList<>();
        for (Path file : side.files("m")) {
            AvroContainer.read(file).events().forEach(event -> datums.add(event.toString()));
        }
        return sorted(datums);
    }

    @Test
    void marksFilesAlike() {
        assertThat(names(pair.flume()))
                .contains("line/older.log.COMPLETED", "tracked/.flumespool/sub/b.done");
        assertThat(names(pair.millrace())).isEqualTo(names(pair.flume()));
    }

    /** All names below the spool directories, without what a source keeps for itself. */
    private static List<String> names(Side side) {
        List<String> names = new ArrayList<>();
        for (String spool : List.of("line", "tracked", "latin", "avro", "literal")) {
            try (Stream<Path> files = Files.walk(side.out().resolve(spool))) {
                files.filter(Files::isRegularFile)
                        .map(file -> side.out().relativize(file).toString())
                        .filter(name -> !name.endsWith(".meta"))
                        .forEach(names::add);
            } catch (IOException | UncheckedIOException moving) {
                return List.of();
            }
        }
        return sorted(names);
    }

    private static List<String> sorted(List<String> list) {
        return list.stream().sorted().toList();
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "line " + i + " \u00e4 of some length, so that blocks fill")
                .toList();
    }

    private static Path spool(Path place, List<String> lines) throws IOException {
        Path out = Files.createDirectories(place.resolve("out")).toAbsolutePath();
        put(out, "in/file", String.join("\n", lines) + "\n", 100);
        return out;
    }

    private static List<String> read(Side side) throws IOException {
        return new String(side.bytes("k"), StandardCharsets.UTF_8).lines().toList();
    }

    private static boolean isMarked(Side side) {
        return Files.exists(side.out().resolve("in/file.COMPLETED"));
    }

    @Test
    void goesOnWhereFlumeStopped(@TempDir Path place) throws Exception {
        List<String> lines = numbered(0, 500);
        spool(place, lines);
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
            assertThat(read(millrace)).isEqualTo(lines.subList(100, 500));
            assertThat(isMarked(millrace)).isTrue();
        }
    }

    @Test
    void letsFlumeGoOnInTheMiddle(@TempDir Path place) throws Exception {
        List<String> lines = numbered(0, 20_000);
        Path out = spool(place, lines);
        String full =
                STOPPING
                        + """
                        a.channels.c.type = file
                        a.channels.c.checkpointDir = @OUT@/check
                        a.channels.c.dataDirs = @OUT@/data
                        a.channels.c.capacity = 12000
                        """;
        try (Side millrace = Pair.millrace(place, full)) {
            millrace.awaitReady(List.of("CHANNEL.c"));
            millrace.await("CHANNEL.c", "ChannelSize", 10_000);
            // It stands in the middle of the file, and is killed there.
        }
        assertThat(out.resolve("in/.flumespool/.flumespool-main.meta")).exists();
        try (Side flume = Pair.flume(place, READING_ON)) {
            flume.awaitReady(List.of("SINK.k"));
            flume.process().await("the marked file", Duration.ofSeconds(60), () -> isMarked(flume));
            flume.process().stop();
            List<String> rest = read(flume);
            assertThat(rest).isNotEmpty().hasSizeLessThan(18_000);
            assertThat(rest).isEqualTo(lines.subList(20_000 - rest.size(), 20_000));
        }
    }
}
