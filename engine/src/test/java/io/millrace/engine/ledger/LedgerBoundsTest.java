// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** However long an agent lives, and whatever happens to it, its ledger stays small. */
class LedgerBoundsTest {
    private static final ChannelBook.Others NONE = ChannelBook.Others.NONE;
    private static final long MOST_BYTES = 20L << 20;

    @TempDir Path parent;

    private static Batch event(long acceptedMillis) {
        return Batch.of(new BlockBuilder(16).append("x").build(acceptedMillis));
    }

    @Test
    void monthsOfMinutesStaySmallAndNothingOfThemIsLost() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = lab.ledger().book("c1");
            book.opened(Level.MEMORY, OptionalLong.empty(), 0, 0, lab.clock.millis());
            long minutes = Duration.ofDays(130).toMinutes();
            long longest = 0;
            for (long minute = 1; minute <= minutes; minute++) {
                Batch batch = event(lab.clock.millis());
                book.storing(batch, NONE);
                book.stored(batch, Batch.EMPTY);
                book.delivered(batch, lab.clock.millis());
                lab.clock.advance(Duration.ofMinutes(1));
                if (minute % 2000 == 0) {
                    lab.ledger().write();
                    longest = Math.max(longest, lab.disk.facts(lab.file()).size());
                }
            }
            lab.ledger().write();
            LedgerContents contents = lab.contents();
            assertThat(longest).isLessThan(MOST_BYTES);
            assertThat(contents.accounts().get("c1").rows().size()).isLessThan(Rows.MOST);
            LedgerFigures figures =
                    LedgerFigures.of(contents.accounts().get("c1"), LedgerFigures.ALWAYS);
            assertThat(figures.delivered()).isEqualTo(minutes);
            assertThat(LedgerCheck.findings(contents)).isEmpty();
        }
    }

    /** What was folded must not be found twice in what is written. */
    @Test
    void addsUpWhenRowsBecomeOneBetweenTwoWritings() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = lab.ledger().book("c1");
            book.opened(Level.MEMORY, OptionalLong.empty(), 0, 0, lab.clock.millis());
            lab.ledger().write();
            for (long i = 0; i < 2L * Rows.MOST + 10; i++) {
                book.passed(new ChannelBook.Others(i * Duration.ofDays(2).toMillis(), 1, 0, 0));
                if (i % 10_000 == 0) {
                    lab.ledger().write();
                }
            }
            lab.ledger().write();
            assertThat(LedgerCheck.findings(lab.contents())).isEmpty();
        }
    }

    @Test
    void ofManyGapsTheOldestAreJoined() {
        Gaps gaps = new Gaps();
        for (int i = 0; i < 3 * Gaps.MOST; i++) {
            gaps.add(new Gap(i, i + 1, 3, 1, 0, false, 0, 0, i < Gaps.MOST / 2));
        }
        List<Gap> all = gaps.copy();
        assertThat(all).hasSize(Gaps.MOST);
        assertThat(all.getFirst().fromMillis()).isZero();
        assertThat(all.getLast().toMillis()).isEqualTo(3 * Gaps.MOST);
        assertThat(all.stream().mapToLong(Gap::accepted).sum()).isEqualTo(9L * Gaps.MOST);
        assertThat(gaps.balance()).isEqualTo(5L * Gaps.MOST);
    }

    @Test
    void keepsOnlyTheNewestOfManyDamagedFiles() throws Exception {
        try (LedgerLab lab = new LedgerLab(parent)) {
            for (int i = 0; i < 5; i++) {
                lab.ledger().book("c1").dropped(event(LedgerLab.START));
                lab.ledger().close();
                byte[] bytes = lab.bytes();
                bytes[bytes.length - 3] ^= 1;
                io.millrace.testkit.TestFiles.write(lab.file(), bytes);
                lab.clock.advance(Duration.ofSeconds(1));
                lab.restart();
            }
            assertThat(copies(lab)).hasSize(LedgerFile.MOST_DAMAGED);
            assertThat(lab.problems).hasSize(5);
        }
    }

    private static List<Path> copies(LedgerLab lab) throws IOException {
        return lab.disk.list(lab.file().getParent()).stream()
                .filter(path -> path.getFileName().toString().startsWith(LedgerFile.DAMAGED))
                .toList();
    }

    @Test
    void aLedgerThatIsNotWantedWritesNothing() throws Exception {
        System.setProperty(Ledger.PROPERTY, "false");
        try (LedgerLab lab = new LedgerLab(parent)) {
            Path other = parent.resolve("other");
            Ledger ledger = Ledger.ofAgent(lab.host(), other, lab.problems::add);
            ledger.open();
            ledger.book("c1").dropped(event(LedgerLab.START));
            ledger.close();
            assertThat(ledger.isKept()).isFalse();
            assertThat(ledger.book("c1").figures().taken()).isZero();
            assertThat(lab.disk.factsIfPresent(other)).isEmpty();
        } finally {
            System.clearProperty(Ledger.PROPERTY);
        }
    }
}
