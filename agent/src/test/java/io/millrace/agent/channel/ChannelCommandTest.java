// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the commands say of a channel with three events, the first of them delivered. */
class ChannelCommandTest {
    @TempDir private Path directory;

    private Journal open() throws Exception {
        return Journal.open(
                new RealHost(),
                JournalOptions.in("c1", directory.resolve("c1")).keepingDelivered(),
                JournalListener.NONE);
    }

    private void fill() throws Exception {
        try (Journal journal = open()) {
            journal.append(event("first", 0)).await();
            journal.append(event("second", 1)).await();
            journal.append(event("third", 2)).await();
            journal.acknowledge(0, 1, 5);
        }
    }

    private static Batch event(String body, long ordinal) {
        BlockBuilder builder = new BlockBuilder(64);
        builder.append(body).header("host", "h1");
        StreamPosition position = new StreamPosition("s", 1, ordinal, new byte[] {1});
        return Batch.of(builder.build(1_767_323_045_678L, position));
    }

    private Printed channel(String... words) {
        List<String> all = new ArrayList<>(List.of("channel"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data-dirs", directory.resolve("c1").toString()));
        return Printed.by(all.toArray(String[]::new));
    }

    @Test
    void listsItsFiles() throws Exception {
        fill();
        Printed printed = channel("ls");
        assertThat(printed.out()).contains("0000000000000001.segment", "2 events wait in 1 files");
        assertThat(channel("ls", "--json").out()).contains("\"waiting\": 2", "\"firstEvent\": 0");
        assertThat(printed.code()).isZero();
    }

    @Test
    void findsItByItsConfiguration() throws Exception {
        fill();
        Path file =
                Files.writeString(
                        directory.resolve("flume.conf"),
                        """
                        a1.sources = r1
                        a1.channels = c1
                        a1.sinks = k1
                        a1.sources.r1.type = seq
                        a1.sources.r1.channels = c1
                        a1.channels.c1.type = file
                        a1.channels.c1.checkpointDir = %1$s/c1
                        a1.channels.c1.dataDirs = %1$s/c1
                        a1.sinks.k1.type = logger
                        a1.sinks.k1.channel = c1
                        """
                                .formatted(directory));
        assertThat(Printed.by("channel", "ls", "-f", file.toString()).out())
                .contains("2 events wait");
        assertThat(Printed.by("channel", "ls", "-f", file.toString(), "c1").out())
                .contains("2 events wait");
        Printed wrong = Printed.by("channel", "ls", "-f", file.toString(), "c2");
        assertThat(wrong.err()).contains("MR-6340", "no file channel \"c2\"", "name one of: c1");
        assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void printsEventsAlsoBesideARunningAgent() throws Exception {
        fill();
        try (Journal running = open()) {
            assertThat(running.events()).isEqualTo(2);
            assertThat(channel("cat").out().lines()).containsExactly("1\tsecond", "2\tthird");
            assertThat(channel("cat", "--delivered").out().lines()).containsExactly("0\tfirst");
            assertThat(channel("cat", "--limit", "1", "--json").out())
                    .contains("\"number\": 1", "\"host\": \"h1\"", "\"body\": \"second\"")
                    .doesNotContain("third");
        }
    }

    @Test
    void findsDamage() throws Exception {
        fill();
        Printed sound = channel("fsck");
        assertThat(sound.out()).contains("3 events in", "0 places are damaged");
        assertThat(sound.code()).isZero();
        Path segment = directory.resolve("c1/0000000000000001.segment");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("second")] ^= 1;
        Files.write(segment, bytes);
        Printed damaged = channel("fsck");
        assertThat(damaged.out()).contains("are damaged, 1 events from number 1 on");
        assertThat(damaged.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(channel("fsck", "--json").out()).contains("\"firstEvent\": 1");
        assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
    }

    @Test
    void copiesEventsToAnotherChannel() throws Exception {
        fill();
        Path file = directory.resolve("c1.frames");
        assertThat(channel("export", "--to", file.toString()).out()).contains("2 events are in");
        Printed again = channel("export", "--to", file.toString());
        assertThat(again.err()).contains("MR-6307", "exists already");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        String other = directory.resolve("c2").toString();
        for (int i = 0; i < 2; i++) {
            assertThat(
                            Printed.by(
                                            "channel",
                                            "import",
                                            "--from",
                                            file.toString(),
                                            "--data-dirs",
                                            other)
                                    .out())
                    .contains("2 events were appended");
        }
        assertThat(Printed.by("channel", "cat", "--data-dirs", other).out().lines())
                .containsExactly("0\tsecond", "1\tthird", "2\tsecond", "3\tthird");
    }

    @Test
    void appendsNothingOfAFileThatIsCut() throws Exception {
        fill();
        Path file = directory.resolve("c1.frames");
        channel("export", "--to", file.toString());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        Printed printed = channel("import", "--from", file.toString());
        assertThat(printed.err()).contains("MR-6341", "has no frame at byte");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(channel("cat").out().lines()).hasSize(2);
    }

    @Test
    void replaysWhatWasDelivered() throws Exception {
        fill();
        assertThat(channel("replay", "--until", "2026-01-02T03:04:05Z").out())
                .contains("0 events will be delivered again");
        assertThat(channel("replay", "--since", "2026-01-02T03:04:05Z").out())
                .contains("1 events will be delivered again");
        assertThat(channel("cat").out().lines())
                .containsExactly("1\tsecond", "2\tthird", "3\tfirst");
    }

    @Test
    void writesToNoChannelThatIsInUse() throws Exception {
        fill();
        try (Journal running = open()) {
            assertThat(running.events()).isEqualTo(2);
            Printed printed = channel("replay");
            assertThat(printed.err()).contains("MR-6342", "is in use", "stop its agent first");
            assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
        }
    }
}
