// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.FaultDisk.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class JournalTest {
    @TempDir Path directory;

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private List<Path> segments() throws IOException {
        return OnDisk.segments(directory);
    }

    @Test
    void givesEventsInOrderWithTheirNumbers() throws Exception {
        try (Journal journal = new OnDisk(directory).open()) {
            OnDisk.append(journal, 0, 10);
            OnDisk.append(journal, 10, 15);
            List<Journal.Taken> taken = journal.take(12, OnDisk.LONG);
            assertThat(taken).extracting(Journal.Taken::sequence).containsExactly(0L, 10L);
            assertThat(OnDisk.numbers(taken.get(1))).containsExactly(10, 11);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(12, 15));
        }
    }

    @Test
    void hasAgainAfterAnOpenWhatWasNotAcknowledged() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 100);
            OnDisk.deliver(journal, 30);
            journal.take(20, OnDisk.LONG);
        }
        try (Journal journal = onDisk.open()) {
            assertThat(journal.events()).isEqualTo(70);
            OnDisk.append(journal, 100, 110);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(30, 110));
        }
        assertThat(onDisk.told).isEmpty();
    }

    @Test
    void keepsRangesThatWereAcknowledgedOutOfOrder() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 100);
            journal.acknowledge(10, 20, 80);
            journal.acknowledge(50, 100, 400);
            journal.acknowledge(20, 21, 8);
        }
        try (Journal journal = onDisk.open()) {
            assertThat(journal.events()).isEqualTo(39);
            List<Integer> left = new ArrayList<>(range(0, 10));
            left.addAll(range(21, 50));
            assertThat(OnDisk.takeAll(journal)).isEqualTo(left);
        }
    }

    @Test
    void goesThroughManySegmentsAndRemovesWhatIsDelivered() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            for (int i = 0; i < 100; i++) {
                OnDisk.append(journal, i * 100, i * 100 + 100);
            }
            assertThat(segments()).hasSizeGreaterThan(3);
            OnDisk.deliver(journal, 10_000);
        }
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 1);
            OnDisk.deliver(journal, 1);
        }
        assertThat(segments()).hasSizeLessThan(3);
        try (Journal journal = onDisk.open()) {
            assertThat(journal.events()).isZero();
            assertThat(journal.bytes()).isZero();
        }
    }

    @Test
    void readsFromDiskWhatDoesNotFitIntoMemory() throws Exception {
        var onDisk =
                new OnDisk(
                        JournalOptions.in("j", directory)
                                .withSegmentBytes(64 << 10)
                                .withReadAheadBytes(5000));
        try (Journal journal = onDisk.open()) {
            for (int i = 0; i < 100; i++) {
                OnDisk.append(journal, i * 100, i * 100 + 100);
            }
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 10_000));
        }
    }

    @Test
    void putsWhatIsGivenBackAtItsPlace() throws Exception {
        try (Journal journal = new OnDisk(directory).open()) {
            OnDisk.append(journal, 0, 10);
            List<Journal.Taken> first = journal.take(3, OnDisk.LONG);
            List<Journal.Taken> second = journal.take(3, OnDisk.LONG);
            journal.giveBack(second);
            journal.giveBack(first);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 10));
        }
    }

    @Test
    void leavesOutWhatAStreamBroughtBefore() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            journal.append(OnDisk.ofStream(0, 10)).await();
            journal.append(OnDisk.ofStream(10, 12).slice(0, 1)).await();
            assertThat(journal.streamEnd("s").orElseThrow().position()).containsExactly(10);
        }
        try (Journal journal = onDisk.open()) {
            StreamEnd end = journal.streamEnd("s").orElseThrow();
            assertThat(end.nextOrdinal()).isEqualTo(11);
            assertThat(end.position()).containsExactly(10);
            Append again = journal.append(OnDisk.ofStream(5, 20));
            again.await();
            assertThat(again.stored()).isEqualTo(9);
            Append whole = journal.append(OnDisk.ofStream(10, 20));
            whole.await();
            assertThat(whole.stored()).isZero();
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 20));
        }
    }

    @Test
    void isOpenOnlyOnce() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            assertThatThrownBy(onDisk::open)
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("journal.lock");
            OnDisk.append(journal, 0, 1);
        }
        onDisk.open().close();
    }

    @Test
    void writesAnewInAnotherSegmentWhatASyncFailedFor() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 10);
            onDisk.disk.failNext(Operation.SYNC, new IOException("Input/output error"));
            OnDisk.append(journal, 10, 20);
            assertThat(segments()).hasSize(2);
        }
        try (Journal journal = onDisk.open()) {
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 20));
        }
        assertThat(onDisk.told).isEmpty();
    }

    @Test
    void refusesWhatItCannotWriteAndGoesOnWhenItCan() throws Exception {
        var onDisk = new OnDisk(directory);
        int number = 20;
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 10);
            onDisk.disk.failNext(Operation.SYNC, new IOException("Input/output error"));
            onDisk.disk.failNext(Operation.SYNC, new IOException("Input/output error"));
            assertThatThrownBy(() -> OnDisk.append(journal, 10, 20))
                    .hasMessage("Input/output error");
            while (onDisk.told.size() < 2) {
                try {
                    OnDisk.append(journal, number, number + 1);
                    number++;
                } catch (IOException stillRefused) {
                    assertThat(stillRefused).hasMessage("Input/output error");
                }
            }
            assertThat(onDisk.told).containsExactly("failed: Input/output error", "recovered");
        }
        try (Journal journal = onDisk.open()) {
            List<Integer> accepted = new ArrayList<>(range(0, 10));
            accepted.addAll(range(20, number));
            assertThat(OnDisk.takeAll(journal)).isEqualTo(accepted);
        }
    }

    @Test
    void waitsForRoomOnAFullDisk() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 10);
            onDisk.disk.failNext(Operation.WRITE, new IOException("No space left on device"));
            OnDisk.append(journal, 10, 20);
        }
        assertThat(onDisk.told).containsExactly("full: No space left on device", "recovered");
        try (Journal journal = onDisk.open()) {
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 20));
        }
    }

    @Test
    void knowsAFullDiskByItsRoomIfItsWordsAreInAnotherLanguage() throws Exception {
        String words = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 10);
            onDisk.disk.failNext(Operation.WRITE, new IOException(words));
            OnDisk.append(journal, 10, 20);
            // There is room: another segment took it, and there was nothing to tell.
            assertThat(onDisk.told).isEmpty();
            onDisk.disk.usable(0);
            onDisk.disk.failNext(Operation.WRITE, new IOException(words));
            OnDisk.append(journal, 20, 30);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 30));
        }
        assertThat(onDisk.told).containsExactly("full: " + words, "recovered");
    }

    @Test
    void letsWhatIsDeliveredGoOnADiskThatIsFull() throws Exception {
        var onDisk =
                new OnDisk(
                        JournalOptions.in("j", directory)
                                .withSegmentBytes(64 << 10)
                                .withMinimumFreeBytes(1000));
        try (Journal journal = onDisk.open()) {
            for (int i = 0; i < 50; i++) {
                OnDisk.append(journal, i * 100, i * 100 + 100);
            }
            Path oldest = segments().getFirst();
            onDisk.disk.usable(999);
            Append waiting = journal.append(OnDisk.numbers(5000, 5500));
            OnDisk.deliver(journal, 5000);
            waiting.await();
            assertThat(segments()).doesNotContain(oldest);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(5000, 5500));
        }
    }

    @Test
    void namesWhatDoesNotBelongToIt() throws Exception {
        Files.writeString(directory.resolve("notes.txt"), "mine");
        var onDisk = new OnDisk(directory);
        onDisk.open().close();
        assertThat(onDisk.told).containsExactly("foreign notes.txt");
        assertThat(directory.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void takesAnEventThatIsLongerThanASegment() throws Exception {
        var onDisk = new OnDisk(directory);
        try (Journal journal = onDisk.open()) {
            OnDisk.append(journal, 0, 10);
            OnDisk.append(journal, 10, 20_000);
            OnDisk.append(journal, 20_000, 20_001);
        }
        try (Journal journal = onDisk.open()) {
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 20_001));
        }
    }

    @Test
    void losesNothingThatWasAcknowledgedAtAnIntervalButWithAClose() throws Exception {
        var in = JournalOptions.in("j", directory);
        var onDisk =
                new OnDisk(
                        new JournalOptions(
                                "j",
                                directory,
                                in.directories(),
                                64 << 10,
                                0,
                                Duration.ofHours(1),
                                in.checkpointEvery(),
                                in.readAheadBytes(),
                                in.keepDelivered(),
                                0,
                                Compression.NONE,
                                JournalKeys.NONE));
        try (Journal journal = onDisk.open()) {
            int before = onDisk.disk.count(Operation.SYNC);
            for (int i = 0; i < 100; i++) {
                OnDisk.append(journal, i * 10, i * 10 + 10);
            }
            assertThat(onDisk.disk.count(Operation.SYNC)).isLessThan(before + 10);
        }
        try (Journal journal = onDisk.open()) {
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 1000));
        }
    }
}
