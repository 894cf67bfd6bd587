// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.List;

/**
 * What is set right in the rows of a channel when it is known what it holds, or that it forgot.
 * Under the lock of its book.
 */
record Settling(Rows rows, Gaps gaps) {

    /**
     * Whoever offered them never heard that they are held; those that are count as unwritten, but
     * for those that left the channel already.
     *
     * @return how many these are
     */
    long takePendingBack() {
        long held = 0;
        for (Row row : rows.all()) {
            long pending = row.get(Column.PENDING);
            if (pending != 0) {
                long back = Math.max(0, Math.min(pending, row.inChannel()));
                row.add(Column.TAKEN, -back);
                row.add(Column.ACCEPTED, -back);
                row.set(Column.PENDING, 0);
                row.set(Column.UNPROVEN, 1);
                rows.moveInChannel(-back);
                rows.touch(row);
                held += pending - back + correct(row);
            }
        }
        return held;
    }

    /**
     * Events left the channel that were taken for some of a batch, but the channel did not store
     * that batch: they were others.
     *
     * @return how many of them the channel may have had, by what it said, and had
     */
    long correct(Row row) {
        long excess = -row.inChannel();
        if (excess <= 0) {
            return 0;
        }
        row.set(Column.UNPROVEN, 1);
        rows.moveInChannel(excess);
        long doubtful = Math.min(excess, row.get(Column.IN_DOUBT));
        row.add(Column.IN_DOUBT, -doubtful);
        long placed = doubtful + gaps.place(excess - doubtful);
        row.add(Column.PLACED, placed);
        row.add(Column.ACCEPTED, placed);
        long again = excess - placed;
        leftAgain(row, again);
        return doubtful;
    }

    /** Events that were counted as gone had been gone before. */
    private void leftAgain(Row row, long events) {
        long left = events;
        gaps.takeBack(left);
        row.add(Column.DOUBLED, left);
        for (Column how : List.of(Column.DELIVERED, Column.DEAD_LETTERED, Column.LOST)) {
            long some = Math.min(left, row.get(how));
            row.add(how, -some);
            left -= some;
        }
    }

    /**
     * The channel never stored so many of the events that {@link #takePendingBack} took for stored,
     * since others left it. None if it is not more than 0.
     */
    void neverStored(long events) {
        long left = events;
        for (Row row : List.copyOf(rows.all()).reversed()) {
            boolean mayBe = row.get(Column.UNPROVEN) != 0;
            long some = mayBe ? Math.min(left, row.gone() - row.get(Column.UNKNOWN)) : 0;
            if (some > 0) {
                row.add(Column.TAKEN, -some);
                row.add(Column.ACCEPTED, -some);
                leftAgain(row, some);
                rows.touch(row);
                left -= some;
            }
        }
    }

    /**
     * What the channel holds may say that it had all events in doubt, or none.
     *
     * @return how many of them it had
     */
    long resolveDoubt(long held) {
        long doubt = 0;
        for (Row row : rows.all()) {
            doubt += row.get(Column.IN_DOUBT);
        }
        long balance = rows.inChannel() + gaps.balance();
        boolean hadAll = doubt != 0 && held == balance + doubt;
        if (hadAll) {
            for (Row row : rows.all()) {
                row.add(Column.ACCEPTED, row.get(Column.IN_DOUBT));
                row.add(Column.PLACED, row.get(Column.IN_DOUBT));
            }
            rows.moveInChannel(doubt);
        }
        if (hadAll || held == balance) {
            settleDoubt();
        }
        return hadAll ? doubt : 0;
    }

    /** The channel forgot what it held: nobody knows what became of that. */
    void forgot(long fromMillis, long nowMillis) {
        long gone = rows.inChannel() + gaps.balance();
        if (gone == 0) {
            return;
        }
        for (Row row : rows.all()) {
            if (row.inChannel() != 0) {
                row.allGone(Column.UNKNOWN);
                rows.touch(row);
            }
        }
        rows.moveInChannel(-rows.inChannel());
        gaps.settle();
        gaps.add(new Gap(fromMillis, nowMillis, 0, gone, 0, true, 0, 0, true));
    }

    /** What a channel may have had is now among what it has. */
    void settleDoubt() {
        for (Row row : rows.all()) {
            if (row.get(Column.IN_DOUBT) != 0) {
                row.set(Column.IN_DOUBT, 0);
                rows.touch(row);
            }
        }
    }

    /**
     * Once all is gone that came before a gap, what its rows still show left it during the gap.
     * What came before was accepted before, so that younger rows do not matter.
     *
     * @return whether that changed something
     */
    boolean settleGaps() {
        long openUntil = gaps.openUntil();
        if (openUntil == Gaps.NEVER) {
            return false;
        }
        long left = gaps.balance();
        for (Row row : rows.until(openUntil)) {
            left += row.inChannel();
            if (row.get(Column.IN_DOUBT) != 0) {
                return false;
            }
        }
        if (left != 0) {
            return false;
        }
        for (Row row : rows.until(openUntil)) {
            if (row.inChannel() != 0) {
                rows.moveInChannel(-row.inChannel());
                row.allGone(Column.UNKNOWN);
                rows.touch(row);
            }
        }
        gaps.settle();
        return true;
    }
}
