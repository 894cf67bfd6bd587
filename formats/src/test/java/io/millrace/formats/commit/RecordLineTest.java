// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Lines of records and their words. */
class RecordLineTest {
    @Test
    void beginsWithTheChecksumOfTheContent() {
        assertThat(RecordLine.checked("123456789")).isEqualTo("e3069283 123456789");
        assertThat(RecordLine.content("e3069283 123456789")).contains("123456789");
    }

    @Test
    void isNoneIfItsChecksumIsAnother() {
        assertThat(RecordLine.content("e3069283 123456780")).isEmpty();
        assertThat(RecordLine.content("e3069283_123456789")).isEmpty();
        assertThat(RecordLine.content("")).isEmpty();
        assertThat(RecordLine.content(RecordLine.checked(""))).contains("");
    }

    @Test
    void hasNoBlankInAWord() {
        for (String text : List.of("", "-a", "a b", "/däta/\u2028", "100%+1")) {
            assertThat(RecordLine.word(text)).isNotEmpty().doesNotContain(" ");
            assertThat(RecordLine.text(RecordLine.word(text))).isEqualTo(text);
        }
    }

    @Test
    void hasSpansInOneWord() {
        List<Span> spans = List.of(new Span(7, 2, 1_700_000_000_000L), new Span(12, 1, -1));
        assertThat(Span.join(spans)).isEqualTo("7+2@1700000000000,12+1@-1");
        assertThat(Span.parse(Span.join(spans))).isEqualTo(spans);
        assertThat(Span.parse(Span.join(List.of()))).isEmpty();
        assertThatThrownBy(() -> Span.parse("7+2")).isInstanceOf(RuntimeException.class);
    }
}
