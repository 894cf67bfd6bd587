// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.Terminal;
import io.millrace.agent.command.Commands;
import io.millrace.engine.ledger.Column;
import io.millrace.engine.ledger.LedgerCheck;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.engine.ledger.LedgerFigures;
import io.millrace.host.real.RealHost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Compares the ledger of a {@link WholeAgent} with what clients sent and files hold. */
final class LedgerOracle {
    private LedgerOracle() {}

    private static LedgerFigures figures(Path home) throws IOException {
        LedgerContents ledger =
                LedgerContents.read(new RealHost().disk(), home.resolve("state").resolve("a"));
        assertThat(LedgerCheck.findings(ledger))
                .noneMatch(finding -> finding.kind() == LedgerCheck.Kind.WRONG);
        return LedgerFigures.of(ledger.accounts().get("c"), LedgerFigures.ALWAYS);
    }

    /** While the agent runs. */
    static void mustAnswer(Path home) {
        String[] look = {"ledger", "--json", "--state", home.resolve("state").toString()};
        assertThat(Commands.run(Terminal.ofProcess(), look)).isZero();
    }

    /** After a kill: what it says it has is no more than there is. */
    static void mustNotClaimTooMuch(Path home, int sent, List<String> delivered)
            throws IOException {
        LedgerFigures figures = figures(home);
        assertThat(figures.delivered()).isLessThanOrEqualTo(delivered.size());
        assertThat(figures.accepted()).isLessThanOrEqualTo(sent);
        assertThat(figures.lost()).isZero();
    }

    /**
     * After an orderly stop of an agent that had delivered all.
     *
     * @param stored different lines that were in the channel once
     * @param written lines in the files, repeats included
     */
    static void mustKnowAll(Path home, int stored, int written) throws IOException {
        LedgerFigures figures = figures(home);
        assertThat(figures.accepted()).isEqualTo(stored);
        assertThat(figures.delivered() + figures.unknown()).isEqualTo(stored);
        assertThat(figures.delivered() + figures.rows().get(Column.DOUBLED))
                .isLessThanOrEqualTo(written);
        assertThat(figures.waiting()).isZero();
        assertThat(figures.deadLetters()).isZero();
        assertThat(figures.lost()).isZero();
        System.out.printf(
                "its ledger: %d accepted, %d delivered, %d left in seconds that nobody wrote"
                        + " down%n",
                figures.accepted(), figures.delivered(), figures.unknown());
        String[] verify = {
            "ledger",
            "verify",
            "--state",
            home.resolve("state").toString(),
            "-f",
            home.resolve("flume.conf").toString()
        };
        assertThat(Commands.run(Terminal.ofProcess(), verify)).isZero();
    }
}
