// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.ArrayList;
import java.util.List;

/** Whether every equation of a ledger holds, and what it does not know. */
public final class LedgerCheck {
    private static final Column[] NEVER_NEGATIVE = {
        Column.TAKEN,
        Column.FILTERED,
        Column.UNROUTED,
        Column.ELSEWHERE,
        Column.DROPPED,
        Column.REPEATED,
        Column.ACCEPTED,
        Column.DELIVERED,
        Column.DEAD_LETTERED,
        Column.LOST,
        Column.UNKNOWN,
        Column.IN_DOUBT,
        Column.PLACED,
        Column.DOUBLED
    };

    private LedgerCheck() {}

    /** How bad something is. */
    public enum Kind {
        /** It is not known what became of some events. */
        UNKNOWN,
        /** Something does not add up. */
        WRONG,
        /** Good to know; nothing is missing. */
        NOTE
    }

    /**
     * What was found.
     *
     * @param channel that it concerns; empty for the whole ledger
     * @param fromMillis of the time of acceptance, or of the gap
     * @param toMillis its end
     * @param what in words
     */
    public record Finding(Kind kind, String channel, long fromMillis, long toMillis, String what) {}

    /** All findings, by channel and time. Empty if all adds up and nothing is unknown. */
    public static List<Finding> findings(LedgerContents ledger) {
        List<Finding> findings = new ArrayList<>();
        for (String damage : ledger.damage()) {
            findings.add(new Finding(Kind.WRONG, "", 0, ledger.writtenMillis(), damage));
        }
        ledger.accounts()
                .forEach((channel, account) -> {
                    account.rows().forEach(row -> check(findings, channel, row));
                    account.head().gaps().forEach(gap -> check(findings, channel, gap));
                    check(findings, ledger, account);
                });
        return findings;
    }

    private static void check(List<Finding> findings, String channel, Row row) {
        List<String> wrong = new ArrayList<>();
        for (Column column : NEVER_NEGATIVE) {
            if (row.get(column) < 0) {
                wrong.add("%s is %d".formatted(column.word(), row.get(column)));
            }
        }
        long in = row.get(Column.TAKEN) + row.get(Column.PLACED);
        long through =
                row.get(Column.FILTERED)
                        + row.get(Column.UNROUTED)
                        + row.get(Column.ELSEWHERE)
                        + row.get(Column.DROPPED)
                        + row.get(Column.REPEATED)
                        + row.get(Column.ACCEPTED);
        if (in != through) {
            wrong.add("%d events came, but %d are accounted for".formatted(in, through));
        }
        if (row.inChannel() < 0) {
            wrong.add(
                    "%d events left, but only %d were accepted"
                            .formatted(row.gone(), row.get(Column.ACCEPTED)));
        }
        if (!row.digestsAgree()) {
            wrong.add("as many events left as were accepted, but not the same ones");
        }
        long end = row.startMillis() + row.widthMillis();
        if (!wrong.isEmpty()) {
            findings.add(
                    new Finding(
                            Kind.WRONG, channel, row.startMillis(), end, String.join("; ", wrong)));
        }
    }

    private static void check(List<Finding> findings, String channel, Gap gap) {
        String what;
        if (gap.fromMillis() == 0) {
            what = "%d events were in the channel when its ledger began".formatted(gap.accepted());
        } else if (gap.isForgetful()) {
            what =
                    "%d events were in memory at the last writing before the process ended: each is"
                                    .formatted(gap.left())
                            + " delivered or lost; what came and went after that is not written"
                            + " down";
        } else {
            what =
                    "%d events came and %d left while nothing was written down"
                            .formatted(gap.accepted(), gap.left());
            if (gap.back() > 0) {
                what += "; %d came back that had been delivered".formatted(gap.back());
            }
        }
        findings.add(
                new Finding(
                        gap.isForgetful() ? Kind.UNKNOWN : Kind.NOTE,
                        channel,
                        gap.fromMillis(),
                        gap.toMillis(),
                        what));
    }

    private static void check(
            List<Finding> findings, LedgerContents ledger, LedgerContents.ChannelAccount account) {
        AccountHead head = account.head();
        long balance = 0;
        long doubt = 0;
        for (Row row : account.rows()) {
            balance += row.inChannel();
            doubt += row.get(Column.IN_DOUBT);
        }
        for (Gap gap : head.gaps()) {
            balance += gap.balance();
        }
        String wrong = "";
        if (balance != head.balance()) {
            wrong =
                    "the rows leave %d events in the channel, the total says %d"
                            .formatted(balance, head.balance());
        } else if (head.atStop() >= 0
                && (head.atStop() < balance || head.atStop() > balance + doubt)) {
            wrong =
                    "at the stop the channel had %d events, by the ledger it had %d"
                            .formatted(head.atStop(), balance);
        }
        if (!wrong.isEmpty()) {
            findings.add(new Finding(Kind.WRONG, head.channel(), 0, ledger.writtenMillis(), wrong));
        }
        checkTotal(findings, ledger, account);
    }

    /** Whether rows are missing, or there is one too many. */
    private static void checkTotal(
            List<Finding> findings, LedgerContents ledger, LedgerContents.ChannelAccount account) {
        Row total = account.total();
        if (total == null) {
            return;
        }
        Row sum = Row.sum(account.rows());
        List<String> wrong = new ArrayList<>();
        for (Column column : Column.values()) {
            if (column.isSum() && sum.get(column) != total.get(column)) {
                wrong.add(
                        "%s is %d by the rows and %d by the running total"
                                .formatted(column.word(), sum.get(column), total.get(column)));
            }
        }
        if (!wrong.isEmpty()) {
            findings.add(
                    new Finding(
                            Kind.WRONG,
                            account.head().channel(),
                            0,
                            ledger.writtenMillis(),
                            String.join("; ", wrong)));
        }
    }
}
