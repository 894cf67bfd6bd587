// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Terminal;
import io.millrace.agent.command.Commands;
import io.millrace.spec.catalogue.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong in a file is said in full, and stops no more than the component that has it. */
class ConfigurationFaultsTest {
    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Lab in = new Lab();
    private final Lab out = new Lab();

    private String source() {
        return "a1.sources.bad.type = lab\na1.sources.bad.lab = " + in.name() + "\n";
    }

    private String sink() {
        return "a1.sinks.bad.type = lab\na1.sinks.bad.lab = " + out.name() + "\n";
    }

    /** What {@code millrace check} prints; the exit code is 78 if and only if there is an error. */
    private String check(String text, int errors) throws IOException {
        Path file = Files.writeString(directory.resolve("flume.conf"), text);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int code =
                Commands.run(
                        new Terminal(stream, stream, false, false, false),
                        "check",
                        "-f",
                        file.toString());
        assertThat(code).isEqualTo(errors == 0 ? ExitCode.OK : ExitCode.CONFIGURATION);
        return printed.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    private RunningAgent agent(String text) throws IOException {
        return new RunningAgent("a1", text, directory, RunningAgent.QUICK);
    }

    @Test
    void namesAMissingClass() throws Exception {
        String text = sound.beside("a1.sources.bad.type = org.example.QueueSource\n" + sink());
        assertThat(check(text, 1))
                .isEqualTo(
                        """
                        MR-1202 error  flume.conf:1  a1.sources.bad.type
                          source "bad": there is no class org.example.QueueSource
                          effect: source "bad" will not run, and nothing comes in through it
                          remedy: put the jar of the plugin into plugins.d/<name>/lib; it has to be written or adapted for Millrace
                          more: millrace explain MR-1202
                        a1: 1 source, 2 channels, 2 sinks of it could run
                        1 error, 0 warnings, 0 hints
                        """);
        try (RunningAgent agent = agent(text)) {
            sound.delivers(agent);
        }
    }

    @Test
    void namesAWrongKeyAndRunsWithTheDefault() throws Exception {
        String text =
                sound.beside(source() + "a1.sinks.bad.type = null\na1.sinks.bad.batchsize = 7\n");
        assertThat(check(text, 0))
                .isEqualTo(
                        """
                        MR-1303 warning  flume.conf:4  a1.sinks.bad.batchsize
                          unknown property "batchsize" of sink type "null"
                          effect: it is ignored; for batchSize the default 100 is in force
                          remedy: did you mean: batchSize
                          more: millrace explain MR-1303
                        a1: 2 sources, 2 channels, 2 sinks would run
                        0 errors, 1 warning, 0 hints
                        """);
        try (RunningAgent agent = agent(text)) {
            sound.delivers(agent);
            in.fed.add("one");
            agent.await("the event", () -> agent.meters(Kind.SINK, "bad").eventsOut.value() == 1);
        }
    }

    @Test
    void namesAWrongValue() throws Exception {
        String text =
                sound.beside(
                        """
                        a1.sources.bad.type = netcat
                        a1.sources.bad.bind = 127.0.0.1
                        a1.sources.bad.port = 44x
                        """
                                + sink());
        assertThat(check(text, 1))
                .isEqualTo(
                        """
                        MR-1301 error  flume.conf:3  a1.sources.bad.port
                          source "bad": port: "44x" is no whole number
                          effect: source "bad" will not run, and nothing comes in through it
                          remedy: write digits without a unit, from 0 to 65535
                          more: millrace explain MR-1301
                        a1: 1 source, 2 channels, 2 sinks of it could run
                        1 error, 0 warnings, 0 hints
                        """);
        try (RunningAgent agent = agent(text)) {
            sound.delivers(agent);
        }
    }

    @Test
    void namesAWrongValueOfAChannelWhichRunsWithTheDefaultAsInFlume() throws Exception {
        String text = sound.beside(source() + sink() + "a1.channels.bad.capacity = ten thousand\n");
        assertThat(check(text, 0))
                .isEqualTo(
                        """
                        MR-1312 warning  flume.conf:5  a1.channels.bad.capacity
                          channel "bad": capacity: "ten thousand" is no whole number
                          effect: the default 100 is in force, as in Flume
                          remedy: write digits without a unit, from 1 to 2147483647
                          more: millrace explain MR-1312
                        a1: 2 sources, 2 channels, 2 sinks would run
                        0 errors, 1 warning, 0 hints
                        """);
        try (RunningAgent agent = agent(text)) {
            sound.delivers(agent);
            in.fed.add("one");
            agent.await("the event", () -> !out.delivered.isEmpty());
            assertThat(out.delivered).containsExactly("one");
        }
    }

    @Test
    void namesAWrongPathOfTheConfiguration() throws Exception {
        Path file = directory.resolve("conf/flume.conf");
        Process agent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.millrace.agent.Main",
                                "agent",
                                "-n",
                                "a1",
                                "-f",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(agent.waitFor()).isEqualTo(78);
        assertThat(said.replace(directory.toString(), "<dir>"))
                .isEqualTo(
                        """
                        MR-1001 error
                          configuration file "<dir>/conf/flume.conf" cannot be read: there is no such file
                          effect: nothing is started
                          remedy: name an existing file that this user may read (looked for as <dir>/conf/flume.conf)
                          more: millrace explain MR-1001
                        """);
    }
}
