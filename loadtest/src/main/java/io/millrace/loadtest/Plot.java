// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws panels with lines, one below the other, as SVG. For one thread. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 220;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int BOTTOM = 44;
    private static final int HEAD = 54;
    private static final int TICKS = 5;

    /** Can be told apart by those who do not see all colours, on white and on black. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    private final String title;
    private final String subtitle;
    private final List<Panel> panels = new ArrayList<>();

    Plot(String title, String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /** A line: a name, and points by x and y. */
    record Line(String name, List<double[]> points) {}

    /**
     * One panel.
     *
     * @param isLogarithmic whether both axes are; points at 0 or below are left out then
     */
    record Panel(String title, String x, String y, boolean isLogarithmic, List<Line> lines) {}

    Plot add(Panel panel) {
        panels.add(panel);
        return this;
    }

    String svg() {
        StringBuilder out = new StringBuilder();
        int height = HEAD + panels.size() * HEIGHT;
        out.append(
                String.format(
                        Locale.ROOT,
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="system-ui, sans-serif" font-size="12">
                        <style>
                        .back { fill: #ffffff } text { fill: #222222 } .grid { stroke: #dddddd } .soft { fill: #666666 }
                        @media (prefers-color-scheme: dark) { .back { fill: #16181d } text { fill: #e6e6e6 } .grid { stroke: #3a3d44 } .soft { fill: #a0a0a0 } }
                        </style>
                        <rect class="back" width="%1$d" height="%2$d"/>
                        """,
                        WIDTH,
                        height));
        text(out, 16, 24, "start", "", "font-size=\"16\" font-weight=\"600\"", title);
        text(out, 16, 42, "start", "soft", "", subtitle);
        for (int i = 0; i < panels.size(); i++) {
            draw(out, panels.get(i), HEAD + i * HEIGHT);
        }
        return out.append("</svg>\n").toString();
    }

    private record Axis(double least, double most, boolean isLogarithmic) {
        static Axis of(List<Line> lines, int coordinate, boolean isLogarithmic) {
            double most = 0;
            double least = isLogarithmic ? Double.MAX_VALUE : 0;
            for (Line line : lines) {
                for (double[] point : line.points) {
                    double value = point[coordinate];
                    most = Math.max(most, value);
                    if (isLogarithmic && value > 0) {
                        least = Math.min(least, value);
                    }
                }
            }
            if (isLogarithmic) {
                double low = least == Double.MAX_VALUE ? 1 : Math.pow(10, Math.floor(log(least)));
                double high = most <= low ? low * 10 : Math.pow(10, Math.ceil(log(most)));
                return new Axis(low, high, true);
            }
            double step = step(most);
            return new Axis(0, step * Math.max(1, Math.ceil(most / step)), false);
        }

        private static double step(double most) {
            if (most <= 0) {
                return 1;
            }
            double rough = most / TICKS;
            double power = Math.pow(10, Math.floor(log(rough)));
            double share = rough / power;
            return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (isLogarithmic) {
                for (double at = least; at <= most * 1.001; at *= 10) {
                    ticks.add(at);
                }
            } else {
                double step = step(most);
                for (double at = 0; at <= most * 1.001; at += step) {
                    ticks.add(at);
                }
            }
            return ticks;
        }

        double share(double value) {
            return isLogarithmic
                    ? (log(value) - log(least)) / (log(most) - log(least))
                    : (value - least) / (most - least);
        }

        private static double log(double value) {
            return Math.log10(value);
        }
    }

    private void draw(StringBuilder out, Panel panel, int top) {
        Axis x = Axis.of(panel.lines, 0, panel.isLogarithmic);
        Axis y = Axis.of(panel.lines, 1, panel.isLogarithmic);
        double bottom = top + HEIGHT - BOTTOM;
        text(out, LEFT, top + 20, "start", "", "font-weight=\"600\"", panel.title);
        for (double tick : y.ticks()) {
            double at = bottom - y.share(tick) * (HEIGHT - TOP - BOTTOM);
            rule(out, LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 8, at + 4, "end", "soft", "", shortly(tick));
        }
        for (double tick : x.ticks()) {
            double at = LEFT + x.share(tick) * (WIDTH - LEFT - RIGHT);
            rule(out, at, bottom, at, bottom + 4);
            text(out, at, bottom + 17, "middle", "soft", "", shortly(tick));
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, bottom + 34, "middle", "soft", "", panel.x);
        text(out, 14, top + 20, "start", "soft", "", panel.y);
        for (int i = 0; i < panel.lines.size(); i++) {
            Line line = panel.lines.get(i);
            String colour = COLOURS.get(i % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (double[] point : line.points) {
                if (!panel.isLogarithmic || (point[0] > 0 && point[1] > 0)) {
                    points.append(
                            String.format(
                                    Locale.ROOT,
                                    "%.1f,%.1f ",
                                    LEFT + x.share(point[0]) * (WIDTH - LEFT - RIGHT),
                                    bottom - y.share(point[1]) * (HEIGHT - TOP - BOTTOM)));
                }
            }
            out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                    .append(colour)
                    .append("\" points=\"")
                    .append(points.toString().strip())
                    .append("\"/>\n");
            double name = WIDTH - RIGHT - (panel.lines.size() - i) * 110.0;
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%.0f\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
                            name,
                            top + 14,
                            colour));
            text(out, name + 20, top + 20, "start", "", "", line.name);
        }
    }

    private static void rule(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(
            StringBuilder out,
            double x,
            double y,
            String anchor,
            String style,
            String more,
            String content) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\""
                                + " %s>%s</text>%n",
                        x,
                        y,
                        anchor,
                        style,
                        more,
                        content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    /** As {@code 1.5 M}. */
    static String shortly(double value) {
        if (value >= 1e6) {
            return trim(value / 1e6) + " M";
        }
        return value >= 1e3 ? trim(value / 1e3) + " k" : trim(value);
    }

    private static String trim(double value) {
        String text = String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.1f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
