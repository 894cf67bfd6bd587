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
        Svg out = new Svg(WIDTH, Svg.HEAD + panels.size() * HEIGHT, title, subtitle);
        for (int i = 0; i < panels.size(); i++) {
            draw(out, panels.get(i), Svg.HEAD + i * HEIGHT);
        }
        return out.text();
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

    private void draw(Svg out, Panel panel, int top) {
        Axis x = Axis.of(panel.lines, 0, panel.isLogarithmic);
        Axis y = Axis.of(panel.lines, 1, panel.isLogarithmic);
        double bottom = top + HEIGHT - BOTTOM;
        out.text(LEFT, top + 20, Svg.Anchor.START, Svg.Style.STRONG, panel.title);
        for (double tick : y.ticks()) {
            double at = bottom - y.share(tick) * (HEIGHT - TOP - BOTTOM);
            out.rule(LEFT, at, WIDTH - RIGHT, at);
            out.text(LEFT - 8, at + 4, Svg.Anchor.END, Svg.Style.SOFT, shortly(tick));
        }
        for (double tick : x.ticks()) {
            double at = LEFT + x.share(tick) * (WIDTH - LEFT - RIGHT);
            out.rule(at, bottom, at, bottom + 4);
            out.text(at, bottom + 17, Svg.Anchor.MIDDLE, Svg.Style.SOFT, shortly(tick));
        }
        out.text(
                (LEFT + WIDTH - RIGHT) / 2.0,
                bottom + 34,
                Svg.Anchor.MIDDLE,
                Svg.Style.SOFT,
                panel.x);
        out.text(14, top + 20, Svg.Anchor.START, Svg.Style.SOFT, panel.y);
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
            out.path(points.toString(), colour);
            double name = WIDTH - RIGHT - (panel.lines.size() - i) * 110.0;
            out.box(name, top + 14, 14, 4, colour);
            out.text(name + 20, top + 20, Svg.Anchor.START, Svg.Style.PLAIN, line.name);
        }
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
