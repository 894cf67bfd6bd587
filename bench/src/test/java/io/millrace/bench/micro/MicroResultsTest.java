// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class MicroResultsTest {
    private static final String JMH =
            """
            [{
              "jmhVersion": "1.37",
              "benchmark": "io.millrace.bench.micro.FrameBenchmark.encode",
              "mode": "avgt",
              "threads": 1,
              "forks": 1,
              "jvm": "/opt/jdk/bin/java",
              "jvmArgs": ["-Xmx1g"],
              "params": {"headers": "true"},
              "primaryMetric": {
                "score": 41.5,
                "scoreError": "NaN",
                "scoreConfidence": [40.0, 43.0],
                "scoreUnit": "ns/op",
                "rawData": [[41.5]]
              },
              "secondaryMetrics": {
                "·gc.alloc.rate": {"score": 3.0, "scoreUnit": "MB/sec", "rawData": [[3.0]]},
                "·gc.alloc.rate.norm": {"score": 0.5, "scoreUnit": "B/op", "rawData": [[0.5]]}
              }
            }]
            """;

    @Test
    void keepsWhatAPageShowsAndNothingOfTheMachine() throws IOException {
        assertThat(JSON.std.anyFrom(MicroResults.shorten(JMH)))
                .isEqualTo(
                        JSON.std.anyFrom(
                                """
                                [{
                                  "benchmark": "io.millrace.bench.micro.FrameBenchmark.encode",
                                  "mode": "avgt",
                                  "threads": 1,
                                  "params": {"headers": "true"},
                                  "primaryMetric": {
                                    "score": 41.5,
                                    "scoreError": "NaN",
                                    "scoreUnit": "ns/op"
                                  },
                                  "secondaryMetrics": {
                                    "gc.alloc.rate.norm": {"score": 0.5, "scoreUnit": "B/op"}
                                  }
                                }]
                                """));
    }
}
