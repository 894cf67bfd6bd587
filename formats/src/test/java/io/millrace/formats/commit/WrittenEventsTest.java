// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.formats.commit.WrittenEvents.Range;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.TreeMap;

/** Which numbers of a channel are known as written. */
class WrittenEventsTest {
    private final WrittenEvents written = new WrittenEvents();

    @Test
    void joinsRangesThatTouch() {
        written.add("c", new Range(0, 5, 10, 10));
        written.add("c", new Range(10, 15, 30, 30));
        written.add("c", new Range(5, 10, 20, 20));
        assertThat(written.all().get("c")).containsExactly(new Range(0, 15, 10, 30));
    }

    @Test
    void knowsAnEventByNumberAndTime() {
        written.add("c", new Range(5, 8, 100, 200));
        assertThat(written.has("c", 5, 100)).isTrue();
        assertThat(written.has("c", 7, 200)).isTrue();
        assertThat(written.has("c", 8, 150)).isFalse();
        assertThat(written.has("c", 4, 150)).isFalse();
        assertThat(written.has("c", 6, 201)).isFalse();
        assertThat(written.has("d", 6, 150)).isFalse();
    }

    @Test
    void isAsKnownFromItsLines() {
        written.add("c 1", new Range(5, 8, 100, 200));
        written.add("c 1", new Range(9, 10, 100, 100));
        written.add("d", new Range(0, 1, 7, 7));
        WrittenEvents read = new WrittenEvents();
        assertThat(written.asLines().lines())
                .hasSize(3)
                .allSatisfy(line -> read.add(RecordLine.content(line).orElseThrow().split(" ")));
        assertThat(read.all()).isEqualTo(written.all());
    }

    @Test
    void forgetsTheOldestOfTooManyRanges() {
        for (int i = 0; i <= WrittenEvents.MOST_RANGES; i++) {
            written.add("c", new Range(2L * i, 2L * i + 1, 1, 1));
        }
        assertThat(written.all().get("c")).hasSize(WrittenEvents.MOST_RANGES);
        assertThat(written.has("c", 0, 1)).isFalse();
        assertThat(written.has("c", 2, 1)).isTrue();
    }

    @Test
    void agreesWithASetOfNumbers() {
        Random random = new Random(20261121);
        TreeMap<Long, Boolean> set = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            long first = random.nextInt(1000);
            long end = first + 1 + random.nextInt(8);
            written.add("c", new Range(first, end, 1, 1));
            for (long number = first; number < end; number++) {
                set.put(number, true);
            }
        }
        for (long number = 0; number < 1010; number++) {
            assertThat(written.has("c", number, 1)).isEqualTo(set.containsKey(number));
            Long next = set.ceilingKey(number);
            assertThat(written.touches("c", number, number + 3))
                    .isEqualTo(next != null && next < number + 3);
        }
        assertThat(written.all().get("c"))
                .isSortedAccordingTo((a, b) -> a.end() < b.first() ? -1 : 1);
    }
}
