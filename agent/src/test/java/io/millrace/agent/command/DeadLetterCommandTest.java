// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DeadLetterCommandTest {
    @TempDir Path state;

    private Journal journal(String channel) throws IOException {
        Path directory = state.resolve("a1/deadletters").resolve(channel);
        return Journal.open(
                new RealHost(),
                JournalOptions.in(channel, directory).withSegmentBytes(64 << 10),
                JournalListener.NONE);
    }

    private static Batch letter(String body, String sink, String fault) {
        BlockBuilder builder = new BlockBuilder(16).append(body);
        builder.header("host", "h1")
                .header(DeadLetter.REASON, "no place for " + sink)
                .header(DeadLetter.FAULT, fault)
                .header(DeadLetter.SINK, sink)
                .header(DeadLetter.SOURCE, "r1")
                .header(DeadLetter.TIME, 1_700_000_000_000L)
                .header(DeadLetter.ATTEMPTS, 4)
                .header(DeadLetter.REPLAYS, 1);
        return Batch.of(builder.build(1_600_000_000_000L));
    }

    private void write(Journal journal) throws Exception {
        journal.append(letter("one", "k1", "rejected")).await();
        journal.append(letter("two", "k2", "crashed")).await();
        journal.append(letter("three", "k1", "rejected")).await();
    }

    private Printed run(String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "deadletter";
        System.arraycopy(words, 0, line, 1, words.length);
        line[words.length + 1] = "--state";
        line[words.length + 2] = state.toString();
        return Printed.by(line);
    }

    private String requests() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(state.resolve("a1/requests"))) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.toString()).endsWith(".request");
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** The journal is open meanwhile, as it is while the agent runs. */
    @Test
    void listsThemWhileTheAgentRunsAndAfterwards() throws Exception {
        String listed;
        try (Journal journal = journal("c1")) {
            write(journal);
            listed = run("ls").out();
        }
        assertThat(listed.lines())
                .containsExactly(
                        "a1  c1  0  2023-11-14T22:13:20Z  k1  rejected  no place for k1",
                        "a1  c1  1  2023-11-14T22:13:20Z  k2  crashed  no place for k2",
                        "a1  c1  2  2023-11-14T22:13:20Z  k1  rejected  no place for k1",
                        "3 dead letters {rejected=2, crashed=1}");
        assertThat(run("ls").out()).isEqualTo(listed);
        assertThat(run("ls", "--sink", "k2", "--json").out())
                .contains("\"count\": 1", "\"number\": 1", "\"fault\": \"crashed\"")
                .doesNotContain("\"body\"", "two");
        assertThat(run("ls", "--limit", "1").out()).endsWith(", the first 1 shown\n");
    }

    @Test
    void showsHeadersAndBody() throws Exception {
        try (Journal journal = journal("c1")) {
            write(journal);
        }
        assertThat(run("show", "1").out())
                .contains("source r1, accepted 2020-09-13T12:26:40Z, attempts 4, replays 1")
                .contains("host: h1", "body, 3 bytes:\ntwo")
                .doesNotContain("millrace.deadletter", "three");
        assertThat(run("show", "2", "--json").out()).contains("\"body\": \"three\"");
        var none = run("show", "17");
        assertThat(none.err()).contains("MR-6306");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void leavesRequestsForTheAgent() throws Exception {
        try (Journal journal = journal("c1")) {
            write(journal);
        }
        var printed = run("replay", "--sink", "k1");
        assertThat(printed.out())
                .isEqualTo(
                        "asked agent a1 to replay 2 dead letters of channel c1: within seconds if"
                                + " it runs, else at its next start\n");
        assertThat(printed.code()).isZero();
        assertThat(requests()).isEqualTo("millrace-deadletter 1\nreplay\nc1\n0-0,2-2\n");
        assertThat(run("discard", "--all", "--json").out()).contains("\"asked\": 3");
        assertThat(requests()).contains("millrace-deadletter 1\ndiscard\nc1\n0-2\n");
    }

    @Test
    void asksWhichOnes() throws Exception {
        try (Journal one = journal("c1");
                Journal two = journal("c2")) {
            write(one);
            write(two);
        }
        var all = run("replay");
        assertThat(all.err()).contains("MR-6301", "--all");
        assertThat(all.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("replay", "1").err()).contains("several channels");
        assertThat(run("replay", "1", "--channel", "c2").code()).isZero();
        assertThat(run("discard", "--all", "--channel", "c3").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void saysThatThereAreNone() {
        assertThat(run("ls").out()).isEqualTo("0 dead letters\n");
        assertThat(run("ls").code()).isZero();
        assertThat(run().code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("replay", "--help").out()).contains("--channel", "at its next start");
    }
}
