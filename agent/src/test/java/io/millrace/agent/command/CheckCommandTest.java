// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class CheckCommandTest {
    private static final String SOUND =
            """
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.sinks.k1.type = logger
            a1.sinks.k1.channel = c1
            """;

    @TempDir private Path directory;

    @Test
    void findsNothingWrongWithASoundFile() throws IOException {
        var printed = Printed.by("check", file(SOUND));
        assertThat(printed.out())
                .contains("a1: 1 source, 1 channel, 1 sink would run", "0 errors, 0 warnings");
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
    }

    @Test
    void tellsOfAWarningAndFailsOnlyIfStrict() throws IOException {
        String file = file(SOUND + "a1.channels.c1.capcity = 10\n");
        var printed = Printed.by("check", "-f", file);
        assertThat(printed.out())
                .contains("warning", file + ":9", "a1.channels.c1.capcity", "capacity")
                .contains("more: millrace explain MR-");
        assertThat(printed.code()).isZero();
        assertThat(Printed.by("check", "-f", file, "--strict").code())
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void failsOnAnError() throws IOException {
        var printed = Printed.by("check", file(SOUND + "a1.sinks.k1.type = lager\n"));
        assertThat(printed.out()).contains("error", "lager");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void letsOnlyTheNamedAgentDecide() throws IOException {
        String file = file(SOUND + SOUND.replace("a1.", "b1.") + "b1.sinks.k1.type = lager\n");
        assertThat(Printed.by("check", "-n", "a1", "-f", file).code()).isZero();
        assertThat(Printed.by("check", "-n", "b1", "-f", file).code())
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(Printed.by("check", "-n", "c1", "-f", file).code())
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void failsOnAFileThatIsNotThere() {
        var printed = Printed.by("check", directory.resolve("none.conf").toString());
        assertThat(printed.out()).contains("error", "none.conf");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void namesAPluginThatCannotBeRead() throws IOException {
        Path plugin = Files.createDirectories(directory.resolve("plugins/broken"));
        Files.writeString(plugin.resolve("broken.jar"), "no jar");
        var printed = Printed.by("check", file(SOUND), "--plugins-path", directory + "/plugins");
        assertThat(printed.err()).contains("MR-6315", "broken.jar");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void wantsAFile() {
        var printed = Printed.by("check");
        assertThat(printed.err()).contains("MR-6301");
        assertThat(printed.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void printsJson() throws IOException {
        var printed = Printed.by("check", "--json", file(SOUND + "a1.sinks.k1.type = lager\n"));
        assertThat(printed.out())
                .contains("\"ok\": false", "\"severity\": \"error\"", "\"remedy\": ");
        assertThat(printed.err()).isEmpty();
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("flume.conf"), text).toString();
    }
}
