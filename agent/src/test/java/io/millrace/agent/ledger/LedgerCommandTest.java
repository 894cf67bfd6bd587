// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;
import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.ledger.Ledger;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.spi.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the commands say of ledgers whose figures are known, those of the page included. Alone,
 * since a property of the process says where the state is, and others put events there.
 */
@Isolated
class LedgerCommandTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final ChannelBook.Others ALL = ChannelBook.Others.NONE;

    @TempDir Path state;

    private static Batch events(int count, Instant accepted) {
        BlockBuilder builder = new BlockBuilder(count * 8);
        for (int i = 0; i < count; i++) {
            builder.append("event");
        }
        return Batch.of(builder.build(accepted.toEpochMilli()));
    }

    private Ledger open(String agent) {
        Ledger ledger = new Ledger(new RealHost(), state.resolve(agent), problem -> {});
        ledger.open();
        return ledger;
    }

    private static ChannelBook book(Ledger ledger, String channel, String source) {
        ChannelBook book = ledger.book(channel);
        book.feed(List.of(source));
        book.opened(
                Level.FSYNC, OptionalLong.of(0), 0, ledger.writtenMillis(), NOON.toEpochMilli());
        return book;
    }

    private static void put(ChannelBook book, Batch batch) {
        book.storing(batch, ALL);
        book.stored(batch, Batch.EMPTY);
    }

    /**
     * The example of the article: of 1000 events that were taken 950 are delivered in two hours.
     */
    private void writeArticle(Ledger ledger) {
        ChannelBook book = book(ledger, "c1", "r1");
        Batch batch = events(1000, NOON);
        put(book, batch);
        book.delivered(batch.slice(0, 500), NOON.plusSeconds(3600).toEpochMilli());
        book.delivered(batch.slice(500, 950), NOON.plusSeconds(7200).toEpochMilli());
        book.lost(batch.slice(950, 1000), NOON.plusSeconds(7200).toEpochMilli());
        book.stopped(0, NOON.plusSeconds(7200).toEpochMilli());
    }

    private Printed run(String... words) {
        List<String> line = new ArrayList<>(List.of("ledger"));
        line.addAll(List.of(words));
        line.addAll(List.of("--state", state.toString()));
        return Printed.by(line.toArray(String[]::new));
    }

    @Test
    void computesWhatTheArticleComputes() {
        try (Closing ledger = new Closing(open("a1"))) {
            writeArticle(ledger.ledger());
        }
        Printed json = run("--json");
        assertThat(json.code()).isZero();
        assertThat(json.out())
                .contains("\"taken\": 1000", "\"delivered\": 950", "\"lost\": 50")
                .contains("\"successRate\": 0.95", "\"lossRate\": 0.05")
                // 0.002 hours an event.
                .contains("\"secondsPerEvent\": 7.2")
                .contains("\"first\": \"2026-01-31T12:00:00Z\"")
                .contains("\"last\": \"2026-01-31T14:00:00Z\"");
        assertThat(run().out()).contains("95 %", "5 %", "2 h");
    }

    private record Closing(Ledger ledger) implements AutoCloseable {
        @Override
        public void close() {
            ledger.close();
        }
    }

    /** The ledger is open meanwhile, as it is while the agent runs. */
    @Test
    void showsChannelsOfAllAgentsOrOnlySome() {
        try (Closing one = new Closing(open("a1"));
                Closing other = new Closing(open("a2"))) {
            put(book(one.ledger(), "c1", "r1"), events(10, NOON));
            put(book(one.ledger(), "c2", "r2"), events(20, NOON));
            put(book(other.ledger(), "c1", "r3"), events(30, NOON));
        }
        assertThat(run().out().lines()).hasSize(4);
        assertThat(run("-n", "a1").out().lines()).hasSize(3);
        assertThat(run("-n", "a1", "--flow", "c2").out()).contains("  20  ").doesNotContain("c1");
        assertThat(run("--flow", "r3").out().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("a2");
        Printed none = run("-n", "a3");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("MR-6306", "no such ledger");
    }

    @Test
    void countsOnlyWhatWasAcceptedSinceThen() {
        Instant recent = Instant.ofEpochMilli(new RealHost().clock().millis());
        try (Closing ledger = new Closing(open("a1"))) {
            ChannelBook book = book(ledger.ledger(), "c1", "r1");
            put(book, events(10, NOON));
            put(book, events(7, recent));
        }
        assertThat(run("--json", "--since", "2h").out()).contains("\"taken\": 7,");
        assertThat(run("--json", "--since", "2026-01-31T12:00:30Z").out())
                .contains("\"taken\": 17,");
        assertThat(run("--json", "--since", "2026-01-31T12:01:00Z").out())
                .contains("\"taken\": 7,", "\"delayP50Millis\": null");
        Printed wrong = run("--since", "yesterday");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("MR-6301", "\"yesterday\" is no time");
    }

    @Test
    void knowsTheDelaysOfSomeMinutesAlone() {
        try (Closing ledger = new Closing(open("a1"))) {
            ChannelBook book = book(ledger.ledger(), "c1", "r1");
            Batch slow = events(100, NOON);
            put(book, slow);
            book.delivered(slow, NOON.plusSeconds(3600).toEpochMilli());
            Instant later = NOON.plusSeconds(120);
            Batch fast = events(30, later);
            put(book, fast);
            book.delivered(fast.slice(0, 27), later.plusSeconds(1).toEpochMilli());
            book.delivered(fast.slice(27, 30), later.plusSeconds(60).toEpochMilli());
        }
        assertThat(run("--json", "--since", "2026-01-31T12:01:00Z").out())
                .contains("\"delayP50Millis\": 1023", "\"delayP99Millis\": 60000");
        assertThat(run("--json").out()).contains("\"delayP50Millis\": 3600000");
    }

    @Test
    void saysThatALaterVersionWroteTheLedger() throws IOException {
        Files.createDirectories(state.resolve("a1/ledger"));
        Files.writeString(state.resolve("a1/ledger/ledger.txt"), "millrace-ledger 2\n= 0 0\n");
        Printed printed = run();
        assertThat(printed.err()).contains("MR-6074", "with the version that wrote it");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void verifiesThatAllAddsUp() {
        try (Closing ledger = new Closing(open("a1"))) {
            writeArticle(ledger.ledger());
        }
        Printed printed = run("verify");
        assertThat(printed.out())
                .isEqualTo("1 channels, 0 of them compared with what they hold: all adds up\n");
        assertThat(printed.code()).isZero();
    }

    @Test
    void findsARowThatIsMissing() throws IOException {
        try (Closing ledger = new Closing(open("a1"))) {
            ChannelBook book = book(ledger.ledger(), "c1", "r1");
            Batch batch = events(10, NOON);
            put(book, batch);
            book.delivered(batch, NOON.toEpochMilli());
        }
        Path file = state.resolve("a1/ledger/ledger.txt");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.removeIf(line -> line.startsWith("row "));
        String part = String.join("\n", lines.subList(1, lines.size() - 1)) + "\n= 5";
        Files.writeString(file, lines.getFirst() + "\n" + part + " " + crc(part) + "\n");
        Printed printed = run("verify");
        assertThat(printed.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(printed.out())
                .contains("wrong  a1  c1")
                .contains("delivered is 0 by the rows and 10 by the running total")
                .contains("things do not add up");
        assertThat(run("verify", "--json").out()).contains("\"addsUp\": false");
    }

    private static String crc(String text) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    private Path configuration() throws IOException {
        return Files.writeString(
                state.resolve("flume.conf"),
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
                        .formatted(state));
    }

    private Journal journal() throws IOException {
        return Journal.open(
                new RealHost(),
                JournalOptions.in("c1", state.resolve("c1")).keepingDelivered(),
                JournalListener.NONE);
    }

    /** The channel got events of which the ledger, which was closed in order, does not know. */
    @Test
    void findsThatTheChannelHoldsSomethingElse() throws Exception {
        Batch batch = events(3, NOON);
        try (Closing ledger = new Closing(open("a1"));
                Journal journal = journal()) {
            ChannelBook book = book(ledger.ledger(), "c1", "r1");
            put(book, batch);
            journal.append(batch).await();
            book.stopped(3, NOON.toEpochMilli());
        }
        Path file = configuration();
        Printed good = run("verify", "-f", file.toString());
        assertThat(good.out()).contains("1 channels, 1 of them compared").contains("all adds up");
        try (Journal journal = journal()) {
            journal.append(events(1, NOON)).await();
        }
        Printed wrong = run("verify", "-f", file.toString());
        assertThat(wrong.out()).contains("the channel holds 4 events, by the ledger 3 wait");
        assertThat(wrong.code()).isEqualTo(ExitCode.FAILURE);
    }

    /** What a command puts into the channel of a stopped agent goes into its ledger. */
    @Test
    void knowsOfReplayedEvents() throws Exception {
        Batch batch = events(3, NOON);
        try (Closing ledger = new Closing(open("a1"));
                Journal journal = journal()) {
            ChannelBook book = book(ledger.ledger(), "c1", "r1");
            put(book, batch);
            journal.append(batch).await();
            journal.acknowledge(0, 2, 10);
            book.delivered(batch.slice(0, 2), NOON.toEpochMilli());
            book.stopped(1, NOON.toEpochMilli());
        }
        Path file = configuration();
        String before = System.setProperty("millrace.state.dir", state.toString());
        try {
            Printed replayed = Printed.by("channel", "replay", "-f", file.toString());
            assertThat(replayed.out()).contains("2 events will be delivered again");
        } finally {
            if (before == null) {
                System.clearProperty("millrace.state.dir");
            } else {
                System.setProperty("millrace.state.dir", before);
            }
        }
        assertThat(run("--json").out())
                .contains("\"taken\": 5,", "\"delivered\": 2,", "\"waiting\": 3,");
        Printed verified = run("verify", "-f", file.toString());
        assertThat(verified.out())
                .isEqualTo("1 channels, 1 of them compared with what they hold: all adds up\n");
    }

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        try (Closing ledger = new Closing(open("a1"))) {
            writeArticle(ledger.ledger());
        }
        String page = page();
        Matcher commands = Pattern.compile("(?m)^millrace ledger(.*)$").matcher(page);
        int count = 0;
        while (commands.find()) {
            List<String> words = new ArrayList<>();
            for (String word : commands.group(1).strip().split(" ")) {
                if (!word.isEmpty()) {
                    words.add(word.equals("flume.conf") ? configuration().toString() : word);
                }
            }
            Printed printed = run(words.toArray(String[]::new));
            assertThat(printed.code()).as("%s: %s", commands.group(), printed.err()).isZero();
            count++;
        }
        assertThat(count).isGreaterThan(3);
        assertThat(run().out().lines()).allMatch(page::contains);
    }

    private static String page() throws IOException {
        Path tree = Path.of("").toAbsolutePath();
        while (tree != null && !Files.exists(tree.resolve("docs/ledger.md"))) {
            tree = tree.getParent();
        }
        assertThat(tree).isNotNull();
        return Files.readString(tree.resolve("docs/ledger.md"));
    }
}
