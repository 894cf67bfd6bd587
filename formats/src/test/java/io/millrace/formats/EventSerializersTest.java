// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Map;

class EventSerializersTest {

    @Test
    void knowsTheClassNamesOfFlumeWithAndWithoutBuilder() {
        String flume = "org.apache.flume.serialization.";
        for (String type :
                new String[] {
                    "TEXT",
                    "Header_And_Text",
                    flume + "BodyTextEventSerializer",
                    flume + "BodyTextEventSerializer$Builder",
                    flume + "HeaderAndBodyTextEventSerializer$Builder",
                    flume + "FlumeEventAvroEventSerializer$Builder"
                }) {
            EventSerializers.check(type, Map.of());
        }
    }

    @Test
    void saysWhichSerializersThereAre() {
        assertThatThrownBy(() -> EventSerializers.check("com.example.Mine$Builder", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.example.Mine$Builder")
                .hasMessageContaining("text, header_and_text and avro_event");
    }

    @Test
    void namesTheOptionsThatItIgnores() {
        assertThat(
                        EventSerializers.unknownOptions(
                                "text", Map.of("apendNewline", "false", "appendNewline", "true")))
                .containsExactly("apendNewline");
    }
}
