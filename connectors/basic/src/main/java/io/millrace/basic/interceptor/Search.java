// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Run;
import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;

import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches bodies with a regular expression, within a budget. Safe for several threads. */
final class Search {

    /** What was found in a body. */
    enum Outcome {
        FOUND,
        NOT_FOUND,
        /** The budget or the stack was used up; the event is to go on unchanged. */
        GIVEN_UP
    }

    private final Pattern pattern;
    private final Charset charset;
    private final Context context;
    private final Meters.Counter givenUp;

    Search(Pattern pattern, Charset charset, Context context) {
        this.pattern = pattern;
        this.charset = charset;
        this.context = context;
        this.givenUp =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "regex_given_up_total",
                                        "Events that a regular expression took too many steps"
                                                + " for."));
    }

    /** A search of the bodies of one run, for one thread. */
    Cursor over(Run run) {
        return new Cursor(run);
    }

    private void giveUp(Run run, int event) {
        givenUp.add(1);
        context.report(
                new Problem(
                        "MR-4081",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        "the regular expression \""
                                + pattern
                                + "\" took too many steps for an event of "
                                + run.bodyLength(event)
                                + " bytes",
                        "The event goes on unchanged; none is lost or held up.",
                        "Write the expression so that it cannot go back and forth: no repetition"
                                + " within a repetition, ^ where it can stand, [^,]* for .*"));
    }

    /** Goes from body to body. */
    final class Cursor {
        private final Run run;
        private final BoundedText text = new BoundedText(charset);
        private final Matcher matcher = pattern.matcher("");

        private Cursor(Run run) {
            this.run = run;
        }

        /** Searches the body of an event from its beginning. */
        Outcome find(int event) {
            text.set(run.array(), run.bodyStart(event), run.bodyLength(event));
            matcher.reset(text);
            return next(event);
        }

        /** Searches on behind the last match in the same body. */
        Outcome next(int event) {
            try {
                return matcher.find() ? Outcome.FOUND : Outcome.NOT_FOUND;
            } catch (BoundedText.OverBudget | StackOverflowError given) {
                giveUp(run, event);
                return Outcome.GIVEN_UP;
            }
        }

        /** The last match. */
        Matcher match() {
            return matcher;
        }
    }
}
