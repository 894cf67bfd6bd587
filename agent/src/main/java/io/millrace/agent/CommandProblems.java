// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import java.io.IOException;

/** The problems that the command line itself has. */
public final class CommandProblems {
    private static final String NOTHING_DONE = "nothing was done";
    private static final String NOT_STARTED = "the agent does not start; no data was touched";

    private CommandProblems() {}

    /** The command line cannot be understood. */
    public static Problem badLine(String what, String remedy) {
        return error("MR-6301", what, NOTHING_DONE, remedy);
    }

    /**
     * An option of Flume's that this version does not have, and without which it makes no sense.
     */
    public static Problem notInThisVersion(String what, String remedy) {
        return error("MR-6302", what, NOT_STARTED, remedy);
    }

    /** An option of Flume's that this version does without. */
    public static Problem optionWithoutEffect(String option, String remedy) {
        return new Problem(
                "MR-6303",
                Severity.WARNING,
                "",
                "",
                "the option " + option + " has no effect in this version",
                "the agent runs as if it were not given",
                remedy);
    }

    /** Flume would look for changes of the file. */
    public static Problem notReloaded(String files) {
        return new Problem(
                "MR-6304",
                Severity.HINT,
                "",
                "",
                "changes of " + files + " are not looked for: this version reads it once, at start",
                "the agent runs with what the file says now",
                "restart the agent after a change, or give --no-reload-conf to silence this");
    }

    /** A source, channel or sink of the command line is written wrongly. */
    public static Problem badExpression(String expression, String what) {
        return error(
                "MR-6305",
                "\"" + expression + "\": " + what,
                NOT_STARTED,
                "write type:key=value,key=value, as in netcat:port=44444");
    }

    /** A page, a code or a component that does not exist. */
    public static Problem unknownName(String what, String remedy) {
        return error("MR-6306", what, NOTHING_DONE, remedy);
    }

    /** A file that may not be replaced, or cannot be written. */
    public static Problem cannotWrite(String file, String why) {
        return error(
                "MR-6307",
                file + " was not written: " + why,
                NOTHING_DONE,
                "name another file, or make room for this one");
    }

    /** The agent had to be cut off. */
    public static Problem stoppedLate(String what) {
        return error(
                "MR-6311",
                what,
                "events that were still in memory channels are lost; what durable channels hold is"
                        + " delivered after the next start",
                "give it more time with --grace, and look for the sink that is slow or down");
    }

    /** A failure that nobody foresaw. */
    public static Problem unforeseen(String what) {
        return error(
                "MR-6312",
                "Millrace failed in a way that it cannot explain: " + what,
                "the command ended",
                "report it with the lines above; --log-level debug shows where it happened");
    }

    /** The quickstart cannot use its directory. */
    public static Problem badWorkplace(String directory, String why) {
        return error(
                "MR-6313",
                "quickstart cannot work in " + directory + ": " + why,
                NOTHING_DONE,
                "name an empty or new directory with --dir");
    }

    /** The quickstart counted, and the counts differ. */
    public static Problem notAllDelivered(String what) {
        return error(
                "MR-6314",
                what,
                "this is a trial: no data of yours is concerned",
                "look at the problems above; the log and the files stay where they are");
    }

    /** The components of a plugin cannot be listed. */
    public static ProblemException unreadablePlugin(IOException cause) {
        return new ProblemException(
                "MR-6315",
                "a plugin cannot be read: " + cause.getMessage(),
                NOTHING_DONE,
                "mend or remove the plugin, or name other directories with --plugins-path",
                cause);
    }

    /** A load test whose events did not all come out. */
    public static Problem refusedResult(String what) {
        return error(
                "MR-6322",
                "the result is refused: " + what,
                "its figures mean nothing; the events were made up, no data of yours is concerned",
                "look at the problems above; if there are none, report it with the line that you"
                        + " ran");
    }

    private static Problem error(String code, String what, String effect, String remedy) {
        return new Problem(code, Severity.ERROR, "", "", what, effect, remedy);
    }
}
