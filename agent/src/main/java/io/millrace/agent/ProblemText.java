// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How problems look when a command prints them. */
public final class ProblemText {
    private ProblemText() {}

    /** Several lines, the first with code, severity and place; without the last line break. */
    public static String of(Problem problem, Paint paint) {
        StringBuilder text = new StringBuilder(300);
        String severity = word(problem.severity());
        text.append(paint.bold(problem.code()))
                .append(' ')
                .append(
                        switch (problem.severity()) {
                            case ERROR -> paint.red(severity);
                            case WARNING -> paint.yellow(severity);
                            case HINT -> severity;
                        });
        if (!problem.place().isEmpty()) {
            text.append("  ").append(problem.place());
        }
        if (!problem.key().isEmpty()) {
            text.append("  ").append(problem.key());
        }
        line(text, "", problem.what());
        line(text, "effect: ", problem.effect());
        line(text, "remedy: ", problem.remedy());
        return text.append("\n  more: millrace explain ").append(problem.code()).toString();
    }

    /** One line, for the log. */
    public static String line(Problem problem) {
        StringBuilder text = new StringBuilder(200);
        text.append(problem.code());
        if (!problem.place().isEmpty()) {
            text.append(' ').append(problem.place());
        }
        if (!problem.key().isEmpty()) {
            text.append(' ').append(problem.key());
        }
        text.append(": ").append(problem.what());
        if (!problem.effect().isEmpty()) {
            text.append("; effect: ").append(phrase(problem.effect()));
        }
        if (!problem.remedy().isEmpty()) {
            text.append("; remedy: ").append(phrase(problem.remedy()));
        }
        return text.toString();
    }

    /** A sentence as a part of a longer one. */
    private static String phrase(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** The same for programs. */
    public static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", problem.code());
        fields.put("severity", word(problem.severity()));
        fields.put("place", problem.place());
        fields.put("key", problem.key());
        fields.put("what", problem.what());
        fields.put("effect", problem.effect());
        fields.put("remedy", problem.remedy());
        return fields;
    }

    /** What {@code --json} prints for a command that failed. */
    public static String json(List<Problem> problems) {
        return Json.pretty(Map.of("problems", problems.stream().map(ProblemText::fields).toList()));
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append("\n  ").append(label).append(value.replace("\n", "\n  "));
        }
    }
}
