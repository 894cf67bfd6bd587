// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Numbers of headers, and events picked by index. */
class HeaderNumberTest {

    @Test
    void readsANumberFromAColumnOfNumbersAndFromText() {
        Headers headers =
                new BlockBuilder(8)
                        .append("a")
                        .header("n", 5)
                        .append("b")
                        .header("n", 7)
                        .append("c")
                        .constant("text", "-12")
                        .build(0)
                        .headers();

        assertThat(headers.number(0, "n", -1)).isEqualTo(5);
        assertThat(headers.number(1, "n", -1)).isEqualTo(7);
        assertThat(headers.number(2, "n", -1)).isEqualTo(-1);
        assertThat(headers.number(2, "text", -1)).isEqualTo(-12);
        assertThat(headers.number(0, "missing", -1)).isEqualTo(-1);
    }

    @Test
    void givesTheOtherValueForWhatIsNoNumber() {
        for (String text : List.of("", "-", "+", "1x", "1.5", " 1", "١", "9999999999999999999")) {
            assertThat(Headers.NONE.with("n", text).number(0, "n", -1)).as(text).isEqualTo(-1);
        }
        assertThat(Headers.NONE.with("n", "+15").number(0, "n", -1)).isEqualTo(15);
    }

    @Test
    void looksBelowAColumnWithoutAValueButNotBelowARemoval() {
        Headers headers =
                new BlockBuilder(8)
                        .append("a")
                        .append("b")
                        .header("n", 5)
                        .constant("n", "3")
                        .build(0)
                        .headers();

        assertThat(headers.number(0, "n", -1)).isEqualTo(3);
        assertThat(headers.number(1, "n", -1)).isEqualTo(5);
        assertThat(headers.without("n").number(1, "n", -1)).isEqualTo(-1);
        assertThat(headers.with("n", "x").number(1, "n", -1)).isEqualTo(-1);
    }

    @Test
    void namesWhatSomeEventMayHave() {
        Headers headers =
                new BlockBuilder(8)
                        .append("a")
                        .header("n", 5)
                        .constant("k", "3")
                        .constant("gone", "3")
                        .build(0)
                        .headers()
                        .with("k", "4")
                        .without("gone");

        assertThat(headers.names()).containsExactly("k", "n");
    }

    @Test
    void refusesBodiesForAnotherNumberOfEvents() {
        Block two = new BlockBuilder(8).append("a").append("b").build(0);
        Block one = new BlockBuilder(8).append("a").build(0);

        assertThatThrownBy(() -> Run.of(two).on(one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockBuilder(8).append("a").buildFor(two))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void picksEventsInTheOrderAsked() {
        Run run =
                Run.of(new BlockBuilder(8).append("a").append("b").append("c").build(0))
                        .slice(1, 3);
        Run picked = run.pick(new int[] {1, 0, 7}, 2);

        assertThat(Batch.of(List.of(picked))).extracting(Event::text).containsExactly("c", "b");
        assertThatThrownBy(() -> run.pick(new int[] {2}, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
