// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.ManualClock;
import io.millrace.testkit.Started;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The same small life of a journal again and again, with the disk failing from its first operation
 * on, from its second, and so on through all of them.
 */
class WriteFaultsTest {
    private static final int BATCH = 100;
    private static final int BATCHES = 12;

    @TempDir Path directory;

    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> delivered = new HashSet<>();

    /** Heals the disk as soon as somebody is told, so that who waits goes on. */
    private static final class Healing implements JournalListener {
        private final OnDisk onDisk;
        private int told;

        Healing(OnDisk onDisk) {
            this.onDisk = onDisk;
        }

        @Override
        public void writeFailed(IOException failure, boolean full) {
            told++;
            onDisk.disk.heal();
        }

        @Override
        public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
            throw new AssertionError("damaged: " + file + " from " + from + " to " + to);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Disk quota exceeded",
                "Input/output error",
                "Read-only file system",
                "Too many open files"
            })
    void losesNothingWhereverTheDiskFails(String why) throws Exception {
        int site = 0;
        int told = 0;
        boolean failed = true;
        while (failed) {
            acknowledged.clear();
            delivered.clear();
            Path place = directory.resolve("site" + site);
            var onDisk =
                    new OnDisk(
                                    JournalOptions.in("j", place)
                                            .withSegmentBytes(JournalOptions.MIN_SEGMENT_BYTES))
                            .at(ManualClock.selfAdvancing(0));
            onDisk.disk.onlyIn(path -> !path.toString().endsWith(SegmentStore.SPARE));
            var healing = new Healing(onDisk);
            onDisk.disk.failFrom(site, new IOException(why));
            live(onDisk, healing);
            failed = onDisk.disk.heal() || healing.told > 0 || site < 10;
            told += healing.told;
            expectAll(onDisk, why + " from operation " + site);
            site++;
        }
        System.out.printf(
                "\"%s\" from each of %d operations on: told %d times, nothing lost%n",
                why, site - 1, told);
        assertThat(told).isGreaterThan(10);
    }

    private void live(OnDisk onDisk, Healing healing) throws Exception {
        try (Journal journal = openAtLast(onDisk, healing)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                int from = batch * BATCH;
                append(journal, from);
                if (batch % 3 == 2) {
                    deliver(journal, 2 * BATCH);
                }
            }
        }
    }

    private static Journal openAtLast(OnDisk onDisk, Healing healing) throws Exception {
        try {
            return onDisk.open(healing);
        } catch (IOException failed) {
            healing.told++;
            onDisk.disk.heal();
            return onDisk.open(healing);
        }
    }

    private void append(Journal journal, int from) throws Exception {
        try {
            OnDisk.append(journal, from, from + BATCH);
            for (int number = from; number < from + BATCH; number++) {
                acknowledged.add(number);
            }
        } catch (IOException refused) {
            // It may be there or not, as whole.
            assertThat(refused).hasMessageNotContaining("closed");
        }
    }

    private void deliver(Journal journal, int most) throws Exception {
        int left = most;
        List<Journal.Taken> taken = journal.take(left, 0);
        while (left > 0 && !taken.isEmpty()) {
            for (Journal.Taken one : taken) {
                delivered.addAll(OnDisk.numbers(one));
                journal.acknowledge(
                        one.sequence(), one.sequence() + one.run().size(), one.run().bodyBytes());
                left -= one.run().size();
            }
            taken = left > 0 ? journal.take(left, 0) : List.of();
        }
    }

    private void expectAll(OnDisk onDisk, String where) throws Exception {
        try (Journal journal = onDisk.open()) {
            List<Integer> there = OnDisk.takeAll(journal);
            assertThat(there).as(where).doesNotHaveDuplicates();
            Set<Integer> missing = new HashSet<>(acknowledged);
            missing.removeAll(delivered);
            missing.removeAll(there);
            assertThat(missing).as(where).isEmpty();
            Set<Integer> unknown = new HashSet<>(there);
            unknown.removeAll(acknowledged);
            assertThat(unknown.size() % BATCH).as(where).isZero();
        }
        assertThat(onDisk.told).as(where).isEmpty();
    }

    @Test
    void goesOnThoughItsListenerFails() throws Exception {
        JournalListener failing =
                new JournalListener() {
                    @Override
                    public void writeFailed(IOException failure, boolean full) {
                        throw new NoClassDefFoundError("as where no file can be opened");
                    }
                };
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open(failing)) {
            OnDisk.append(journal, 0, 10);
            onDisk.disk.failFrom(0, new IOException("Input/output error"));
            assertThatThrownBy(() -> OnDisk.append(journal, 10, 20))
                    .hasMessageContaining("Input/output error");
            // Refused with the same words, by a writer that lives.
            assertThatThrownBy(() -> OnDisk.append(journal, 10, 20))
                    .hasMessageContaining("Input/output error");
            onDisk.disk.heal();
        }
        try (Journal again = onDisk.open()) {
            assertThat(OnDisk.takeAll(again)).hasSizeGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void endsInTimeOnADiskThatStaysBroken() throws Exception {
        var onDisk = new OnDisk(directory).at(ManualClock.selfAdvancing(0));
        Journal journal = onDisk.open();
        OnDisk.append(journal, 0, 10);
        for (Journal.Taken one : journal.take(5, OnDisk.LONG)) {
            onDisk.disk.failFrom(0, new IOException("Input/output error"));
            journal.acknowledge(one.sequence(), one.sequence() + 5, one.run().bodyBytes());
        }
        journal.close();
        onDisk.disk.heal();
        // The lock is free, so the writer has ended.
        try (Journal again = onDisk.open()) {
            assertThat(OnDisk.takeAll(again)).hasSizeBetween(5, 10);
        }
    }

    @Test
    void makesRoomWithWhatIsDeliveredOnADiskThatIsFull() throws Exception {
        long segment = JournalOptions.MIN_SEGMENT_BYTES;
        var small =
                JournalOptions.in("j", directory)
                        .withSegmentBytes(segment)
                        .withMinimumFreeBytes(4 * segment)
                        .withReadAheadBytes(1 << 20);
        var onDisk = new OnDisk(small);
        onDisk.disk.usable(() -> 14 * segment - held());
        try (Journal journal = onDisk.open()) {
            int number = 0;
            Started<Void> append = append(journal, number, number + BATCH);
            while (onDisk.told.isEmpty()) {
                if (!append.isRunning()) {
                    append.result();
                    number += BATCH;
                    append = append(journal, number, number + BATCH);
                }
                Thread.onSpinWait();
            }
            number += BATCH;
            assertThat(onDisk.told.getFirst()).startsWith("full: ");
            int left = number;
            while (left > 0) {
                List<Journal.Taken> taken = journal.take(left, OnDisk.LONG);
                assertThat(taken).isNotEmpty();
                for (Journal.Taken one : taken) {
                    left -= one.run().size();
                    journal.acknowledge(
                            one.sequence(),
                            one.sequence() + one.run().size(),
                            one.run().bodyBytes());
                }
            }
            append.result();
            OnDisk.append(journal, number, number + 1);
            assertThat(onDisk.told).hasSize(2).last().isEqualTo("recovered");
        }
    }

    private static Started<Void> append(Journal journal, int from, int to) {
        return Started.call(() -> {
            OnDisk.append(journal, from, to);
            return null;
        });
    }

    private long held() {
        try (var files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
