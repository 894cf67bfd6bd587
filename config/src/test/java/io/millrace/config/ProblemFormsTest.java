// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProblemFormsTest {
    private static final Problem PROBLEM =
            new Problem(
                    "MR-1042",
                    Severity.WARNING,
                    "flume.conf:17",
                    "a1.sinks.k1.hdfs.rollSzie",
                    "unknown property \"hdfs.rollSzie\"",
                    "it is ignored",
                    "did you mean: hdfs.rollSize");

    @Test
    void writesTheTextForm() {
        assertThat(ProblemText.of(PROBLEM, false))
                .isEqualTo(
                        """
                        MR-1042 warning  flume.conf:17  a1.sinks.k1.hdfs.rollSzie
                          unknown property "hdfs.rollSzie"
                          did you mean: hdfs.rollSize
                          effect: it is ignored
                          more: millrace explain MR-1042\
                        """);
    }

    @Test
    void coloursOnlyIfAsked() {
        assertThat(ProblemText.of(PROBLEM, false)).doesNotContain("\u001b");
        assertThat(ProblemText.of(PROBLEM, true))
                .startsWith("\u001b[1mMR-1042\u001b[0m \u001b[33mwarning\u001b[0m  flume.conf:17");
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(ProblemText.of(new Problem("MR-1", Severity.HINT, "", "", "x", "", ""), false))
                .isEqualTo("MR-1 hint\n  x\n  more: millrace explain MR-1");
    }

    @Test
    void countsAtTheEnd() {
        assertThat(ProblemText.of(List.of(PROBLEM, PROBLEM), false))
                .endsWith("\n\nno error, 2 warnings, no hint\n");
    }

    @Test
    void writesTheJsonForm() {
        assertThat(ProblemJson.of(PROBLEM))
                .isEqualTo(
                        "{\"code\":\"MR-1042\",\"severity\":\"warning\",\"place\":\"flume.conf:17\",\"key\":\"a1.sinks.k1.hdfs.rollSzie\",\"what\":\"unknown"
                            + " property \\\"hdfs.rollSzie\\\"\",\"effect\":\"it is"
                            + " ignored\",\"remedy\":\"did you mean: hdfs.rollSize\"}");
        assertThat(ProblemJson.of(List.of())).isEqualTo("[]");
    }
}
