// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.loadtest.Svg;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws a scenario: for each metric a bar for each contender, to its median, and a grey line from
 * the least to the most of its runs. For one thread.
 */
final class BarPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 180;
    private static final int RIGHT = 130;
    private static final int BAR = 14;
    private static final int STEP = 20;
    private static final int PANEL_HEAD = 30;
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    private final String title;
    private final String subtitle;
    private final List<Panel> panels = new ArrayList<>();

    /** A contender's figure: its median, the least and the most of its runs. */
    record Bar(String contender, double median, double least, double most) {}

    private record Panel(String metric, List<Bar> bars) {
        int height() {
            return PANEL_HEAD + bars.size() * STEP;
        }
    }

    BarPlot(String title, String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /** Adds a metric, below those that were added before. */
    BarPlot add(String metric, List<Bar> bars) {
        panels.add(new Panel(metric, bars));
        return this;
    }

    String svg() {
        int height = Svg.HEAD + STEP + panels.stream().mapToInt(Panel::height).sum();
        Svg out = new Svg(WIDTH, height, title, subtitle);
        int top = Svg.HEAD;
        for (Panel panel : panels) {
            draw(out, panel, top);
            top += panel.height();
        }
        return out.text();
    }

    private static void draw(Svg out, Panel panel, int top) {
        double most = panel.bars.stream().mapToDouble(Bar::most).max().orElse(0);
        double scale = most > 0 ? (WIDTH - LEFT - RIGHT) / most : 0;
        out.text(16, top + 18, Svg.Anchor.START, Svg.Style.STRONG, panel.metric);
        for (int i = 0; i < panel.bars.size(); i++) {
            Bar bar = panel.bars.get(i);
            double at = top + PANEL_HEAD + i * STEP;
            double middle = at + BAR / 2.0;
            out.text(LEFT - 8, middle + 4, Svg.Anchor.END, Svg.Style.PLAIN, bar.contender);
            out.box(LEFT, at, bar.median * scale, BAR, COLOURS.get(i % COLOURS.size()));
            out.rule(LEFT + bar.least * scale, middle, LEFT + bar.most * scale, middle);
            out.text(
                    LEFT + bar.most * scale + 8,
                    middle + 4,
                    Svg.Anchor.START,
                    Svg.Style.SOFT,
                    Table.number(bar.median));
        }
    }
}
