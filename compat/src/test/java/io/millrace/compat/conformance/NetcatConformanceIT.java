// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    @TempDir static Path directory;

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Pair.start(directory, CONFIGURATION);
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void answersAndWritesLines() throws Exception {
        String lines =
                """
                one
                two\r

                \ttabs and  blanks\s
                Gr\u00fc\u00dfe, \u65e5\u672c \ud83d\ude42
                unterminated""";
        Map<String, String> seen =
                converse("plain", "k1", 5, lines.getBytes(StandardCharsets.UTF_8));
        assertThat(seen.get("flume")).startsWith("OK\nOK\nOK\nOK\nOK\n");
        assertThat(seen.get("millrace")).isEqualTo(seen.get("flume"));
    }

    @Test
    void staysQuietIfNotAskedToAcknowledgeButTellsOfALineTooLong() throws Exception {
        Map<String, String> seen =
                converse(
                        "quiet",
                        "k2",
                        2,
                        bytes("one", "0123456789012345678", "01234567890123456789", "lost"));
        assertThat(seen.get("flume")).contains("FAILED: Event exceeds").doesNotContain("OK");
        assertThat(seen.get("millrace")).isEqualTo(seen.get("flume"));
    }

    @Test
    void readsAnotherEncodingAndWritesUtf8() throws Exception {
        Map<String, String> seen =
                converse(
                        "latin",
                        "k3",
                        1,
                        "Gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(seen.get("flume")).isEqualTo("OK\n|Gr\u00fc\u00dfe\n");
        assertThat(seen.get("millrace")).isEqualTo(seen.get("flume"));
    }

    @Test
    void closesAfterALineThatIsTooLong() throws Exception {
        // Exactly at the limit, the line feed counted, then one beyond it.
        Map<String, String> seen =
                converse(
                        "short",
                        "k4",
                        2,
                        bytes("short", "0123456789012345678", "01234567890123456789", "lost"));
        assertThat(seen.get("flume")).contains("OK\nOK\nFAILED: Event exceeds");
        assertThat(seen.get("millrace")).isEqualTo(seen.get("flume"));
    }

    @Test
    void tellsOfAFullChannelAndGoesOn() throws Exception {
        byte[] input = bytes("1", "2", "3", "4");
        Map<String, String> replies = new TreeMap<>();
        for (Side side : pair.sides()) {
            replies.put(side.name(), text(side.send("full", input)));
            assertThat(side.metrics().get("CHANNEL.c5")).containsEntry("ChannelSize", "2");
        }
        assertThat(replies.get("flume")).startsWith("OK\nOK\nFAILED: ");
        assertThat(replies.get("millrace")).isEqualTo(replies.get("flume"));
    }

    /** What each side answered, and behind a bar what its sink wrote. */
    private static Map<String, String> converse(String port, String sink, int events, byte[] input)
            throws IOException, InterruptedException {
        Map<String, String> seen = new TreeMap<>();
        for (Side side : pair.sides()) {
            seen.put(side.name(), text(side.send(port, input)));
        }
        for (Side side : pair.sides()) {
            side.await("SINK." + sink, "EventDrainSuccessCount", events);
            seen.merge(side.name(), text(side.bytes(sink)), (reply, file) -> reply + "|" + file);
        }
        return seen;
    }

    private static byte[] bytes(String... lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
