// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines over sockets: what the client reads and what the sink writes. */
class NetcatConformanceIT {
    private static final String CONFIGURATION =
            """
            a.sources = plain quiet latin short full
            a.channels = c1 c2 c3 c4 c5
            a.sinks = k1 k2 k3 k4

            a.sources.plain.type = netcat
            a.sources.plain.bind = 127.0.0.1
            a.sources.plain.port = @PORT:plain@
            a.sources.plain.channels = c1

            a.sources.quiet.type = netcat
            a.sources.quiet.bind = 127.0.0.1
            a.sources.quiet.port = @PORT:quiet@
            a.sources.quiet.ack-every-event = false
            a.sources.quiet.max-line-length = 20
            a.sources.quiet.channels = c2

            a.sources.latin.type = netcat
            a.sources.latin.bind = 127.0.0.1
            a.sources.latin.port = @PORT:latin@
            a.sources.latin.encoding = ISO-8859-1
            a.sources.latin.channels = c3

            a.sources.short.type = netcat
            a.sources.short.bind = 127.0.0.1
            a.sources.short.port = @PORT:short@
            a.sources.short.max-line-length = 20
            a.sources.short.channels = c4

            a.sources.full.type = netcat
            a.sources.full.bind = 127.0.0.1
            a.sources.full.port = @PORT:full@
            a.sources.full.channels = c5

            a.channels.c1.type = memory
            a.channels.c1.keep-alive = 1
            a.channels.c2.type = memory
            a.channels.c2.keep-alive = 1
            a.channels.c3.type = memory
            a.channels.c3.keep-alive = 1
            a.channels.c4.type = memory
            a.channels.c4.keep-alive = 1
            # Nobody takes from this one.
            a.channels.c5.type = memory
            a.channels.c5.keep-alive = 1
            a.channels.c5.capacity = 2
            a.channels.c5.transactionCapacity = 1

            a.sinks.k1.type = file_roll
            a.sinks.k1.sink.directory = @OUT@/k1
            a.sinks.k1.sink.rollInterval = 0
            a.sinks.k1.channel = c1
            a.sinks.k2.type = file_roll
            a.sinks.k2.sink.directory = @OUT@/k2
            a.sinks.k2.sink.rollInterval = 0
            a.sinks.k2.channel = c2
            a.sinks.k3.type = file_roll
            a.sinks.k3.sink.directory = @OUT@/k3
            a.sinks.k3.sink.rollInterval = 0
            a.sinks.k3.channel = c3
            a.sinks.k4.type = file_roll
            a.sinks.k4.sink.directory = @OUT@/k4
            a.sinks.k4.sink.rollInterval = 0
            a.sinks.k4.channel = c4
            """;

    /** What is sent to a source, and how many events its sink gets from it. */
    private record Conversation(String source, String sink, int events, byte[] input) {}

    private static final List<Conversation> CONVERSATIONS =
            List.of(
                    new Conversation(
                            "plain",
                            "k1",
                            5,
                            """
                            one
                            two\r

                            \ttabs and  blanks\s
                            Gr\u00fc\u00dfe, \u65e5\u672c \ud83d\ude42
                            unterminated\
                            """
                                    .getBytes(StandardCharsets.UTF_8)),
                    new Conversation(
                            "quiet",
                            "k2",
                            2,
                            lines("one", "0123456789012345678", "01234567890123456789", "lost")),
                    new Conversation(
                            "latin",
                            "k3",
                            1,
                            "Gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1)),
                    // Exactly at the limit, the line feed counted, then one beyond it.
                    new Conversation(
                            "short",
                            "k4",
                            2,
                            lines("short", "0123456789012345678", "01234567890123456789", "lost")),
                    new Conversation("full", "", 0, lines("1", "2", "3", "4")));

    @TempDir static Path directory;

    private static Pair pair;

    /** By side and source: what was answered, and behind a bar what the sink wrote. */
    private static final Map<String, Map<String, String>> SEEN = new TreeMap<>();

    /** All at once: Flume's sinks sleep some seconds before they look again. */
    @BeforeAll
    static void converse() throws Exception {
        pair = Pair.start(directory, CONFIGURATION);
        for (Side side : pair.sides()) {
            Map<String, String> seen = new TreeMap<>();
            for (Conversation each : CONVERSATIONS) {
                seen.put(each.source, text(side.send(each.source, each.input)));
            }
            SEEN.put(side.name(), seen);
        }
        for (Side side : pair.sides()) {
            for (Conversation each : CONVERSATIONS) {
                if (each.events > 0) {
                    side.await("SINK." + each.sink, "EventDrainSuccessCount", each.events);
                    SEEN.get(side.name())
                            .merge(
                                    each.source,
                                    text(side.bytes(each.sink)),
                                    (reply, file) -> reply + "|" + file);
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void answersAndWritesLines() {
        assertThat(flume("plain")).startsWith("OK\nOK\nOK\nOK\nOK\n|one\ntwo\r\n\n\ttabs");
        assertThat(millrace("plain")).isEqualTo(flume("plain"));
    }

    @Test
    void staysQuietIfNotAskedToAcknowledgeButTellsOfALineTooLong() {
        assertThat(flume("quiet")).startsWith("FAILED: Event exceeds").doesNotContain("OK");
        assertThat(millrace("quiet")).isEqualTo(flume("quiet"));
    }

    @Test
    void readsAnotherEncodingAndWritesUtf8() {
        assertThat(flume("latin")).isEqualTo("OK\n|Gr\u00fc\u00dfe\n");
        assertThat(millrace("latin")).isEqualTo(flume("latin"));
    }

    @Test
    void closesAfterALineThatIsTooLong() {
        assertThat(flume("short")).startsWith("OK\nOK\nFAILED: Event exceeds").contains("|short\n");
        assertThat(millrace("short")).isEqualTo(flume("short"));
    }

    /** The reason is in words of our own: it names the channel and how full it is. */
    @Test
    void tellsOfAFullChannelAndGoesOn() throws Exception {
        String reply = "OK\nOK\nFAILED: \\S[^\n]+\nFAILED: \\S[^\n]+\n";
        assertThat(flume("full")).matches(reply);
        assertThat(millrace("full")).matches(reply);
        for (Side side : pair.sides()) {
            assertThat(side.metrics().get("CHANNEL.c5"))
                    .as(side.name())
                    .containsEntry("ChannelSize", "2");
        }
    }

    private static String flume(String source) {
        return SEEN.get("flume").get(source);
    }

    private static String millrace(String source) {
        return SEEN.get("millrace").get(source);
    }

    private static byte[] lines(String... lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
