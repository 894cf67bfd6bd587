// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class PayloadTest {

    @Test
    void hasBodiesOfOneSize() {
        Payload payload = Payload.fixed(500);
        assertThat(payload.meanBytes()).isEqualTo(500);
        assertThat(payload.start(1) - payload.start(0)).isEqualTo(500);
        assertThat(payload.start(payload.count())).isEqualTo(payload.bytes().length);
    }

    @Test
    void needsRoomForTheMarker() {
        assertThat(Payload.fixed(17).meanBytes()).isEqualTo(17);
        assertThatThrownBy(() -> Payload.fixed(16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17 bytes");
    }

    @Test
    void hasLinesLikeThoseOfALog() {
        Payload payload = Payload.logLines();
        assertThat(payload.meanBytes()).isEqualTo(200, within(5.0));
        assertThat(text(payload, 0)).contains(" - - [", "\"GET /shop/item/", "HTTP/1.1\" 200 ");
        assertThat(text(payload, 1)).isNotEqualTo(text(payload, 0));
    }

    @Test
    void takesTheLinesOfAFile() {
        Payload payload =
                Payload.lines("in.log", "first\r\n\nsecond\nlast".getBytes(StandardCharsets.UTF_8));
        assertThat(text(payload, 0)).isEqualTo("first");
        assertThat(text(payload, 1)).isEqualTo("second");
        assertThat(text(payload, 2)).isEqualTo("last");
        assertThat(text(payload, 3)).isEqualTo("first");
        assertThat(payload.description()).contains("3 lines of in.log");
        assertThatThrownBy(() -> Payload.lines("empty.log", new byte[] {'\n'}))
                .hasMessageContaining("empty.log has no lines");
    }

    @Test
    void saysHowManyBodiesFit() {
        Payload payload = Payload.fixed(100);
        assertThat(payload.fitting(0, 50, 1000)).isEqualTo(10);
        assertThat(payload.fitting(0, 5, 1000)).isEqualTo(5);
        assertThat(payload.fitting(0, 5, 10)).isEqualTo(1);
    }

    private static String text(Payload payload, int body) {
        int start = payload.start(body);
        return new String(
                payload.bytes(),
                start,
                payload.start(body + 1) - start - Marker.BYTES,
                StandardCharsets.UTF_8);
    }
}
