// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines that do not start an agent. Those that do are run in a process of their own. */
class AgentProcessTest {
    @TempDir private Path directory;

    @Test
    void wantsAFileOrAFlow() {
        assertRefused(ExitCode.USAGE, "MR-6301", "agent");
        assertRefused(ExitCode.USAGE, "MR-6301", "agent", "-n", "a1");
        assertRefused(ExitCode.USAGE, "MR-6301", "run", "--source", "seq");
        assertRefused(
                ExitCode.USAGE, "MR-6301", "run", "--source", "seq", "--sink", "null", "-f", "x");
    }

    @Test
    void refusesValuesThatAreNone() {
        assertRefused(ExitCode.USAGE, "MR-6301", "agent", "-f", "x", "--grace", "long");
        assertRefused(ExitCode.USAGE, "MR-6301", "agent", "-f", "x", "--log-format", "xml");
        assertRefused(ExitCode.USAGE, "MR-6301", "agent", "-f", "x", "--log-level", "loud");
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        assertRefused(
                ExitCode.USAGE, "MR-6305", "run", "--source", "netcat:44444", "--sink", "logger");
    }

    @Test
    void refusesFlumesOtherSourcesOfConfiguration() {
        assertRefused(
                ExitCode.CONFIGURATION, "MR-6302", "flume-ng", "agent", "-n", "a", "-z", "zk:2181");
        assertRefused(
                ExitCode.CONFIGURATION,
                "MR-6302",
                "flume-ng",
                "agent",
                "-n",
                "a",
                "-u",
                "http://x");
        assertRefused(
                ExitCode.CONFIGURATION, "MR-6302", "agent", "--conf-provider", "x.Y", "-n", "a");
    }

    @Test
    void neverReplacesAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("flume.conf"), "mine");
        assertRefused(
                ExitCode.USAGE,
                "MR-6307",
                "run",
                "--source",
                "seq",
                "--sink",
                "null",
                "--save",
                file.toString());
        assertThat(file).hasContent("mine");
    }

    @Test
    void refusesAFileWithoutTheAgent() throws IOException {
        Path file = Files.writeString(directory.resolve("flume.conf"), "a1.sources = r1\n");
        assertRefused(ExitCode.CONFIGURATION, "MR-1", "agent", "-n", "a2", "-f", file.toString());
        assertRefused(ExitCode.CONFIGURATION, "MR-1", "agent", "-f", directory + "/none.conf");
    }

    @Test
    void ownsUpToAFailureThatNobodyForesaw() {
        assertRefused(
                ExitCode.FAILURE,
                "MR-6312",
                "run",
                "--source",
                "seq",
                "--sink",
                "null",
                "-c",
                "\0");
    }

    @Test
    void asksWhichOfSeveralAgents() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("flume.conf"), "a1.channels = c\nzz9.channels = c\n");
        assertRefused(ExitCode.USAGE, "a1, zz9", "agent", "-f", file.toString());
    }

    private static void assertRefused(int code, String text, String... words) {
        var printed = Printed.by(words);
        assertThat(printed.err()).contains(text);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.code()).isEqualTo(code);
    }
}
