// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class OptionsFileTest {
    @TempDir private Path directory;

    private AgentLine complete(String... words) {
        return OptionsFile.complete(AgentLine.of(List.of(words)), directory.resolve("machine"));
    }

    @Test
    void leavesALineAloneWhereThereIsNoFile() {
        assertThat(complete("-n", "a1")).isEqualTo(AgentLine.of(List.of("-n", "a1")));
    }

    @Test
    void addsWhatTheLineDoesNotSay() throws IOException {
        Files.writeString(
                directory.resolve("machine"),
                """
                # of this machine
                name = a0
                conf-file = /etc/flume/flume.conf
                no-reload-conf = true
                strict = false
                """);
        AgentLine line = complete("-n", "a1");
        assertThat(line.problems()).isEmpty();
        assertThat(line.value(AgentOption.NAME)).contains("a1");
        assertThat(line.all(AgentOption.FILE)).containsExactly("/etc/flume/flume.conf");
        assertThat(line.has(AgentOption.NO_RELOAD)).isTrue();
        assertThat(line.has(AgentOption.STRICT)).isFalse();
    }

    @Test
    void looksIntoTheDirectoryOfTheConfigurationIfTheMachineHasNone() throws IOException {
        Files.writeString(directory.resolve("flume.opts"), "name = a2\n");
        String conf = directory.toString();
        assertThat(complete("-c", conf).value(AgentOption.NAME)).contains("a2");
        Files.writeString(directory.resolve("machine"), "strict = true\n");
        assertThat(complete("-c", conf).value(AgentOption.NAME)).isEmpty();
    }

    @Test
    void saysWhatItCannotUse() throws IOException {
        Path file = Files.writeString(directory.resolve("machine"), "nmae = a1\n");
        assertThat(complete().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("MR-6301");
                    assertThat(problem.what()).isEqualTo("unknown option \"nmae\" in " + file);
                });
        Files.writeString(file, "name = \\u00zz\n");
        assertThat(complete().problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.what())
                                .startsWith("the options in " + file + " cannot be read: "));
    }
}
