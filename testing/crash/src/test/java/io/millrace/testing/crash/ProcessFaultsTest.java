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
import java.util.concurrent.TimeUnit;

/** What signals do to an agent whose channel holds events. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ProcessFaultsTest {
    @TempDir Path home;

    @Test
    void refusesTheDirectoryOfAnAgentThatIsStoppedAndTakesItWhenThatOneEnds() throws Exception {
        try (WholeAgent first = WholeAgent.start(home, WholeAgent.flow(home));
                WholeAgent.Client client = first.connect()) {
            client.store(List.of("before"));
            first.process().signal("STOP");
            try (WholeAgent second = WholeAgent.start(home, WholeAgent.flow(home))) {
                String told = second.process().await("(MR-3010 .*)");
                assertThat(told).contains(WholeAgent.channel(home).toString());
                first.process().signal("CONT");
                client.store(List.of("while the second one waits"));
                first.process().signal("TERM");
                assertThat(first.process().code()).isZero();
                try (WholeAgent.Client next = second.connect()) {
                    second.storeAtLast(next, "after");
                }
                second.awaitDelivered(home, 3);
            }
        }
        assertThat(WholeAgent.delivered(home))
                .contains("before", "while the second one waits", "after")
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsWhatItsSinksDoNotTakeWhenItIsEndedOnceOrTwice() throws Exception {
        String idle = withoutSink();
        List<String> lines = new ArrayList<>();
        try (WholeAgent agent = WholeAgent.start(home, idle, "128m", List.of(), "--grace", "1");
                WholeAgent.Client client = agent.connect()) {
            store(client, lines, "first ");
            agent.process().signal("TERM");
            assertThat(agent.process().code()).isZero();
            assertThat(agent.process().output())
                    .contains("500 events wait in durable channels for the next start");
        }
        try (WholeAgent agent = WholeAgent.start(home, idle);
                WholeAgent.Client client = agent.connect()) {
            store(client, lines, "second ");
            agent.process().signal("TERM");
            agent.process().await("stops, within 30 s");
            agent.process().signal("TERM");
            assertThat(agent.process().code()).isEqualTo(143);
        }
        try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home))) {
            agent.awaitDelivered(home, lines.size());
            agent.process().signal("TERM");
            assertThat(agent.process().code()).isZero();
        }
        assertThat(WholeAgent.delivered(home)).containsExactlyElementsOf(lines);
    }

    private String withoutSink() throws Exception {
        return WholeAgent.flow(home).replace("/out", "/away");
    }

    private static void store(WholeAgent.Client client, List<String> all, String prefix)
            throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add(prefix + i);
        }
        client.store(lines);
        all.addAll(lines);
    }

    @Test
    void holdsABacklogOfLargeEventsInASmallHeap() throws Exception {
        int megabyte = 1 << 20;
        String padding = "x".repeat(2 * megabyte);
        String large = "a.sources.r.max-line-length = 4000000\n";
        int count = 150;
        try (WholeAgent agent = WholeAgent.start(home, withoutSink() + large, "256m", List.of());
                WholeAgent.Client client = agent.connect()) {
            for (int i = 0; i < count; i++) {
                client.store(List.of(i + " " + padding));
            }
            agent.process().kill();
        }
        try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home), "256m", List.of())) {
            long expected = (long) count * padding.length();
            agent.process().awaitOutput(log -> bytes(home.resolve("out")) > expected);
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
            assertThat(agent.process().output()).doesNotContain("OutOfMemory", "MR-3013");
        }
        assertThat(WholeAgent.delivered(home).stream().map(line -> line.split(" ")[0]).distinct())
                .hasSize(count);
    }

    private static long bytes(Path directory) {
        try (var files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException gone) {
            return 0;
        }
    }
}
