// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.Plot.Line;
import io.millrace.loadtest.Plot.Panel;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class PlotTest {

    private static Document read(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void drawsOneLineForEachSeries() throws Exception {
        Line line = new Line("a < b", List.of(new double[] {0, 5}, new double[] {10, 20}));
        String svg =
                new Plot("title & more", "")
                        .add(new Panel("panel", "x", "y", false, List.of(line, line)))
                        .svg();
        assertThat(read(svg).getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg).contains("title &amp; more", "a &lt; b").doesNotContain("NaN");
    }

    @Test
    void leavesOutOnLogarithmicAxesWhatHasNoPlaceThere() throws Exception {
        Line line =
                new Line(
                        "p99",
                        List.of(new double[] {0, 5}, new double[] {1000, 0}, new double[] {10, 2}));
        String svg = new Plot("t", "").add(new Panel("p", "x", "y", true, List.of(line))).svg();
        String points =
                read(svg)
                        .getElementsByTagName("polyline")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("points")
                        .getNodeValue();
        assertThat(points.split(" ")).hasSize(1);
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }

    @Test
    void drawsNothingAtAllWithoutPoints() throws Exception {
        for (boolean isLogarithmic : new boolean[] {true, false}) {
            Panel panel =
                    new Panel("p", "x", "y", isLogarithmic, List.of(new Line("a", List.of())));
            String svg = new Plot("t", "").add(panel).svg();
            assertThat(read(svg).getElementsByTagName("polyline").getLength()).isEqualTo(1);
            assertThat(svg).doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void shortensNumbers() {
        assertThat(Plot.shortly(1_500_000)).isEqualTo("1.5 M");
        assertThat(Plot.shortly(20_000)).isEqualTo("20 k");
        assertThat(Plot.shortly(0.25)).isEqualTo("0.25");
        assertThat(Plot.shortly(100)).isEqualTo("100");
        assertThat(Plot.shortly(0)).isEqualTo("0");
    }
}
