// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class SubstitutionTest {
    @TempDir Path directory;

    private static final String BIND = "a1.sources.r1.bind = localhost";

    /** What the source binds to if the file says so. */
    private static String bound(String value) {
        return bound(Flume.checkWith(BIND, "a1.sources.r1.bind = " + value));
    }

    private static String bound(CheckedAll checked) {
        var config = (TestTypes.Values) Flume.a1(checked).sources().getFirst().component().config();
        return (String) config.values().getFirst();
    }

    @Test
    void replacesVariablesOfEveryKind() {
        assertThat(bound("${env:HOST}")).isEqualTo("example.org");
        assertThat(bound("x-${sys:env}-y")).isEqualTo("x-PROD-y");
        assertThat(bound("${java:version}")).isEqualTo("Java version 25");
        assertThat(bound("${date:yyyy}")).isEqualTo("2026");
        assertThat(bound("${a1.sources.r1.type}")).isEqualTo("netcat");
    }

    @Test
    void replacesVariablesInNamesDefaultsAndValues() {
        assertThat(bound("${${sys:env}_BIND}\nPROD_BIND = ${env:HOST}")).isEqualTo("example.org");
        assertThat(bound("${env:NONE:-${sys:env}}")).isEqualTo("PROD");
        assertThat(bound("${nowhere:-0.0.0.0}")).isEqualTo("0.0.0.0");
    }

    @Test
    void findsAPropertyThatStandsFurtherDown() {
        assertThat(bound("${LAST}\nLAST = ${THEN}\nTHEN = here")).isEqualTo("here");
    }

    @Test
    void triesThePropertyBehindAnUnknownPrefix() {
        assertThat(bound("${foo:MINE}\nMINE = m")).isEqualTo("m");
    }

    @Test
    void keepsAnEscapedVariable() {
        var checked = Flume.checkWith(BIND, "a1.sources.r1.bind = $${env:HOST}");
        assertThat(bound(checked)).isEqualTo("${env:HOST}");
        assertThat(checked.problems()).isEmpty();
    }

    @Test
    void leavesWhatHasNoValueAndSaysSo() {
        var checked = Flume.checkWith(BIND, "a1.sources.r1.bind = a${env:NONE}b");
        assertThat(bound(checked)).isEqualTo("a${env:NONE}b");
        assertThat(Flume.only(checked, "MR-1020").remedy()).contains("${env:NONE:-text}");
        assertThat(
                        Flume.only(Flume.checkWith(BIND, "a1.sources.r1.bind = ${HOST}"), "MR-1020")
                                .remedy())
                .contains("write ${env:HOST}");
    }

    @Test
    void leavesTheVariablesOfAShellAlone() {
        var checked =
                Flume.checkAnd(
                        """
                        a1.sources = r1 e1
                        a1.sources.e1.type = exec
                        a1.sources.e1.shell = /bin/sh -c
                        a1.sources.e1.command = for i in a b; do echo ${i}; done
                        a1.sources.e1.channels = c1
                        """);
        assertThat(Flume.codes(checked)).containsExactly("MR-1008");
    }

    @Test
    void endsWhereVariablesReferToThemselves() {
        var checked = Flume.checkWith(BIND, "a1.sources.r1.bind = ${A}\nA = ${B}\nB = x${A}x");
        assertThat(bound(checked)).isEqualTo("${A}");
        assertThat(Flume.codes(checked)).contains("MR-1021");
    }

    @Test
    void endsWhereVariablesGrowWithoutEnd() {
        var text = new StringBuilder("a1.sources.r1.bind = ${v0}\n");
        for (int i = 0; i < 30; i++) {
            text.append("v" + i + " = ${v" + (i + 1) + "}${v" + (i + 1) + "}\n");
        }
        assertThat(Flume.codes(Flume.checkWith(BIND, text + "v30 = \n"))).contains("MR-1021");
    }

    @Test
    void knowsTheLegacyModeForTheEnvironment() {
        var lookups =
                Lookups.of(
                        Map.of("HOST", "example.org"),
                        Map.of(
                                "propertiesImplementation",
                                "org.apache.flume.node.EnvVarResolverProperties"),
                        Flume.NOW);
        String text = Flume.SOUND.replace("bind = localhost", "bind = ${HOST}");
        var configuration =
                ConfigurationReader.parse(
                        List.of(new ConfigurationText("f", text.getBytes(StandardCharsets.UTF_8))),
                        lookups);
        assertThat(bound(configuration.checkAll(new TestTypes()))).isEqualTo("example.org");
    }

    @Test
    void asksConfigurationFilters() {
        String filter = "a1.configfilters = f1\na1.configfilters.f1.type = env\n";
        assertThat(bound("${f1['HOST']}\n" + filter)).isEqualTo("example.org");
        assertThat(bound("${f1[HOST]}-${f1[\"PORT\"]}\n" + filter)).isEqualTo("example.org-44444");
        var nothing = Flume.checkWith(BIND, "a1.sources.r1.bind = ${f1['NONE']}\n" + filter);
        assertThat(bound(nothing)).isEqualTo("${f1['NONE']}");
        assertThat(Flume.codes(nothing)).containsExactly("MR-1023");
    }

    @Test
    void saysThatTheHadoopFilterIsNotHere() {
        var checked =
                Flume.checkWith(
                        BIND,
                        "a1.sources.r1.bind = ${f1['x']}${f1['y']}\na1.configfilters = f1\n"
                                + "a1.configfilters.f1.type = hadoop");
        var problem = Flume.only(checked, "MR-1022");
        assertThat(problem.severity()).isEqualTo(Severity.ERROR);
        assertThat(problem.what()).contains("not part of this version");
        assertThat(Flume.codes(checked)).doesNotContain("MR-1020", "MR-1023");
    }

    @Test
    void runsTheProgramOfAFilter() {
        var checked =
                ConfigurationReader.parse(
                                List.of(
                                        new ConfigurationText(
                                                "f",
                                                (Flume.SOUND.replace("localhost", "${f1['secret']}")
                                                                + """
                                                                a1.configfilters = f1
                                                                a1.configfilters.f1.type = external
                                                                a1.configfilters.f1.command = echo -n the
                                                                """)
                                                        .getBytes(StandardCharsets.UTF_8))),
                                Lookups.ofProcess(() -> Flume.NOW))
                        .checkAll(new TestTypes());
        assertThat(checked.problems()).isEmpty();
        assertThat(bound(checked)).isEqualTo("the secret");
    }

    @Test
    void saysWhyAProgramGaveNothing() {
        for (String command : List.of("false", "true", "/no/such/program")) {
            var checked =
                    ConfigurationReader.parse(
                                    List.of(
                                            new ConfigurationText(
                                                    "f",
                                                    ("a1.sources.r1.x = ${f1['k']}\n"
                                                                    + "a1.configfilters = f1\n"
                                                                    + "a1.configfilters.f1.type ="
                                                                    + " external\n"
                                                                    + "a1.configfilters.f1.command"
                                                                    + " = "
                                                                    + command)
                                                            .getBytes(StandardCharsets.UTF_8))),
                                    Lookups.ofProcess(() -> Flume.NOW))
                            .checkAll(new TestTypes());
            assertThat(Flume.codes(checked)).as(command).contains("MR-1023");
        }
    }

    @Test
    void stopsAProgramThatDoesNotEnd() throws Exception {
        var pids = directory.resolve("pids");
        var script =
                Files.writeString(
                        directory.resolve("hang.sh"),
                        "sleep 600 & echo $$ $! > " + pids + "; echo half; wait\n");
        var impatient = new Lookups.ProcessLookups(() -> Flume.NOW, Duration.ofSeconds(2));
        var checked =
                ConfigurationReader.parse(
                                List.of(
                                        new ConfigurationText(
                                                "f",
                                                """
                                                a1.sources.r1.x = ${f1['k']}
                                                a1.configfilters = f1
                                                a1.configfilters.f1.type = external
                                                a1.configfilters.f1.command = sh %s
                                                """
                                                        .formatted(script)
                                                        .getBytes(StandardCharsets.UTF_8))),
                                impatient)
                        .checkAll(new TestTypes());
        var told = Flume.only(checked, "MR-1023");
        assertThat(told.what()).isEqualTo("configuration filter \"f1\" gives nothing for \"k\"");
        assertThat(told.effect()).isEqualTo("the text ${f1['k']} is taken as it stands");
        assertThat(told.remedy())
                .isEqualTo(
                        "correct a1.configfilters.f1.command at f:3: it had not ended after 2.0 s,"
                                + " and was stopped");
        for (String pid : Files.readString(pids).strip().split(" ")) {
            // They were killed, and may take a moment to die.
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(left -> left.onExit().join());
        }
    }

    @Test
    void doesNotWaitForWhatAProgramLeavesBehind() throws Exception {
        var lines =
                new Lookups.ProcessLookups(() -> Flume.NOW, Lookups.PROGRAM_LIMIT)
                        .run(List.of("sh", "-c", "sleep 600 & echo $!"), StandardCharsets.UTF_8)
                        .orElseThrow();
        assertThat(lines).hasSize(1);
        assertThat(ProcessHandle.of(Long.parseLong(lines.getFirst())))
                .hasValueSatisfying(ProcessHandle::destroyForcibly);
    }

    @Test
    void showsNothingThatCameFromOutside() {
        var checked =
                Flume.checkWith(
                        "a1.sources.r1.port = 44444",
                        "a1.sources.r1.port = ${env:PW}\na1.sinks.k1.x = ${env:PW}");
        assertThat(Flume.text(checked)).contains("${env:PW}").doesNotContain("hunter2");
    }

    @Test
    void showsNothingThatCameFromOutsideWhenItIsMended() {
        var checked =
                ConfigurationReader.parse(
                                List.of(
                                        new ConfigurationText(
                                                "f",
                                                Flume.SOUND
                                                        .replace("localhost", "${env:Q}")
                                                        .replace("44444", "${env:C}")
                                                        .getBytes(StandardCharsets.UTF_8))),
                                Lookups.of(
                                        Map.of("Q", "'hunter2'", "C", "hunter3 # x"),
                                        Map.of(),
                                        Flume.NOW))
                        .checkAll(new TestTypes());
        assertThat(Flume.codes(checked)).contains("MR-1309", "MR-1301");
        assertThat(Flume.text(checked)).doesNotContain("hunter");
    }

    @Test
    void keepsTheValueOfAVariableApartFromWhatIsShown() {
        var node = Flume.a1(Flume.checkWith(BIND, "a1.sources.r1.bind = ${env:HOST}"));
        var other = Flume.a1(Flume.checkWith(BIND, "a1.sources.r1.bind = ${sys:env}"));
        var component = node.sources().getFirst().component();
        assertThat(component.settings()).containsEntry("bind", "${env:HOST}");
        assertThat(component.toString()).contains("***");
        assertThat(component).isNotEqualTo(other.sources().getFirst().component());
    }
}
