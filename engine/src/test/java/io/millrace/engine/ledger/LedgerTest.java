// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.ledger.LedgerContents.ChannelAccount;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Level;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the ledger counts, writes and says. */
class LedgerTest {
    private static final ChannelBook.Others NONE = ChannelBook.Others.NONE;

    @TempDir Path parent;

    private static Batch numbered(long first, int events) {
        BlockBuilder builder = new BlockBuilder(16);
        for (int i = 0; i < events; i++) {
            builder.append("x");
        }
        return Batch.of(
                builder.build(
                        LedgerLab.START, new StreamPosition("r1\nfile", 7, first, new byte[] {1})));
    }

    private static ChannelBook open(LedgerLab lab) {
        ChannelBook book = lab.ledger().book("c1");
        book.opened(Level.MEMORY, OptionalLong.empty(), 0, 0, lab.clock.millis());
        return book;
    }

    private static void put(ChannelBook book, Batch batch) {
        book.storing(batch, NONE);
        book.stored(batch, Batch.EMPTY);
    }

    private static List<String> codes(LedgerLab lab) {
        return lab.problems.stream().map(problem -> problem.code()).toList();
    }

    @Test
    void aDigestIsTheSameHoweverTheEventsAreCut() {
        Run whole = numbered(1000, 500).runs().getFirst();
        Digest odd = Digest.of(whole.select(event -> event % 2 == 1));
        Digest even = Digest.of(whole.select(event -> event % 2 == 0));
        Digest first = Digest.of(whole.slice(0, 123));
        Digest rest = Digest.of(whole.slice(123, 500));
        Digest all = Digest.of(whole);
        assertThat(odd.sum() + even.sum()).isEqualTo(all.sum());
        assertThat(odd.squares() + even.squares()).isEqualTo(all.squares());
        assertThat(first.sum() + rest.sum()).isEqualTo(all.sum());
        assertThat(first.squares() + rest.squares()).isEqualTo(all.squares());
        assertThat(Digest.of(numbered(1001, 500).runs().getFirst())).isNotEqualTo(all);
    }

