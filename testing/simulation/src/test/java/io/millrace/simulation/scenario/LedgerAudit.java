// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.engine.ledger.Gap;
import io.millrace.engine.ledger.LedgerCheck;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.engine.ledger.LedgerFigures;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;

import java.io.IOException;
import java.util.Map;

/** Whether the ledger of a stopped agent adds up, and agrees with what is at the destination. */
final class LedgerAudit {
    private LedgerAudit() {}

    /**
     * Audits a channel.
     *
     * @param arrived how often each event is at the destination
     * @param events that the channel, if it is durable, stored once each; -1 if it is not
     */
    static void run(World world, String channel, Map<Long, Integer> arrived, long events)
            throws IOException {
        SimProcess auditor = world.boot("auditor");
        LedgerContents ledger = LedgerContents.read(auditor.disk(), AgentUnderTest.STATE);
        auditor.kill();
        for (LedgerCheck.Finding finding : LedgerCheck.findings(ledger)) {
            if (finding.kind() == LedgerCheck.Kind.WRONG) {
                throw new AssertionError("the ledger does not add up: " + finding);
            }
        }
        LedgerContents.ChannelAccount account = ledger.accounts().get(channel);
        if (account == null) {
            throw new AssertionError("there is no ledger of the channel");
        }
        LedgerFigures figures = LedgerFigures.of(account, LedgerFigures.ALWAYS);
        long arrivals = arrived.values().stream().mapToLong(count -> count).sum();
        if (figures.delivered() > arrivals) {
            throw new AssertionError(
                    "the ledger says %d were delivered, %d arrived"
                            .formatted(figures.delivered(), arrivals));
        }
        // What was stored before the ledger's first writing may be gone again.
        boolean isComplete =
                account.head().gaps().stream().mapToLong(Gap::fromMillis).noneMatch(t -> t == 0);
        if (events >= 0 && isComplete && figures.accepted() != events) {
            throw new AssertionError(
                    "the ledger says %d were accepted, %d were"
                            .formatted(figures.accepted(), events));
        }
        if (events >= 0
                && isComplete
                && figures.delivered()
                                + figures.deadLetters()
                                + figures.unknown()
                                + figures.waiting()
                        < events) {
            throw new AssertionError("the ledger does not say where all events are: " + figures);
        }
    }

    /** After a life in which nothing went wrong it knows of each event. */
    static void mustKnowAll(World world, String channel, long events) throws IOException {
        SimProcess auditor = world.boot("auditor");
        LedgerContents ledger = LedgerContents.read(auditor.disk(), AgentUnderTest.STATE);
        auditor.kill();
        LedgerFigures figures =
                LedgerFigures.of(ledger.accounts().get(channel), LedgerFigures.ALWAYS);
        if (figures.delivered() + figures.deadLetters() != events
                || !LedgerCheck.findings(ledger).isEmpty()) {
            throw new AssertionError(
                    "undisturbed, of %d events the ledger says %d were delivered: %s"
                            .formatted(events, figures.delivered(), LedgerCheck.findings(ledger)));
        }
    }
}
