// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

class FlumeMetricsTest {

    @Test
    void readsComponentsAndTheirAttributes() throws IOException {
        assertThat(
                        FlumeMetrics.parse(
                                """
                                {"SOURCE.r":{"Type":"SOURCE","StopTime":"0"},
                                 "SINK.k":{"Type":"SINK"}}
                                """))
                .isEqualTo(
                        Map.of(
                                "SOURCE.r", Map.of("Type", "SOURCE", "StopTime", "0"),
                                "SINK.k", Map.of("Type", "SINK")));
    }

    @Test
    void readsNothingFromAnAgentWithoutComponents() throws IOException {
        assertThat(FlumeMetrics.parse("{}")).isEmpty();
    }

    @Test
    void refusesWhatIsNotAStringOfAnObject() {
        assertThatThrownBy(() -> FlumeMetrics.parse("{\"SINK.k\":{\"StopTime\":0}}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected text");
    }
}
