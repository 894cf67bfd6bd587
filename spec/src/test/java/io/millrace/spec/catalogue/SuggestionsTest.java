// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SuggestionsTest {
    private static final List<String> KEYS =
            List.of(
                    "channel",
                    "hdfs.path",
                    "hdfs.filePrefix",
                    "hdfs.rollInterval",
                    "hdfs.rollSize",
                    "hdfs.rollCount",
                    "hdfs.batchSize",
                    "sink.directory",
                    "serializer");

    @ParameterizedTest
    @CsvSource({
        "hdfs.rollSzie,hdfs.rollSize",
        "hdfs.rollIntervall,hdfs.rollInterval",
        "HDFS.ROLLSIZE,hdfs.rollSize",
        "hdfs.roll-size,hdfs.rollSize",
        "rollSize,hdfs.rollSize",
        "rollsze,hdfs.rollSize",
        "sink.rollSize,hdfs.rollSize",
        "hdfs.directory,sink.directory",
        "serialiser,serializer",
        "hdfs.serializer,serializer",
        "chanel,channel",
        "channels,channel",
        "path,hdfs.path",
        "hdfs.batchSize,hdfs.batchSize",
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(Suggestions.nearest(word, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "xyz", "compression", "hdfs.kerberosPrincipal"})
    void saysNothingWhereNothingIsNear(String word) {
        assertThat(Suggestions.nearest(word, KEYS)).isEmpty();
    }

    @Test
    void countsASwapOfNeighboursAsOneMistake() {
        assertThat(Suggestions.nearest("tpye", List.of("tape", "type"))).contains("type");
    }

    @Test
    void prefersTheFirstOfTwoEquallyNear() {
        assertThat(Suggestions.nearest("log", List.of("lag", "lot"))).contains("lag");
        assertThat(Suggestions.nearest("log", List.of("lot", "lag"))).contains("lot");
    }
}
