// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers of headers: the newest counts, and older ones show through where it has no value. */
class HeadersTest {

    @Test
    void knowsNothingAtFirst() {
        assertThat(Headers.NONE.isEmpty()).isTrue();
        assertThat(Headers.NONE.get(0, "a")).isNull();
        assertThat(Headers.NONE.constant("a")).isNull();
        assertThat(Headers.NONE.mayHave("a")).isFalse();
        assertThat(Headers.NONE.areConstant()).isTrue();
        assertThat(Headers.NONE.map(0)).isEmpty();
        assertThat(Headers.NONE.without("a").map(0)).isEmpty();
    }

    @Test
    void hidesAnOlderConstant() {
        Headers headers = Headers.NONE.with("a", "1").with("b", "2").with("a", "3");
        assertThat(headers.get(0, "a")).isEqualTo("3");
        assertThat(headers.constant("a")).isEqualTo("3");
        assertThat(headers.map(0)).containsOnly(Map.entry("a", "3"), Map.entry("b", "2"));
        assertThat(headers.map(0).keySet()).containsExactly("a", "b");
    }

    @Test
    void takesANameAwayUntilItIsGivenAgain() {
        Headers gone = Headers.NONE.with("a", "1").without("a");
        assertThat(gone.get(0, "a")).isNull();
        assertThat(gone.mayHave("a")).isFalse();
        assertThat(gone.map(0)).isEmpty();
        assertThat(gone.layers()).isEmpty();
        assertThat(gone.with("a", "2").get(0, "a")).isEqualTo("2");
        assertThat(gone.with("a", "2").mayHave("a")).isTrue();
    }

    @Test
    void letsAConstantShowThroughAColumnWithoutAValue() {
        Headers headers = Headers.NONE.with("a", "all").with("a", sparse("one", null));
        assertThat(headers.get(0, "a")).isEqualTo("one");
        assertThat(headers.get(1, "a")).isEqualTo("all");
        assertThat(headers.map(1)).containsOnly(Map.entry("a", "all"));
        assertThat(headers.constant("a")).isNull();
        assertThat(headers.areConstant()).isFalse();
        assertThat(headers.mayHave("a")).isTrue();
    }

    @Test
    void doesNotLookBelowARemoval() {
        Headers headers = Headers.NONE.with("a", "old").without("a").with("a", sparse("one", null));
        assertThat(headers.get(0, "a")).isEqualTo("one");
        assertThat(headers.get(1, "a")).isNull();
        assertThat(headers.map(1)).isEmpty();
    }

    @Test
    void leavesTheHeadersBelowAsTheyAre() {
        Headers below = Headers.NONE.with("a", "1");
        Headers above = below.with("a", "2").without("b");
        assertThat(below.get(0, "a")).isEqualTo("1");
        assertThat(above.get(0, "a")).isEqualTo("2");
    }

    @Test
    void saysTheSameAsAMapForEachEvent() {
        Seeds.check(
                3000,
                random -> {
                    int events = 1 + random.nextInt(6);
                    List<Map<String, String>> expected = new ArrayList<>();
                    for (int event = 0; event < events; event++) {
                        expected.add(new HashMap<>());
                    }
                    Headers headers = Headers.NONE;
                    for (int step = random.nextInt(12); step > 0; step--) {
                        String name = "n" + random.nextInt(3);
                        String value = "v" + step;
                        switch (random.nextInt(3)) {
                            case 0 -> {
                                headers = headers.with(name, value);
                                expected.forEach(map -> map.put(name, value));
                            }
                            case 1 -> {
                                headers = headers.without(name);
                                expected.forEach(map -> map.remove(name));
                            }
                            default -> {
                                String[] values = new String[events];
                                for (int event = 0; event < events; event++) {
                                    if (random.nextBoolean()) {
                                        values[event] = value + event;
                                        expected.get(event).put(name, value + event);
                                    }
                                }
                                headers = headers.with(name, sparse(values));
                            }
                        }
                    }
                    for (int event = 0; event < events; event++) {
                        assertThat(headers.map(event)).isEqualTo(expected.get(event));
                        for (String name : List.of("n0", "n1", "n2", "n3")) {
                            String value = expected.get(event).get(name);
                            assertThat(headers.get(event, name)).isEqualTo(value);
                            if (value != null) {
                                assertThat(headers.mayHave(name)).isTrue();
                            }
                            if (headers.constant(name) != null) {
                                assertThat(value).isEqualTo(headers.constant(name));
                            }
                        }
                    }
                });
    }

    @Test
    void readsTheLargestAndSmallestNumberFromText() {
        for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 10, -10}) {
            Headers headers = Headers.NONE.with("n", Long.toString(number));
            assertThat(headers.number(0, "n", 5)).isEqualTo(number);
        }
        for (String text : List.of("9223372036854775808", "-9223372036854775809")) {
            assertThat(Headers.NONE.with("n", text).number(0, "n", 5)).as(text).isEqualTo(5);
        }
    }

    @Test
    void readsEveryNumberThatAColumnWrote() {
        Seeds.check(
                2000,
                random -> {
                    long number = random.nextLong() >> random.nextInt(64);
                    assertThat(Headers.NONE.with("n", "" + number).number(0, "n", 1))
                            .isEqualTo(number);
                });
    }

    private static Column sparse(String... values) {
        return ColumnBuilder.ofTexts(values);
    }
}
