// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

/**
 * What is set right in the rows of a channel when it is known what it holds, or that it forgot.
 * Under the lock of its book.
 */
record Settling(Rows rows, Gaps gaps) {

    /** Whoever offered them never heard that they are held; those that are count as unwritten. */
    void takePendingBack() {
        for (Row row : rows.all()) {
            long pending = row.get(Column.PENDING);
            if (pending != 0) {
                row.add(Column.TAKEN, -pending);
                row.add(Column.ACCEPTED, -pending);
                row.set(Column.PENDING, 0);
                row.set(Column.UNPROVEN, 1);
                rows.moveInChannel(-pending);
                rows.touch(row);
            }
        }
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
