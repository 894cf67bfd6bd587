// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ConfigurationReaderTest {
    @TempDir Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void findsNoFaultWithASoundAgent() {
        var checked = Flume.check(Flume.SOUND);
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.a1(checked).sources()).hasSize(1);
        assertThat(Flume.a1(checked).channels()).hasSize(1);
        assertThat(Flume.a1(checked).sinks()).hasSize(1);
    }

    @Test
    void readsFilesInOrderTheLastWins() throws IOException {
        Path base = file("base.conf", Flume.SOUND);
        Path more = file("more.conf", "a1.sources.r1.port = 5\n");
        var configuration = ConfigurationReader.read(List.of(base, more), Flume.LOOKUPS);
        var checked = configuration.checkAll(new TestTypes());
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.a1(checked).sources().getFirst().component().settings())
                .containsEntry("port", "5");
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        Path missing = directory.resolve("missing.conf");
        assertThatThrownBy(() -> ConfigurationReader.read(List.of(missing), Flume.LOOKUPS))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo("MR-1001");
                            assertThat(e.problem().what()).contains("there is no such file");
                        });
        assertThatThrownBy(() -> ConfigurationReader.read(List.of(directory), Flume.LOOKUPS))
                .hasMessageContaining("it is a directory");
    }

    @Test
    void ordersProblemsByFileAndLine() throws IOException {
        Path second = file("b.conf", "x.y = 1\n");
        Path first = file("a.conf", "z.y = 1\n\nx.w = 2\n");
        var checked =
                ConfigurationReader.read(List.of(second, first), Flume.LOOKUPS)
                        .checkAll(new TestTypes());
        assertThat(checked.problems())
                .extracting(problem -> problem.place())
                .containsExactly(second + ":1", first + ":1", first + ":3");
    }

    @Test
    void hintsAtAKeyThatIsSetTwiceToTheSame() {
        var checked = Flume.checkAnd("a1.sources.r1.port = 44444\n");
        var problem = Flume.only(checked, "MR-1007");
        assertThat(Flume.is(problem, Severity.HINT, 11)).isTrue();
        assertThat(problem.what()).contains("line 6 and again on line 11");
    }

    @Test
    void warnsOfAKeyThatIsSetTwiceDifferently() {
        var checked = Flume.checkAnd("a1.sources.r1.port = 4321\n");
        var problem = Flume.only(checked, "MR-1008");
        assertThat(Flume.is(problem, Severity.WARNING, 11)).isTrue();
        assertThat(problem.what())
                .isEqualTo(
                        "a1.sources.r1.port is set on line 6 (\"44444\") and again on line 11"
                                + " (\"4321\")");
        assertThat(Flume.a1(checked).sources().getFirst().component().settings())
                .containsEntry("port", "4321");
    }

    @Test
    void tellsOfKeysThatAreIncomplete() {
        var checked = Flume.checkAnd("a1.channels.capacity = 10\n");
        var problem = Flume.only(checked, "MR-1009");
        assertThat(problem.remedy()).isEqualTo("did you mean: a1.channels.c1.capacity");
        assertThat(Flume.only(Flume.checkAnd("a1.source.r1.bind = x\n"), "MR-1009").remedy())
                .isEqualTo("did you mean: a1.sources.r1.bind");
        assertThat(Flume.only(Flume.checkAnd("a1.sinks.k1 = logger\n"), "MR-1009").remedy())
                .isEqualTo("did you mean: a1.sinks.k1.type");
    }

    @Test
    void tellsOfProseAndOfVariablesThatNobodyUses() {
        assertThat(Flume.codes(Flume.checkAnd("this is a sentence\n"))).containsExactly("MR-1005");
        var unused = Flume.only(Flume.checkAnd("NC_PORT = 4\n"), "MR-1010");
        assertThat(unused.severity()).isEqualTo(Severity.HINT);
        var used =
                Flume.checkWith(
                        "a1.sources.r1.port = 44444", "a1.sources.r1.port = ${NC_PORT}\nNC_PORT=4");
        assertThat(used.problems()).isEmpty();
    }

    @Test
    void acceptsIndentedEntriesCarriageReturnsAndBlanksAtTheEnd() {
        String text =
                Flume.SOUND
                        .replace("\n", "  \r\n")
                        .replace("a1.", "\t a1.")
                        .replace(" = ", "\t=\t");
        var checked = Flume.check(text);
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.a1(checked)).isEqualTo(Flume.a1(Flume.check(Flume.SOUND)));
    }

    @Test
    void namesTheAgentsOfAFile() {
        var configuration = Flume.read(Flume.SOUND + Flume.SOUND.replace("a1.", "second."));
        assertThat(configuration.agentNames()).containsExactly("a1", "second");
    }

    @Test
    void saysWhichAgentsThereAreIfTheOneIsNot() {
        var checked = Flume.read(Flume.SOUND).check("a2", new TestTypes(), CheckOptions.LENIENT);
        assertThat(checked.agent()).isEmpty();
        var problem = checked.problems().getFirst();
        assertThat(problem.code()).isEqualTo("MR-1100");
        assertThat(problem.remedy()).isEqualTo("did you mean: -n a1");
        assertThat(
                        Flume.read("")
                                .check("a1", new TestTypes(), CheckOptions.LENIENT)
                                .problems()
                                .getFirst()
                                .what())
                .isEqualTo("there is no agent in this configuration");
    }

    @Test
    void doesNotTakeAMisspeltNameForAnAgent() {
        var checked =
                Flume.read(Flume.SOUND + "al.sinks.k1.x = 1\n")
                        .check("al", new TestTypes(), CheckOptions.LENIENT);
        assertThat(checked.problems().getFirst().code()).isEqualTo("MR-1100");
    }

    @Test
    void refusesAnAgentWithAWarningIfStrict() {
        var configuration = Flume.read(Flume.SOUND + "a1.sources.r1.prot = 4\n");
        assertThat(configuration.check("a1", new TestTypes(), CheckOptions.LENIENT).agent())
                .isPresent();
        assertThat(configuration.check("a1", new TestTypes(), CheckOptions.STRICT).agent())
                .isEmpty();
    }

    @Test
    void countsOnlyTheChosenAgentsProblemsAsItsOwn() {
        var configuration =
                Flume.read(Flume.SOUND + Flume.SOUND.replace("a1.", "b.") + "b.sinks.k1.x = 1\n");
        var checked = configuration.check("a1", new TestTypes(), CheckOptions.STRICT);
        assertThat(checked.agent()).isPresent();
        assertThat(checked.problems()).hasSize(1);
        assertThat(checked.own()).isEmpty();
        assertThat(configuration.check("b", new TestTypes(), CheckOptions.LENIENT).own())
                .hasSize(1);
    }

    @Test
    void readsLatin1AsFlumeDoes() {
        byte[] bytes = ("# B\u00e4r\n" + Flume.SOUND).getBytes(StandardCharsets.ISO_8859_1);
        var checked = Flume.read(bytes).checkAll(new TestTypes());
        assertThat(Flume.codes(checked)).containsExactly("MR-1002");
        assertThat(Flume.a1(checked).sinks()).hasSize(1);
    }
}
