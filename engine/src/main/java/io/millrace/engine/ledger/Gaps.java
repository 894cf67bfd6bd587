// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.ArrayList;
import java.util.List;

/** The gaps of one channel, the oldest first. Under the lock of its book. */
final class Gaps {
    static final long NEVER = Long.MIN_VALUE;

    /** More of them than this are joined, the oldest ones. */
    static final int MOST = 100;

    private final List<Gap> all = new ArrayList<>();
    private long openUntil = NEVER;

    void restore(List<Gap> written) {
        all.addAll(written);
        findOpen();
    }

    List<Gap> copy() {
        return List.copyOf(all);
    }

    /** The end of the last gap that is not settled; older rows cannot be proved. */
    long openUntil() {
        return openUntil;
    }

    /** What they add to what is in the channel by the rows alone. */
    long balance() {
        long balance = 0;
        for (Gap gap : all) {
            balance += gap.balance();
        }
        return balance;
    }

    void add(Gap gap) {
        all.add(gap);
        findOpen();
        // Settled ones stand before those that are open, so that two of a kind are neighbours.
        for (int i = 0; all.size() > MOST && i + 1 < all.size(); i++) {
            if (all.get(i).isSettled() == all.get(i + 1).isSettled()) {
                all.set(i, all.get(i).join(all.remove(i + 1)));
                i = -1;
            }
        }
    }

    /** How many of so many events came in a gap, by what is known; they stand in rows from now. */
    long place(long events) {
        long placed = 0;
        for (int i = 0; i < all.size() && placed < events; i++) {
            Gap gap = all.get(i);
            long some = gap.canPlace(events - placed);
            all.set(i, gap.place(some));
            placed += some;
        }
        return placed;
    }

    /** Events were delivered again; some had come back in a gap. */
    void takeBack(long events) {
        long left = events;
        for (int i = 0; i < all.size() && left > 0; i++) {
            Gap gap = all.get(i);
            long some = gap.canReturn(left);
            all.set(i, gap.takeBack(some));
            left -= some;
        }
    }

    void settle() {
        all.replaceAll(Gap::settle);
        findOpen();
    }

    private void findOpen() {
        openUntil = NEVER;
        for (Gap gap : all) {
            openUntil = gap.isSettled() ? openUntil : Math.max(openUntil, gap.toMillis());
        }
    }
}
