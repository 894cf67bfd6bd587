// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import java.util.List;
import java.util.Locale;

/**
 * Problems as text for people.
 *
 * <pre>
 * MR-1303 warning  flume.conf:17  a1.sinks.k1.hdfs.rollSzie
 *   unknown property "hdfs.rollSzie" of sink type "hdfs"
 *   did you mean: hdfs.rollSize
 *   effect: it is ignored; for hdfs.rollSize the default 1024 is in force
 *   more: millrace explain MR-1303
 * </pre>
 */
public final class ProblemText {
    private static final String ESCAPE = "\u001b[";
    private static final String PLAIN = ESCAPE + "0m";
    private static final String BOLD = ESCAPE + "1m";
    private static final String FAINT = ESCAPE + "2m";

    private ProblemText() {}

    /**
     * One problem, several lines, without a line break at the end.
     *
     * @param colour whether a terminal shows it that knows colours
     */
    public static String of(Problem problem, boolean colour) {
        var text = new StringBuilder();
        text.append(paint(problem.code(), BOLD, colour)).append(' ');
        text.append(paint(word(problem.severity()), of(problem.severity()), colour));
        if (!problem.place().isEmpty()) {
            text.append("  ").append(problem.place());
        }
        if (!problem.key().isEmpty()) {
            text.append("  ").append(problem.key());
        }
        line(text, problem.what());
        line(text, problem.remedy());
        if (!problem.effect().isEmpty()) {
            line(text, "effect: " + problem.effect());
        }
        text.append("\n  ")
                .append(paint("more: millrace explain " + problem.code(), FAINT, colour));
        return text.toString();
    }

    /** All problems, an empty line between two, and how many there are; a line break at the end. */
    public static String of(List<Problem> problems, boolean colour) {
        var text = new StringBuilder();
        for (Problem problem : problems) {
            text.append(of(problem, colour)).append("\n\n");
        }
        return text.append(summary(problems)).append('\n').toString();
    }

    /** {@code 1 error, 2 warnings, no hint}. */
    public static String summary(List<Problem> problems) {
        var text = new StringBuilder();
        for (Severity severity : Severity.values()) {
            long count =
                    problems.stream().filter(problem -> problem.severity() == severity).count();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(count == 0 ? "no" : Long.toString(count))
                    .append(' ')
                    .append(word(severity))
                    .append(count > 1 ? "s" : "");
        }
        return text.toString();
    }

    /** The severity as a user reads it: {@code warning}. */
    public static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isEmpty()) {
            text.append("\n  ").append(line.replace("\n", "\n  "));
        }
    }

    private static String paint(String text, String colour, boolean isColoured) {
        return isColoured ? colour + text + PLAIN : text;
    }

    private static String of(Severity severity) {
        return switch (severity) {
            case ERROR -> ESCAPE + "31m";
            case WARNING -> ESCAPE + "33m";
            case HINT -> ESCAPE + "36m";
        };
    }
}
