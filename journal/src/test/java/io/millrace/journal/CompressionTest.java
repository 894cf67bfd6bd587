// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class CompressionTest {
    @TempDir Path directory;

    private static byte[] repetitive(int length) {
        return "GET /index.html 200 "
                .repeat(length / 20 + 1)
                .substring(0, length)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD"})
    void restoresWhatItShrank(Compression way) {
        Seeds.check(
                20,
                random -> {
                    byte[] plain = repetitive(256 + random.nextInt(100_000));
                    byte[] some = noise(random, plain.length / 3);
                    System.arraycopy(some, 0, plain, random.nextInt(some.length), some.length);
                    byte[] small = way.shrink(plain);
                    assertThat(small).isNotNull().hasSizeLessThan(plain.length * 15 / 16 + 1);
                    assertThat(way.restore(small, plain.length)).isEqualTo(plain);
                });
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatDoesNotGetSmaller(Compression way) {
        assertThat(way.shrink(noise(new SplittableRandom(1), 50_000))).isNull();
        assertThat(way.shrink(repetitive(200))).isNull();
        assertThat(way.shrink(new byte[0])).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD"})
    void refusesBytesThatAreNoneOfItsOwnOrOfAnotherLength(Compression way) {
        byte[] small = way.shrink(repetitive(5000));
        assertThat(small).isNotNull();
        assertThatThrownBy(() -> way.restore(small, 5001)).isInstanceOf(DamagedException.class);
        assertThatThrownBy(() -> way.restore(small, 4999)).isInstanceOf(DamagedException.class);
        assertThatThrownBy(() -> way.restore(small, 0)).isInstanceOf(DamagedException.class);
        Seeds.check(
                2000,
                random -> {
                    byte[] other = Arrays.copyOf(small, 1 + random.nextInt(small.length));
                    other[random.nextInt(other.length)] = (byte) random.nextInt();
                    try {
                        assertThat(way.restore(other, 5000)).hasSize(5000);
                    } catch (DamagedException refused) {
                        assertThat(refused).hasMessageContaining(way.toString());
                    }
                });
    }

    /** Events of one size, whose text says their number. */
    private static Batch wide(int from, int to) {
        var builder = new BlockBuilder(1024, to - from);
        for (int number = from; number < to; number++) {
            builder.append("event " + number + " ".repeat(500));
        }
        return Batch.of(builder.build(1));
    }

    private static List<Integer> takeAll(Journal journal) throws Exception {
        journal.seal();
        List<Integer> numbers = new ArrayList<>();
        List<Journal.Taken> taken = journal.take(1000, OnDisk.LONG);
        while (!taken.isEmpty()) {
            for (Journal.Taken one : taken) {
                for (Event event : Batch.of(List.of(one.run()))) {
                    numbers.add(Integer.parseInt(event.text().strip().substring(6)));
                }
            }
            taken = journal.take(1000, OnDisk.LONG);
        }
        return numbers;
    }

    @Test
    void readsWhatWasWrittenInAnyWayInOneJournal() throws Exception {
        var options = JournalOptions.in("j", directory).withReadAheadBytes(2000);
        int next = 0;
        for (Compression way : Compression.values()) {
            var onDisk = new OnDisk(options.withCompression(way));
            try (Journal journal = onDisk.open()) {
                journal.append(wide(next, next + 100)).await();
            }
            assertThat(onDisk.told).isEmpty();
            next += 100;
        }
        var onDisk = new OnDisk(options);
        try (Journal journal = onDisk.open()) {
            assertThat(takeAll(journal)).isEqualTo(IntStream.range(0, 300).boxed().toList());
        }
        assertThat(onDisk.told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD"})
    void writesLess(Compression way) throws Exception {
        var onDisk = new OnDisk(JournalOptions.in("j", directory).withCompression(way));
        try (Journal journal = onDisk.open()) {
            journal.append(wide(0, 100)).await();
        }
        byte[] segment = Files.readAllBytes(OnDisk.segments(directory).getFirst());
        int end = segment.length;
        while (segment[end - 1] == 0) {
            end--;
        }
        assertThat(end - SegmentHeader.BYTES).isLessThan(50_000 / 8);
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD"})
    void leavesOutWhatIsThereAlreadyOfACompressedFrame(Compression way) throws Exception {
        var onDisk = new OnDisk(JournalOptions.in("j", directory).withCompression(way));
        try (Journal journal = onDisk.open()) {
            journal.append(OnDisk.ofStream(0, 60)).await();
            Append again = journal.append(OnDisk.ofStream(30, 100));
            again.await();
            assertThat(again.stored()).isEqualTo(40);
            assertThat(OnDisk.takeAll(journal)).isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }
}
