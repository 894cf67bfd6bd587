// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class BenchCommandTest {
    private static final String OWN =
            """
            a1.sources = r1 r2
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1
            a1.sources.r2.type = seq
            a1.sources.r2.channels = c1
            a1.channels.c1.type = memory
            a1.channels.c1.capacity = 10000
            a1.channels.c1.transactionCapacity = 1000
            a1.sinks.k1.type = file_roll
            a1.sinks.k1.sink.directory = @OUT@
            a1.sinks.k1.channel = c1
            """;

    @TempDir private Path directory;

    private Printed bench(String... words) {
        List<String> line = new ArrayList<>(List.of("bench"));
        line.addAll(List.of(words));
        line.addAll(List.of("--warm-up", "100ms", "--duration", "300ms"));
        line.addAll(List.of("--dir", directory.resolve("runs").toString()));
        return Printed.by(line.toArray(String[]::new));
    }

    private String own() throws IOException {
        Path out = Files.createDirectories(directory.resolve("out"));
        return Files.writeString(
                        directory.resolve("flume.conf"),
                        OWN.replace("@OUT@", out.toString().replace("\\", "/")))
                .toString();
    }

    @Test
    void listsTheScenarios() {
        Printed printed = Printed.by("bench", "list");
        assertThat(printed.out()).contains("memory ", "memory-latency ", "fan-out ");
        assertThat(printed.code()).isZero();
    }

    @Test
    void measuresAScenarioAndLeavesNothingBehind() throws IOException {
        Path svg = directory.resolve("run.svg");
        Printed printed = bench("memory-latency", "--load", "2000/s", "--svg", svg.toString());

        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.out())
                .contains("throughput ", "CPU ", "put ", "delivery ", "0 lost", "OpenJDK")
                .contains("channels.c.type = memory");
        assertThat(printed.err()).contains("2,000 events/s", "measured at 2,000 events/s");
        assertThat(svg).content().startsWith("<svg ");
        try (Stream<Path> left = Files.list(directory.resolve("runs"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void printsJson() {
        Printed printed = bench("memory", "--json", "--payload", "log");
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.out())
                .startsWith("{")
                .contains("\"good\": true", "\"p99.9\": ", "\"machine\": ", "\"flags\": ")
                .contains("\"configuration\": ", "\"version\": ", "\"lossRate\": 0.0");
    }

    @Test
    void drivesOneSourceOfAnOwnConfigurationIntoItsOwnSinks() throws IOException {
        String file = own();
        assertThat(bench("-f", file).err()).contains("MR-6301", "several sources", "r1, r2");

        Printed printed = bench("-f", file, "--source", "r2", "--load", "2000/s");
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.err())
                .contains("take the place of source r2", "not running: r1", "deliver for real");
        assertThat(printed.out()).contains("counted by the engine's meters");
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files.mapToLong(each -> each.toFile().length()).sum()).isPositive();
        }
    }

    @Test
    void replacesTheSinksIfItIsTold() throws IOException {
        Printed printed = bench("-f", own(), "--source", "r1", "--sink", "null");
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.out()).contains("compared event by event");
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesAResultWhoseEventsWereNotDelivered() throws IOException {
        String text = own();
        Files.delete(directory.resolve("out"));
        Files.writeString(directory.resolve("out"), "not a directory");
        Printed printed =
                bench("-f", text, "--source", "r1", "--load", "100/s", "--drain", "100ms");
        assertThat(printed.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(printed.err()).contains("MR-6322", "never delivered");
    }

    @Test
    void saysWhatItDoesNotUnderstand() throws IOException {
        String file = own();
        for (String[] line :
                new String[][] {
                    {},
                    {"nothing-of-the-kind"},
                    {"memory", "-f", file},
                    {"memory", "--load", "fast"},
                    {"memory", "--load", "max", "--ramp"},
                    {"memory", "--payload", "xml"},
                    {"memory", "--payload", "file:" + directory.resolve("none.log")},
                    {"memory", "--payload", "log", "--size", "100"},
                    {"memory", "--size", "3"},
                    {"memory", "--p99", "soon", "--ramp"},
                    {"memory", "--sink", "file_roll"},
                    {"-f", file, "--source", "r3"}
                }) {
            Printed printed = bench(line);
            assertThat(printed.code()).as(String.join(" ", line)).isEqualTo(ExitCode.USAGE);
            assertThat(printed.err()).contains("MR-6301");
        }
    }

    @Test
    void tellsWhatIsWrongWithAConfigurationThatCannotRun() throws IOException {
        Path file = Files.writeString(directory.resolve("flume.conf"), "a1.sources = r1\n");
        Printed printed = bench("-f", file.toString());
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(printed.err()).contains("MR-1");
    }
}
