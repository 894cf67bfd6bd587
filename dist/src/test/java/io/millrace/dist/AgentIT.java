// SPDX-License-Identifier: Apache-2.0

package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class AgentIT {
    /** The source has ended: all of its events are in the channel. */
    private static final String ALL_TAKEN = "MR-6009";

    @TempDir private Path directory;

    @Test
    void tellsItsStateAndStopsWithNothingLeft() throws Exception {
        try (var agent = run("seq:totalEvents=3", "logger")) {
            agent.until("\"message\":\"Event: .*32 ");
            agent.signal("HUP").until("not read again");
            do {
                // An event is logged before it is counted.
                agent.signal("USR1").until("state of sink k1 \\(logger\\): up.*out \\d");
            } while (!agent.output().contains("out 3"));
            assertThat(agent.signal("TERM").code()).isZero();
            assertThat(agent.output())
                    .contains("nothing was left")
                    .doesNotContain("Exception", "\u001b");
        }
    }

    @Test
    void logsTextWhereTextIsAskedFor() throws Exception {
        try (var agent = run("seq:totalEvents=1", "logger", "--log-format", "text")) {
            agent.until("INFO  .*body: 30 ");
            assertThat(agent.signal("INT").code()).isZero();
        }
    }

    @Test
    void failsWhenTheStopIsCutOff() throws Exception {
        try (var agent =
                run("seq:totalEvents=3", "file_roll:sink.directory=none", "--grace", "1")) {
            agent.untilAll("MR-4000", ALL_TAKEN);
            assertThat(agent.signal("TERM").code()).isEqualTo(1);
            assertThat(agent.output()).contains("MR-6311", "3 events");
        }
    }

    @Test
    void endsAtOnceOnTheSecondSignal() throws Exception {
        try (var agent = run("seq:totalEvents=3", "file_roll:sink.directory=none")) {
            agent.untilAll("MR-4000", ALL_TAKEN);
            agent.signal("TERM").until("stops, within 30 s");
            assertThat(agent.signal("TERM").code()).isEqualTo(143);
            assertThat(agent.output())
                    .contains("MR-6311")
                    .containsPattern("a second signal cut the stop off; [123] events were left");
        }
        try (var agent = run("seq:totalEvents=3", "file_roll:sink.directory=none")) {
            agent.untilAll("MR-4000", ALL_TAKEN);
            agent.signal("TERM").until("stops, within 30 s");
            assertThat(agent.signal("INT").code()).isEqualTo(130);
        }
    }

    @Test
    void savesTheFlowAndRunsTheFile() throws Exception {
        Path file = directory.resolve("flume.conf");
        try (var agent = run("seq:totalEvents=3", "logger", "--save", file.toString())) {
            agent.until("runs: ");
            assertThat(agent.signal("TERM").code()).isZero();
        }
        try (var agent =
                Launched.start(
                        directory, Map.of(), Launched.MILLRACE, "agent", "-f", "flume.conf")) {
            agent.until("runs: source r1 \\(seq\\), channel c1 \\(memory\\), sink k1");
            assertThat(agent.signal("TERM").code()).isZero();
        }
    }

    @Test
    void doesNotStartWhatIsNotSoundIfItIsStrict() throws Exception {
        Files.writeString(
                directory.resolve("flume.conf"),
                """
                a.sources = r
                a.channels = c
                a.sources.r.type = seq
                a.sources.r.channels = c
                a.channels.c.type = memory
                a.channels.c.capcity = 1
                """);
        var ended =
                Launched.run(
                        directory,
                        Map.of(),
                        Launched.MILLRACE,
                        "agent",
                        "-f",
                        "flume.conf",
                        "--strict");
        assertThat(ended.err()).contains("capcity");
        assertThat(ended.code()).isEqualTo(78);
    }

    @Test
    void countsWhatTheQuickstartMoved() throws Exception {
        Path place = directory.resolve("quick");
        var ended =
                Launched.run(
                        directory,
                        Map.of(),
                        Launched.MILLRACE,
                        "quickstart",
                        "--seconds",
                        "2",
                        "--dir",
                        place.toString());
        assertThat(ended.out())
                .contains("quickstart.sources = shop", "lines written", "head -n 3")
                .containsPattern(" [1-9][\\d,]* lines counted in [1-9]\\d* file");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        var again =
                Launched.run(
                        directory,
                        Map.of(),
                        Launched.MILLRACE,
                        "quickstart",
                        "--dir",
                        place.toString());
        assertThat(again.err()).contains("MR-6313", "not empty");
        assertThat(again.code()).isEqualTo(78);
    }

    private Launched run(String source, String sink, String... more) throws Exception {
        String[] command = new String[6 + more.length];
        System.arraycopy(
                new String[] {Launched.MILLRACE, "run", "--source", source, "--sink", sink},
                0,
                command,
                0,
                6);
        System.arraycopy(more, 0, command, 6, more.length);
        return Launched.start(directory, Map.of(), command);
    }
}
