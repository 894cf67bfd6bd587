// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a whole agent makes of a directory that somebody changed while no agent ran. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DirectoryFaultsTest {
    private static final int LINES = 400;

    @TempDir Path home;

    /** Several segments of events that no sink took, left by an agent that was killed. */
    private List<String> leaveBacklog() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(i + " " + "x".repeat(700));
        }
        String flow = WholeAgent.flow(home, "a.channels.c.checkpointInterval = 1");
        try (WholeAgent agent = WholeAgent.start(home, flow.replace("/out", "/away"));
                WholeAgent.Client client = agent.connect()) {
            // Batches of some lines, so that the segments have several records.
            for (int from = 0; from < LINES; from += 20) {
                client.store(lines.subList(from, from + 20));
            }
            agent.process().kill();
        }
        assertThat(segments()).hasSizeGreaterThan(3);
        return lines;
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(WholeAgent.channel(home))) {
            return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
        }
    }

    /** Runs an agent until it delivered so many lines, and a fresh one; gives what it logged. */
    private String deliver(int lines) throws Exception {
        try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home))) {
            try (WholeAgent.Client client = agent.connect()) {
                agent.storeAtLast(client, "fresh");
            }
            agent.awaitDelivered(home, lines + 1);
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
            return agent.process().output();
        }
    }

    @Test
    void needsNoCheckpoint() throws Exception {
        List<String> lines = leaveBacklog();
        Files.delete(WholeAgent.channel(home).resolve("checkpoint"));
        assertThat(deliver(LINES)).doesNotContain("MR-30");
        assertThat(WholeAgent.delivered(home)).containsAll(lines).doesNotHaveDuplicates();
    }

    @Test
    void reportsASegmentThatIsGoneAndDeliversTheOthers() throws Exception {
        List<String> lines = leaveBacklog();
        Files.delete(segments().get(1));
        String log = deliver(1);
        assertThat(log).contains("MR-3013", " events are lost, numbers ");
        List<String> delivered = WholeAgent.delivered(home);
        assertThat(delivered).contains("fresh", lines.getFirst(), lines.getLast());
        int lost = LINES + 1 - delivered.size();
        assertThat(lost).isBetween(1, LINES / 2);
        assertThat(log).contains(lost + " events are lost");
    }

    @Test
    void saysWhatAnEmptiedDirectoryHadAndGoesOn() throws Exception {
        leaveBacklog();
        for (Path segment : segments()) {
            Files.delete(segment);
        }
        assertThat(deliver(0)).contains("MR-3013");
        assertThat(WholeAgent.delivered(home)).containsExactly("fresh");
    }

    @Test
    void startsAnewWhereNothingIsLeft() throws Exception {
        leaveBacklog();
        for (Path file : files(WholeAgent.channel(home)).keySet()) {
            Files.delete(file);
        }
        assertThat(deliver(0)).doesNotContain("MR-30");
        assertThat(WholeAgent.delivered(home)).containsExactly("fresh");
    }

    @Test
    void leavesAForeignFileAndNamesIt() throws Exception {
        List<String> lines = leaveBacklog();
        Path foreign = Files.writeString(WholeAgent.channel(home).resolve("notes.txt"), "mine");
        assertThat(deliver(LINES)).containsPattern("MR-3014 .*notes.txt");
        assertThat(foreign).hasContent("mine");
        assertThat(WholeAgent.delivered(home)).containsAll(lines).doesNotHaveDuplicates();
    }

    @Test
    void leavesADirectoryOfFlumeAsItIs() throws Exception {
        Path channel = Files.createDirectories(WholeAgent.channel(home));
        for (String name :
                List.of("log-1", "log-1.meta", "log-2", "in_use.lock", "checkpoint", "queueset")) {
            Files.writeString(channel.resolve(name), "Flume's " + name);
        }
        Map<Path, String> before = files(channel);
        try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home))) {
            assertThat(agent.process().await("(MR-3018 .*)"))
                    .contains(channel.toString(), "let Flume deliver");
            agent.process().kill();
        }
        assertThat(files(channel)).isEqualTo(before);
    }

    @Test
    void keepsABacklogThroughAStartWithABadFile() throws Exception {
        List<String> lines = leaveBacklog();
        Map<Path, String> before = files(WholeAgent.channel(home));
        String flow = WholeAgent.flow(home);
        for (String bad :
                List.of(
                        flow.replace("a.", "b."),
                        "a.sources = r\n",
                        flow.replace("channels.c.type = file", "channels.c.type = flie"))) {
            try (WholeAgent agent = WholeAgent.start(home, bad)) {
                assertThat(agent.process().code()).as(bad).isEqualTo(78);
            }
            assertThat(files(WholeAgent.channel(home))).isEqualTo(before);
        }
        try (WholeAgent agent =
                WholeAgent.start(
                        home,
                        flow + "a.channels.c.capcity = 10\n",
                        "128m",
                        List.of(),
                        "--strict")) {
            assertThat(agent.process().code()).isEqualTo(78);
            assertThat(agent.process().output()).contains("capcity");
        }
        assertThat(files(WholeAgent.channel(home))).isEqualTo(before);
        // What can run does run: the sink is unknown, and the channel waits for a better file.
        try (WholeAgent agent =
                WholeAgent.start(home, flow.replace("k.type = file_roll", "k.type = file_rol"))) {
            agent.process().await(" runs: ");
            agent.process().kill();
        }
        assertThat(deliver(LINES)).doesNotContain("MR-3013");
        assertThat(WholeAgent.delivered(home)).containsAll(lines).doesNotHaveDuplicates();
    }

    private static Map<Path, String> files(Path directory) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (var all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(file, Payload.hash(Files.readAllBytes(file)) + "");
            }
        }
        return files;
    }
}