    @Test
    void seesThatAsManyButNotTheSameEventsLeft() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            Batch batch = numbered(0, 10);
            put(book, batch);
            book.delivered(batch.slice(0, 5), LedgerLab.START);
            book.delivered(batch.slice(4, 9), LedgerLab.START);
            lab.ledger().write();
            assertThat(LedgerCheck.findings(lab.contents()))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.what())
                                    .isEqualTo(
                                            "as many events left as were accepted, but not the"
                                                    + " same ones"));
        }
    }

    @Test
    void neverSaysThatMoreWasDeliveredThanAccepted() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            Batch batch = numbered(0, 10);
            put(book, batch);
            book.delivered(batch, LedgerLab.START);
            book.delivered(batch, LedgerLab.START);
            lab.ledger().write();
            Row row = lab.contents().accounts().get("c1").rows().getFirst();
            assertThat(row.get(Column.DELIVERED)).isEqualTo(10);
            assertThat(row.get(Column.DOUBLED)).isEqualTo(10);
        }
    }

    @Test
    void leavesOutWhatTheChannelHadAlready() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            put(book, numbered(0, 10));
            Batch again = numbered(5, 10);
            book.storing(again, NONE);
            book.stored(again, again.slice(0, 5));
            book.delivered(numbered(0, 15), LedgerLab.START);
            book.stopped(0, LedgerLab.START);
            lab.ledger().write();
            Row row = lab.contents().accounts().get("c1").rows().getFirst();
            assertThat(row.get(Column.TAKEN)).isEqualTo(20);
            assertThat(row.get(Column.REPEATED)).isEqualTo(5);
            assertThat(row.get(Column.ACCEPTED)).isEqualTo(15);
            assertThat(LedgerCheck.findings(lab.contents())).isEmpty();
        }
    }

    @Test
    void comesBackAsItWasWritten() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            book.feed(List.of("r1", "r 2"));
            book.passed(new ChannelBook.Others(LedgerLab.START, 1, 2, 3));
            put(book, numbered(0, 10));
            book.delivered(numbered(0, 10), LedgerLab.START + 4321);
            book.stopped(0, LedgerLab.START);
            lab.ledger().write();
            Row before = lab.contents().accounts().get("c1").rows().getFirst();
            lab.restart();
            lab.ledger().book("c1").dropped(numbered(0, 1));
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(account.head().sources()).containsExactly("r1", "r 2");
            assertThat(account.delays().longest()).isEqualTo(4321);
            Row after = account.rows().getFirst();
            for (Column column : Column.values()) {
                long more = column == Column.TAKEN || column == Column.DROPPED ? 1 : 0;
                assertThat(after.get(column)).as("%s", column).isEqualTo(before.get(column) + more);
            }
            assertThat(lab.problems).isEmpty();
        }
    }

    @Test
    void aPartThatWasTornCountsAsNotWritten() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            put(book, numbered(0, 10));
            lab.ledger().write();
            int whole = lab.bytes().length;
            book.delivered(numbered(0, 10), LedgerLab.START);
            lab.ledger().write();
            byte[] all = lab.bytes();
            for (int length = whole; length < all.length; length++) {
                LedgerContents torn = LedgerContents.parse(Arrays.copyOf(all, length));
                assertThat(torn.damage()).isEmpty();
                assertThat(torn.wholeBytes()).isEqualTo(whole);
                assertThat(torn.accounts().get("c1").rows().getFirst().inChannel()).isEqualTo(10);
            }
        }
    }

    @Test
    void aFlippedBitIsNeverTakenForAFigure() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            put(book, numbered(0, 10));
            lab.ledger().write();
            book.delivered(numbered(0, 10), LedgerLab.START);
            lab.ledger().write();
            byte[] all = lab.bytes();
            for (int at = 0; at < all.length; at++) {
                byte[] flipped = all.clone();
                flipped[at] ^= 4;
                checkFlipped(flipped);
            }
        }
    }

    private static void checkFlipped(byte[] flipped) {
        LedgerContents contents;
        try {
            contents = LedgerContents.parse(flipped);
        } catch (NewerLedgerException inTheFirstLine) {
            return;
        }
        ChannelAccount account = contents.accounts().get("c1");
        boolean isSaid = !contents.damage().isEmpty() || !contents.isWhole();
        boolean isRight =
                account != null
                        && account.rows().getFirst().get(Column.ACCEPTED) == 10
                        && account.rows().getFirst().inChannel() % 10 == 0;
        assertThat(isSaid).isTrue();
        assertThat(account == null || isRight).isTrue();
    }

    @Test
    void saysWhenTheFileIsDamagedAndGoesOn() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            put(open(lab), numbered(0, 10));
            lab.ledger().write();
            lab.ledger().book("c1").dropped(numbered(0, 1));
            lab.ledger().write();
            lab.ledger().book("c1").dropped(numbered(0, 1));
            lab.ledger().write();
            byte[] bytes = lab.bytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            bytes[text.indexOf("\n= ") + 5] ^= 1;
            lab.ledger().close();
            TestFiles.write(lab.file(), bytes);
            lab.crash();
            assertThat(codes(lab)).containsExactly("MR-6072");
            Path kept = lab.file().resolveSibling(LedgerFile.DAMAGED + lab.clock.millis() + ".txt");
            assertThat(LedgerContents.readAll(lab.disk, kept)).isEqualTo(bytes);
            assertThat(lab.problems.getFirst().remedy()).contains(kept.toString());
            lab.ledger().book("c1").dropped(numbered(0, 1));
            lab.ledger().write();
            assertThat(lab.contents().damage()).isEmpty();
            assertThat(LedgerCheck.findings(lab.contents())).isEmpty();
        }
    }

    @Test
    void saysWhenItCannotBeWrittenAndWritesAllLater() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            put(book, numbered(0, 10));
            lab.ledger().write();
            lab.disk.failNextWriteAfter(30, new IOException("No space left on device"));
            put(book, numbered(10, 10));
            lab.ledger().write();
            assertThat(codes(lab)).containsExactly("MR-6071");
            lab.ledger().write();
            Row row = lab.contents().accounts().get("c1").rows().getFirst();
            assertThat(row.get(Column.ACCEPTED)).isEqualTo(20);
            assertThat(lab.contents().damage()).isEmpty();
            assertThat(lab.disk.count(FaultDisk.Operation.MOVE)).isEqualTo(2);
        }
    }

    @Test
    void leavesTheLedgerOfAnotherProcessAndOfALaterVersionAlone() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            Ledger second = new Ledger(lab.host(), lab.state(), lab.problems::add);
            second.open();
            second.book("c1").dropped(numbered(0, 1));
            second.close();
            assertThat(codes(lab)).containsExactly("MR-6070");
            assertThat(lab.disk.factsIfPresent(lab.file())).isEmpty();
            lab.ledger().close();
            TestFiles.write(lab.file(), "millrace-ledger 2\nsomething else\n");
            lab.restart();
            lab.ledger().book("c1").dropped(numbered(0, 1));
            lab.ledger().write();
            assertThat(codes(lab)).containsExactly("MR-6070", "MR-6073");
            assertThat(new String(lab.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("millrace-ledger 2\nsomething else\n");
        }
    }

    @Test
    void rowsKeepHowLongTheirEventsTook() {
        Row row = new Row(LedgerLab.START, Row.MINUTE);
        row.add(Column.DELIVERED, 5);
        row.delayed(5, 2);
        row.delayed(100_000, 3);
        row.delayed(5, 1);
        String line = LedgerLines.row("c", row);
        Row read = LedgerLines.row(line.split(" "));
        assertThat(read.values()).containsExactly(row.values());
        assertThat(read.delays().pairs()).containsExactly(row.delays().pairs()).hasSize(4);
        assertThat(read.isWithoutDelays()).isFalse();
        String earlier = line.substring(0, line.lastIndexOf(' '));
        assertThat(LedgerLines.row(earlier.split(" ")).isWithoutDelays()).isTrue();
        assertThat(LedgerLines.row((line + " later").split(" ")).delays().pairs()).hasSize(4);
        Row both = Row.sum(List.of(row, read));
        assertThat(Arrays.stream(both.delays().pairs()).sum())
                .isEqualTo(Arrays.stream(row.delays().pairs()).sum() + 6);
    }

    @Test
    void minutesBecomeHoursAndDaysAndNothingIsLost() {
        Folding folding = new Folding(Duration.ofDays(7), Duration.ofDays(90), 1000);
        TreeMap<Long, Row> rows = new TreeMap<>();
        long now = LedgerLab.START;
        long minutes = Duration.ofDays(100).toMinutes();
        for (long i = 0; i < minutes; i++) {
            Row row = new Row(now - i * Row.MINUTE, Row.MINUTE);
            row.add(Column.ACCEPTED, 1);
            row.merge(Column.FIRST_ACCEPTED, row.startMillis());
            rows.put(row.startMillis(), row);
        }
        assertThat(new Folding(Duration.ofDays(7), Duration.ofDays(90), 20_000).fold(rows, now))
                .isTrue();
        assertThat(rows.size()).isBetween(7 * 1440 + 83 * 24, 8 * 1440 + 91 * 24);
        assertThat(rows.values().stream().mapToLong(row -> row.get(Column.ACCEPTED)).sum())
                .isEqualTo(minutes);
        assertThat(folding.fold(rows, now)).isTrue();
        assertThat(rows).hasSize(1000);
        assertThat(rows.values().stream().mapToLong(row -> row.get(Column.ACCEPTED)).sum())
                .isEqualTo(minutes);
        long end = Long.MIN_VALUE;
        for (Row row : rows.values()) {
            assertThat(row.startMillis()).isGreaterThanOrEqualTo(end);
            end = row.startMillis() + row.widthMillis();
        }
    }

    @Test
    void stampsFromAllOverTimeDoNotFillTheMemory() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab);
            for (long i = 0; i < 3L * Rows.MOST; i++) {
                book.passed(new ChannelBook.Others(i * Duration.ofDays(2).toMillis(), 1, 0, 0));
            }
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(account.rows().size()).isLessThanOrEqualTo(2 * Rows.MOST);
            assertThat(account.rows().stream().mapToLong(row -> row.get(Column.TAKEN)).sum())
                    .isEqualTo(3L * Rows.MOST);
        }
    }

    @Test
    void aDelayIsKnownToAnEighth() {
        DelayHistogram delays = new DelayHistogram();
        List<Long> all = new ArrayList<>();
        for (long millis = 0; millis < 100_000; millis += 7) {
            delays.add(millis, 1);
            all.add(millis);
        }
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = all.get((int) Math.ceil(share * all.size()) - 1);
            assertThat(delays.quantile(share)).isBetween(exact, exact + exact / 8 + 1);
        }
        assertThat(delays.longest()).isEqualTo(all.getLast());
    }
}
