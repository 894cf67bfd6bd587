// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.millrace.config.CheckOptions;
import io.millrace.config.CheckedAll;
import io.millrace.config.ComponentTypes;
import io.millrace.config.Configuration;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.ConfigurationText;
import io.millrace.config.LoadedTypes;
import io.millrace.config.Lookups;
import io.millrace.config.ProblemText;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks configuration files of the public against all components of this version. What is expected
 * of each stands in {@code config/src/test/resources/corpus/expected.tsv}, with the reason.
 *
 * <p>A component that joins this version changes expectations: look at each line that the failure
 * prints before it is copied.
 */
class CorpusTest {
    private static final Path EXPECTED =
            Corpus.ROOT.resolve("config/src/test/resources/corpus/expected.tsv");

    private static ComponentTypes types() throws IOException {
        return new LoadedTypes(CorpusTest.class.getClassLoader());
    }

    private static Configuration read(String name, byte[] bytes) {
        return ConfigurationReader.parse(
                List.of(new ConfigurationText(name, bytes)),
                Lookups.of(Map.of(), Map.of(), Instant.EPOCH));
    }

    private static CheckedAll check(Path file) throws IOException {
        String name = file.getFileName().toString();
        return read(name, Files.readAllBytes(file)).checkAll(types());
    }

    private static List<String> expected() throws IOException {
        return Files.readAllLines(EXPECTED).stream().skip(1).toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Corpus.directory("flume-conf"))) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
        }
    }

    /** A line of the table, without the reason. */
    private static String line(String name, CheckedAll checked) {
        int errors = checked.count(Severity.ERROR);
        String codes =
                checked.problems().stream().map(Problem::code).collect(Collectors.joining(" "));
        return String.join(
                "\t",
                name,
                errors > 0 ? "78" : "0",
                Integer.toString(errors),
                Integer.toString(checked.count(Severity.WARNING)),
                Integer.toString(checked.count(Severity.HINT)),
                codes.isEmpty() ? "-" : codes);
    }

    @Test
    void expectsSomethingOfEveryFileForAReason() throws IOException {
        assertThat(expected()).hasSize(80).allMatch(line -> line.matches("([^\t]+\t){6}\\S.{20,}"));
        List<String> names = files().stream().map(file -> file.getFileName().toString()).toList();
        assertThat(expected().stream().map(line -> line.substring(0, line.indexOf('\t'))))
                .isEqualTo(names);
    }

    @TestFactory
    Stream<DynamicTest> comesToWhatIsExpected() throws IOException {
        Path directory = Corpus.directory("flume-conf");
        return expected().stream()
                .map(line -> {
                    String name = line.substring(0, line.indexOf('\t'));
                    String wanted = line.substring(0, line.lastIndexOf('\t'));
                    return dynamicTest(
                            name,
                            () -> {
                                CheckedAll checked = check(directory.resolve(name));
                                assertThat(line(name, checked))
                                        .as(ProblemText.of(checked.problems(), false))
                                        .isEqualTo(wanted);
                            });
                });
    }

    @TestFactory
    Stream<DynamicTest> takesEveryFileForWhatItIsInAnyShape() throws IOException {
        return files().stream()
                .map(file ->
                        dynamicTest(
                                file.getFileName().toString(),
                                () -> meansTheSameWithOtherLineEnds(file)));
    }

    private static void meansTheSameWithOtherLineEnds(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String other =
                text.contains("\r\n") ? text.replace("\r\n", "\n") : text.replace("\n", "\r\n");
        CheckedAll one = read("f", text.getBytes(StandardCharsets.UTF_8)).checkAll(types());
        CheckedAll two =
                read("f", ("\uFEFF" + other).getBytes(StandardCharsets.UTF_8)).checkAll(types());
        assertThat(two.problems()).isEqualTo(one.problems());
        assertThat(two.agents()).isEqualTo(one.agents());
    }

    @TestFactory
    Stream<DynamicTest> runsArticlesWithoutLists() throws IOException {
        Path directory = Corpus.directory("articles");
        return Stream.of("exec-memory-hdfs.conf", "file-memory-hdfs.conf")
                .map(name -> dynamicTest(name, () -> runsWithoutLists(directory.resolve(name))));
    }

    private static void runsWithoutLists(Path file) throws IOException {
        var checked =
                read("flume.conf", Files.readAllBytes(file))
                        .check("a1", types(), CheckOptions.LENIENT);
        String text = ProblemText.of(checked.problems(), false);
        assertThat(checked.count(Severity.ERROR)).as(text).isZero();
        var agent = checked.agent().orElseThrow();
        assertThat(agent.sources()).hasSize(1);
        assertThat(agent.channels()).hasSize(1);
        assertThat(agent.sinks()).hasSize(1);
        assertThat(text)
                .contains("add: a1.sources = r1", "add: a1.channels = c1", "add: a1.sinks = s1")
                .contains("needs a \"timestamp\" header");
    }

    @Test
    void understandsTheKeysOfTheLogFileArticle() throws IOException {
        Path file = Corpus.directory("articles").resolve("log4j-memory-hdfs.conf");
        String text = Files.readString(file);
        var checked =
                read("flume.conf", text.getBytes(StandardCharsets.UTF_8))
                        .check("agent", types(), CheckOptions.LENIENT);
        assertThat(checked.problems())
                .anySatisfy(problem -> {
                    assertThat(problem.code()).isEqualTo("MR-1311");
                    assertThat(problem.place()).isEqualTo("flume.conf:11");
                    assertThat(problem.remedy()).contains("hdfs://namenode:8020/");
                });
        var corrected =
                read(
                                "flume.conf",
                                text.replace(":port/", ":8020/").getBytes(StandardCharsets.UTF_8))
                        .check("agent", types(), CheckOptions.LENIENT);
        var agent = corrected.agent().orElseThrow();
        assertThat(agent.sinks()).hasSize(1);
        assertThat(agent.sinks().getFirst().channel()).isEqualTo("memoryChannel");
        assertThat(agent.sinks().getFirst().component().settings())
                .containsEntry("hdfs.rollSize", "1024")
                .containsEntry("hdfs.rollInterval", "0");
        assertThat(ProblemText.of(corrected.problems(), false))
                .contains("\"rollSize\" is another name of \"hdfs.rollSize\"")
                .contains("\"rollInterval\" is another name of \"hdfs.rollInterval\"")
                .contains("\"channels\" is no property of a sink");
    }
}
