// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.Locale;

/**
 * A drawing with a title, readable on white and on black. Lengths are pixels, from the left upper
 * corner. For one thread.
 */
public final class Svg {
    /** Where the drawing begins below the title. */
    public static final int HEAD = 54;

    private static final int LEFT = 16;

    private final StringBuilder out = new StringBuilder();

    /** Where a text stands. */
    public enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** How a text looks. */
    public enum Style {
        PLAIN("", ""),
        STRONG("", "font-weight=\"600\" "),
        SOFT("soft", ""),
        TITLE("", "font-size=\"16\" font-weight=\"600\" ");

        private final String name;
        private final String attributes;

        Style(String name, String attributes) {
            this.name = name;
            this.attributes = attributes;
        }
    }

    /** An empty drawing with its title. */
    public Svg(int width, int height, String title, String subtitle) {
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
                        width,
                        height));
        text(LEFT, 24, Anchor.START, Style.TITLE, title);
        text(LEFT, 42, Anchor.START, Style.SOFT, subtitle);
    }

    /** A line of text; {@code y} is its base line. */
    public void text(double x, double y, Anchor anchor, Style style, String content) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\""
                                + " %s>%s</text>%n",
                        x,
                        y,
                        anchor.name().toLowerCase(Locale.ROOT),
                        style.name,
                        style.attributes,
                        content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    /** A thin grey line. */
    public void rule(double x1, double y1, double x2, double y2) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    /** A filled rectangle. */
    public void box(double x, double y, double width, double height, String colour) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                                + " fill=\"%s\"/>%n",
                        x,
                        y,
                        width,
                        height,
                        colour));
    }

    /** A line through points, each {@code x,y} with a blank behind it. */
    public void path(String points, String colour) {
        out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"")
                .append(points.strip())
                .append("\"/>\n");
    }

    /** The whole document. */
    public String text() {
        return out + "</svg>\n";
    }
}
