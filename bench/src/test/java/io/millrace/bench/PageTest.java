// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;

class PageTest {
    private static final String RESULT =
            """
            {
              "scenario": "drops",
              "description": "drops into a bucket",
              "date": "2026-11-21T04:00:00Z",
              "command": "measure drops",
              "machine": {"processor": "Abacus", "cores": "2", "memory": "16777216 kB",
                          "system": "Linux 6", "jvm": "VM 25"},
              "limits": [{"name": "tap", "value": 5000.0, "unit": "drops/s", "how": "fully open"}],
              "metrics": [{"name": "rate", "unit": "drops/s"}],
              "noise": {"rate": 0.05},
              "contenders": [
                {"label": "ours", "program": "Millrace 1", "medians": {"rate [drops/s]": 4000},
                 "runs": [{"rate": 3900}, {"rate": 4000}, {"rate": 4200}]},
                {"label": "theirs", "program": "Apache Flume 1", "medians": {"rate [drops/s]": 1000},
                 "runs": [{"rate": 1000}]}],
              "bars": [
                {"metric": "rate", "unit": "drops/s", "against": "theirs", "atLeast": 3.0,
                 "value": 4000, "reference": 1000, "advantage": 4.0, "finding": "REACHED"},
                {"metric": "rate", "unit": "drops/s", "against": "others", "atLeast": 0.0,
                 "value": 4000, "reference": 3200, "advantage": 1.25, "finding": "TOLD"},
                {"metric": "rate", "unit": "drops/s", "against": "limit:tap", "atLeast": 0.9,
                 "value": 4000, "reference": 5000, "advantage": 0.8, "finding": "MISSED"},
                {"metric": "delay", "unit": "ms", "against": "goal:2.0", "atLeast": 1.0,
                 "value": 1.5, "reference": 2.0, "advantage": 1.33, "finding": "UNDECIDED"}]
            }
            """;

    private static final String MICRO =
            """
            [{"benchmark": "org.example.PailBenchmark.pour", "params": {"size": "500"},
              "primaryMetric": {"score": 12.5, "scoreUnit": "ns/op"},
              "secondaryMetrics": {"gc.alloc.rate": {"score": 7.0, "scoreUnit": "MB/sec"},
                                   "·gc.alloc.rate.norm": {"score": 0.25, "scoreUnit": "B/op"}}},
             {"benchmark": "org.example.PailBenchmark.tip",
              "primaryMetric": {"score": 3, "scoreUnit": "ns/op"}, "secondaryMetrics": {}}]
            """;

    @TempDir Path directory;

    @Test
    void putsTheFiguresOfAScenarioInItsPlaceAndLeavesTheRest() throws Exception {
        assertThat(
                        updated(
                                """
                                # Title

                                <!-- figures: drops -->
                                what was there before
                                <!-- end of figures -->

                                By hand.
                                """))
                .isEqualTo(
                        """
                        # Title

                        <!-- figures: drops -->

                        Drops into a bucket.

                        ![drops](page/drops.svg)

                        | Median (least to most) | ours | theirs | Noise |
                        |---|---|---|---|
                        | rate, drops/s | 4,000 (3,900 to 4,200) | 1,000 (1,000 to 1,000) | 5.0 % |

                        | Goal | Reached | Finding |
                        |---|---|---|
                        | rate: 3.00 times as good as theirs | 4.00 times | reached |
                        | rate: beside others | 1.25 times | no goal |
                        | rate: 90 % of tap | 80 % | MISSED |
                        | delay: 2.000 ms at most | 1.500 ms | no difference from the bar beyond the\
                         noise |

                        Measured on 2026-11-21, 3 runs of each by turns. The same again:

                        ```
                        measure drops
                        ```

                        <!-- end of figures -->

                        By hand.
                        """);
    }

    @Test
    void tellsOfTheMachineAndItsLimits() throws Exception {
        assertThat(updated("<!-- figures: machine -->\n<!-- end of figures -->"))
                .contains("- 2 cores of Abacus, 16 GiB of memory, Linux 6, VM 25\n")
                .contains("- Apache Flume 1\n- Millrace 1\n")
                .contains("| tap | 5,000 drops/s | fully open |\n");
    }

    @Test
    void showsTheGoalsOfAllScenariosInOneTable() throws Exception {
        assertThat(updated("<!-- figures: goals -->\n<!-- end of figures -->\n"))
                .contains(
                        """
                        | Scenario | Goal | Reached | Noise | Finding |
                        |---|---|---|---|---|
                        | drops | rate: 3.00 times as good as theirs | 4.00 times | 5.0 % | reached |
                        | drops | rate: beside others | 1.25 times | 5.0 % | no goal |
                        | drops | rate: 90 % of tap | 80 % | 5.0 % | MISSED |
                        """);
    }

    @Test
    void drawsTheFiguresOfAScenario() throws Exception {
        updated("<!-- figures: drops -->\n<!-- end of figures -->\n");
        String svg = Files.readString(directory.resolve("page").resolve("drops.svg"));
        NodeList bars =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("rect");
        assertThat(svg).contains("rate, drops/s", "ours", "theirs");
        // The first is the ground.
        assertThat(bars.getLength()).isEqualTo(3);
        double ours = width(bars, 1);
        assertThat(width(bars, 2)).isCloseTo(ours / 4, within(0.1));
    }

    private static double width(NodeList boxes, int index) {
        return Double.parseDouble(((Element) boxes.item(index)).getAttribute("width"));
    }

    @Test
    void showsWhatJmhMeasured() throws Exception {
        assertThat(updated("<!-- figures: micro -->\n<!-- end of figures -->\n"))
                .contains(
                        """
                        | Benchmark | Parameters | Result | Allocated |
                        |---|---|---|---|
                        | PailBenchmark.pour | size 500 | 12.5 ns/op | 0.250 B/op |
                        | PailBenchmark.tip | - | 3.000 ns/op | - |
                        """);
    }

    @Test
    void givesTheSamePageWhenItIsUpdatedAgain() throws Exception {
        String once = updated("<!-- figures: drops -->\n<!-- end of figures -->\n");
        assertThat(updated(once)).isEqualTo(once);
    }

    @Test
    void refusesFiguresOfWhichThereIsNoResult() {
        assertThatThrownBy(() -> updated("<!-- figures: floods -->\n<!-- end of figures -->\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("floods");
    }

    @Test
    void refusesFiguresWithoutAnEnd() {
        assertThatThrownBy(() -> updated("<!-- figures: drops -->\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without an end");
    }

    private String updated(String text) throws IOException {
        Path results = Files.createDirectories(directory.resolve("results"));
        Files.writeString(results.resolve("drops.json"), RESULT);
        // Not a result of the side-by-side tool.
        Files.writeString(results.resolve("micro.json"), MICRO);
        Path page = Files.writeString(directory.resolve("page.md"), text);
        Page.update(page, results);
        return Files.readString(page);
    }
}
