// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.channels.OpenRanges.Range;

import org.junit.jupiter.api.Test;

class OpenRangesTest {
    private final OpenRanges open = new OpenRanges(10);

    @Test
    void givesAllAtOnce() {
        assertThat(open.cut(-1, 11)).containsExactly(new Range(0, 10));
        assertThat(open.isEmpty()).isTrue();
        assertThat(open.cut(0, 10)).isEmpty();
    }

    @Test
    void givesWhatIsStillOpenOfARange() {
        assertThat(open.cut(2, 4)).containsExactly(new Range(2, 4));
        assertThat(open.cut(3, 6)).containsExactly(new Range(4, 6));
        assertThat(open.cut(2, 6)).isEmpty();
        assertThat(open.isEmpty()).isFalse();
        assertThat(open.cut(0, 10)).containsExactly(new Range(0, 2), new Range(6, 10));
        assertThat(open.isEmpty()).isTrue();
    }
}
