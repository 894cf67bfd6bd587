// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.ComponentNode;
import io.millrace.engine.deadletter.DeadLetters;
import io.millrace.engine.ledger.Ledger;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Clock;
import io.millrace.spi.Component;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** What all runners of one agent share. */
record Parts(
        String agent,
        AgentOptions options,
        AgentMeters meters,
        ProblemLog problems,
        StreamTracker streams,
        Positions positions,
        Watchdog watchdog,
        DeadLetters deadLetters,
        Ledger ledger) {
    private static final Logger LOG = LoggerFactory.getLogger("millrace");

    Clock clock() {
        return options.host().clock();
    }

    Backoff backoff() {
        return new Backoff(options.tuning().firstPause(), options.tuning().longestPause());
    }

    ComponentMeters metersOf(ComponentNode node) {
        return meters.component(node.kind(), node.descriptor().type(), node.name());
    }

    /** Creates the component that a record of the configuration describes. */
    <C extends Component> C create(Class<C> kind, ComponentNode node, ComponentContext context) {
        ComponentConfig<?> config = (ComponentConfig<?>) node.config();
        return kind.cast(config.create(context));
    }

    /** Tells a problem of a component at its place in the configuration. */
    void report(ComponentNode node, Problem problem) {
        problems.report(at(node, problem));
    }

    static Problem at(ComponentNode node, Problem problem) {
        return problem.at(ComponentId.of(node) + " " + node.origin(), problem.key());
    }

    /**
     * Tells a failure; a component that explains itself is quoted, another is named. Whence it came
     * stands in the log only where somebody asks for it.
     */
    void report(ComponentNode node, String doing, String effect, Throwable failure) {
        LOG.debug("{} failed to {}", ComponentId.of(node), doing, failure);
        Problem problem =
                failure instanceof ProblemException explained
                        ? explained.problem()
                        : new Problem(
                                "MR-6001",
                                Problem.Severity.ERROR,
                                "",
                                "",
                                "failed to " + doing + ": " + rootCause(failure),
                                effect,
                                failure instanceof IOException
                                        ? "see to what the cause names; it is tried again until it"
                                                + " works"
                                        : "this is a defect of the component; --log-level debug"
                                                + " shows where");
        report(node, problem);
    }

    /** Tells that a call into a component has not returned in time. */
    void reportStuck(ComponentNode node, String call, String stack, String effect) {
        report(
                node,
                new Problem(
                        "MR-6008",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        "has not returned from \""
                                + call
                                + "\" for "
                                + options.tuning().stuckAfter().toSeconds()
                                + " s; it stands in "
                                + stack,
                        effect,
                        "find out what the call waits for: the innermost frame stands first"));
    }

    /** The innermost cause first: the outer ones say less. */
    static String rootCause(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : message + " (" + name + ")";
    }
}
