// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.ledger.LedgerCheck.Kind;
import io.millrace.engine.ledger.LedgerContents.ChannelAccount;
import io.millrace.frame.Batch;
import io.millrace.spi.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** After a crash the ledger says what it knows and what it does not, and never too much. */
class LedgerCrashTest {
    private static final ChannelBook.Others NONE = ChannelBook.Others.NONE;

    private static final int SEEDS = Integer.getInteger("millrace.ledger.seeds", 30);

    @TempDir Path parent;

    private static long sum(ChannelAccount account, Column column) {
        return account.rows().stream().mapToLong(row -> row.get(column)).sum();
    }

    private static ChannelBook open(LedgerLab lab, ModelChannel channel) {
        ChannelBook book = lab.ledger().book("c1");
        book.opened(
                Level.FSYNC,
                OptionalLong.of(channel.stored()),
                channel.held(),
                lab.ledger().writtenMillis(),
                lab.clock.millis());
        return book;
    }

    private static void put(ChannelBook book, ModelChannel channel, Batch batch) {
        book.storing(batch, NONE);
        channel.store(batch);
        book.stored(batch, Batch.EMPTY);
    }

    @Test
    void findsWhatCameAndWentSinceTheLastWriting() throws Exception {
        ModelChannel channel = new ModelChannel();
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab, channel);
            put(book, channel, channel.offer(100, 5));
            lab.ledger().write();
            book.delivered(channel.deliver(60), lab.clock.millis());
            put(book, channel, channel.offer(30, 6));
            lab.clock.advance(Duration.ofSeconds(1));
            lab.crash();
            book = open(lab, channel);
            assertThat(book.balance()).isEqualTo(70);
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(account.head().gaps())
                    .singleElement()
                    .satisfies(gap -> {
                        assertThat(gap.accepted()).isEqualTo(30);
                        assertThat(gap.left()).isEqualTo(60);
                        assertThat(gap.fromMillis()).isEqualTo(LedgerLab.START);
                        assertThat(gap.toMillis()).isEqualTo(LedgerLab.START + 1000);
                    });
            assertThat(LedgerCheck.findings(lab.contents()))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Kind.NOTE);
                        assertThat(finding.what()).contains("30 events came and 60 left");
                    });
            book.delivered(channel.deliver(40), lab.clock.millis());
            book.delivered(channel.deliver(30), lab.clock.millis());
            lab.ledger().write();
            account = lab.contents().accounts().get("c1");
            assertThat(sum(account, Column.ACCEPTED)).isEqualTo(130);
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(70);
            assertThat(sum(account, Column.UNKNOWN)).isEqualTo(60);
            assertThat(sum(account, Column.PLACED)).isEqualTo(30);
            assertThat(account.head().balance()).isZero();
        }
    }

    /**
     * A source offers again what the channel has; meanwhile that is delivered once more, since a
     * crash lost its acknowledgement.
     */
    @Test
    void knowsThatWhatCameBackIsNotWhatIsOffered() throws Exception {
        ModelChannel channel = new ModelChannel();
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab, channel);
            Batch batch = channel.offer(10, 5);
            put(book, channel, batch);
            book.delivered(channel.deliver(10), lab.clock.millis());
            lab.ledger().write();
            assertThat(channel.forgetAcknowledgements(1)).isEqualTo(10);
            lab.crash();
            book = open(lab, channel);
            assertThat(book.balance()).isEqualTo(10);
            book.storing(batch, NONE);
            book.delivered(channel.deliver(10), lab.clock.millis());
            book.stored(batch, batch);
            assertThat(book.balance()).isZero();
            book.stopped(0, lab.clock.millis());
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(sum(account, Column.ACCEPTED)).isEqualTo(10);
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(10);
            assertThat(sum(account, Column.DOUBLED)).isEqualTo(10);
            assertThat(sum(account, Column.UNKNOWN)).isZero();
            assertThat(LedgerCheck.findings(lab.contents()))
                    .noneMatch(finding -> finding.kind() == Kind.WRONG);
        }
    }

    /** The same, and the process dies before the channel says that it has them already. */
    @Test
    void knowsThatWhatCameBackWasNotWhatWasOfferedBeforeACrash() throws Exception {
        ModelChannel channel = new ModelChannel();
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab, channel);
            Batch batch = channel.offer(10, 5);
            put(book, channel, batch);
            book.delivered(channel.deliver(10), lab.clock.millis());
            lab.ledger().write();
            assertThat(channel.forgetAcknowledgements(1)).isEqualTo(10);
            lab.crash();
            book = open(lab, channel);
            book.storing(batch, NONE);
            book.delivered(channel.deliver(10), lab.clock.millis());
            lab.ledger().write();
            lab.crash();
            book = open(lab, channel);
            assertThat(book.balance()).isZero();
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(sum(account, Column.ACCEPTED)).isEqualTo(10);
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(10);
            assertThat(sum(account, Column.DOUBLED)).isEqualTo(10);
            assertThat(LedgerCheck.findings(lab.contents()))
                    .noneMatch(finding -> finding.kind() == Kind.WRONG);
        }
    }

    @Test
    void saysThatNobodyKnowsWhatBecameOfEventsThatWereInMemory() throws Exception {
        ModelChannel channel = new ModelChannel();
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = lab.ledger().book("c1");
            book.opened(Level.MEMORY, OptionalLong.empty(), 0, 0, lab.clock.millis());
            put(book, channel, channel.offer(100, 5));
            book.delivered(channel.deliver(60), lab.clock.millis());
            lab.ledger().write();
            book.delivered(channel.deliver(25), lab.clock.millis());
            lab.crash();
            book = lab.ledger().book("c1");
            book.opened(Level.MEMORY, OptionalLong.empty(), 0, LedgerLab.START, LedgerLab.START);
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(60);
            assertThat(sum(account, Column.UNKNOWN)).isEqualTo(40);
            assertThat(LedgerCheck.findings(lab.contents()))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Kind.UNKNOWN);
                        assertThat(finding.what()).startsWith("40 events were in memory");
                    });
        }
    }

    @Test
    void beginsWithWhatAChannelHasAlready() throws Exception {
        ModelChannel channel = new ModelChannel();
        channel.store(channel.offer(500, 3));
        try (LedgerLab lab = new LedgerLab(parent)) {
            ChannelBook book = open(lab, channel);
            assertThat(book.balance()).isEqualTo(500);
            book.delivered(channel.deliver(500), lab.clock.millis());
            book.stopped(0, lab.clock.millis());
            lab.ledger().write();
            ChannelAccount account = lab.contents().accounts().get("c1");
            assertThat(sum(account, Column.DELIVERED)).isEqualTo(500);
            assertThat(LedgerCheck.findings(lab.contents()))
                    .extracting(LedgerCheck.Finding::kind)
                    .containsExactly(Kind.NOTE);
        }
    }

    @Test
    void agreesWithWhatTrulyHappenedOverManyCrashes() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (LedgerLab lab = new LedgerLab(parent.resolve("seed-" + seed))) {
                live(lab, new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed, failed);
            }
        }
    }

    private static void live(LedgerLab lab, SplittableRandom random) throws Exception {
        ModelChannel channel = new ModelChannel();
        ChannelBook book = open(lab, channel);
        lab.ledger().write();
        long back = 0;
        for (int step = 0; step < 100; step++) {
            long minute = lab.clock.millis() / Row.MINUTE;
            switch (random.nextInt(11)) {
                case 0, 1, 2 -> put(book, channel, channel.offer(1 + random.nextInt(50), minute));
                case 3 -> {
                    // Some is delivered before the channel says that it has it.
                    Batch batch = channel.offer(1 + random.nextInt(50), minute);
                    book.storing(batch, NONE);
                    channel.store(batch);
                    book.delivered(channel.deliver(1 + random.nextInt(60)), lab.clock.millis());
                    book.stored(batch, Batch.EMPTY);
                }
                case 4 -> {
                    Batch batch = channel.offer(1 + random.nextInt(50), minute);
                    book.storing(batch, NONE);
                    book.refused(batch, NONE, false);
                }
                case 5 -> {
                    // It fails and has them all the same.
                    Batch batch = channel.offer(1 + random.nextInt(50), minute);
                    book.storing(batch, NONE);
                    channel.store(batch);
                    book.refused(batch, NONE, true);
                }
                case 6, 7, 8 -> {
                    if (!channel.isEmpty()) {
                        book.delivered(channel.deliver(1 + random.nextInt(60)), lab.clock.millis());
                    }
                }
                case 9 -> {
                    lab.ledger().write();
                    checkNothingIsClaimed(lab, channel);
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        back += crash(lab, channel, book, random, minute);
                        book = open(lab, channel);
                    }
                }
            }
            lab.clock.advance(Duration.ofSeconds(5));
        }
        while (!channel.isEmpty()) {
            book.delivered(channel.deliver(1000), lab.clock.millis());
        }
        book.stopped(0, lab.clock.millis());
        lab.ledger().write();
        checkNothingIsClaimed(lab, channel);
        ChannelAccount account = lab.contents().accounts().get("c1");
        assertThat(account.head().balance()).isZero();
        long cameAndWent = account.head().gaps().stream().mapToLong(Gap::unplaced).sum();
        assertThat(sum(account, Column.ACCEPTED) + cameAndWent).isEqualTo(channel.stored());
        assertThat(channel.deliveries()).isEqualTo(channel.stored() + back);
    }

    private static long crash(
            LedgerLab lab,
            ModelChannel channel,
            ChannelBook book,
            SplittableRandom random,
            long minute)
            throws Exception {
        Batch batch = channel.offer(1 + random.nextInt(50), minute);
        if (random.nextBoolean()) {
            book.storing(batch, NONE);
            if (random.nextBoolean()) {
                lab.ledger().write();
            }
            if (random.nextBoolean()) {
                channel.store(batch);
                if (random.nextBoolean()) {
                    book.delivered(channel.deliver(1 + random.nextInt(90)), lab.clock.millis());
                    lab.ledger().write();
                }
            }
        }
        if (random.nextBoolean() && !channel.isEmpty()) {
            Batch _ = channel.deliver(20);
        }
        long back = channel.forgetAcknowledgements(random.nextInt(3));
        lab.crash();
        return back;
    }

    private static void checkNothingIsClaimed(LedgerLab lab, ModelChannel channel)
            throws Exception {
        LedgerContents contents = lab.contents();
        ChannelAccount account = contents.accounts().get("c1");
        assertThat(LedgerCheck.findings(contents))
                .noneMatch(finding -> finding.kind() == Kind.WRONG);
        assertThat(sum(account, Column.DELIVERED)).isLessThanOrEqualTo(channel.deliveries());
        assertThat(sum(account, Column.ACCEPTED)).isLessThanOrEqualTo(channel.stored());
        long doubt = sum(account, Column.IN_DOUBT);
        assertThat(channel.held())
                .isBetween(account.head().balance(), account.head().balance() + doubt);
    }
}
