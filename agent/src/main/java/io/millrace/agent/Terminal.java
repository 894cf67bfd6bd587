// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import io.millrace.spi.Problem;

import java.io.PrintStream;

/**
 * Where a command prints: results on {@link #out}, everything else on {@link #err}.
 *
 * @param outIsTerminal whether somebody sees the results as they come
 * @param errIsTerminal the same for the rest
 * @param colour whether escape sequences may be printed where a terminal is
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean colour) {

    /**
     * The streams of the process. The launcher says which of them are terminals, for it knows
     * without loading a class; NO_COLOR and TERM=dumb are honoured.
     */
    public static Terminal ofProcess() {
        String terminals = System.getProperty("millrace.terminal", "");
        String noColour = System.getenv("NO_COLOR");
        return new Terminal(
                System.out,
                System.err,
                terminals.contains("1"),
                terminals.contains("2"),
                (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM")));
    }

    /** For results. */
    public Paint paint() {
        return new Paint(colour && outIsTerminal);
    }

    /** Prints a problem where problems go. */
    public void print(Problem problem) {
        err.println(ProblemText.of(problem, new Paint(colour && errIsTerminal)));
    }
}
