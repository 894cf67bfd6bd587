// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

class MarkerTest {
    private final byte[] body =
            "GET /shop HTTP/1.1 -----------------".getBytes(StandardCharsets.UTF_8);

    @Test
    void keepsSerialNumberAndTime() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            long serial = random.nextLong(1L << 48);
            long due = random.nextLong(1L << 48);
            Marker.stamp(body, body.length, serial, due);
            assertThat(Marker.isThere(body, body.length, body.length)).isTrue();
            assertThat(Marker.serial(body, body.length)).isEqualTo(serial);
            assertThat(Marker.dueNanos(body, body.length)).isEqualTo(due);
        }
    }

    @Test
    void leavesTheBodyText() {
        Marker.stamp(body, body.length, 123_456_789, 987_654_321);
        assertThat(new String(body, StandardCharsets.UTF_8))
                .startsWith("GET /shop HTTP/1.1 ")
                .matches("[ -~]*");
    }

    @Test
    void isMissedInABodyThatWasChanged() {
        Marker.stamp(body, body.length, 1, 2);
        byte[] cut = java.util.Arrays.copyOf(body, body.length - 1);
        assertThat(Marker.isThere(cut, cut.length, cut.length)).isFalse();
        assertThat(Marker.isThere(body, body.length, 16)).isFalse();
        for (int at = body.length - Marker.BYTES; at < body.length; at++) {
            byte[] changed = body.clone();
            changed[at] = '!';
            assertThat(Marker.isThere(changed, changed.length, changed.length)).isFalse();
            changed[at] = (byte) 0xC3;
            assertThat(Marker.isThere(changed, changed.length, changed.length)).isFalse();
        }
    }

    @Test
    void tellsSetsOfEventsApart() {
        long some = Marker.mix(1) + Marker.mix(2) + Marker.mix(3);
        assertThat(Marker.mix(3) + Marker.mix(1) + Marker.mix(2)).isEqualTo(some);
        assertThat(Marker.mix(0) + Marker.mix(2) + Marker.mix(4)).isNotEqualTo(some);
        assertThat(Marker.mix(2) + Marker.mix(2) + Marker.mix(2)).isNotEqualTo(some);
    }
}
