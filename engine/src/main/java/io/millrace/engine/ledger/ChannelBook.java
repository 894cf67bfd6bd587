// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.Level;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The accounts of one channel. Told what happens once for each batch, before an event can be taken
 * and after it is gone, so that no reader ever sees more events delivered than accepted. Safe for
 * any thread; never waits for the disk.
 */
public final class ChannelBook {
    /** Longer than a channel keeps acknowledgements to itself. */
    private static final long LAST_MOMENTS_MILLIS = 5_000;

    private static final long UNKNOWN_COUNT = -1;

    private final String channel;
    private final DelayHistogram delays;
    private final boolean isKept;
    private final ReentrantLock lock = new ReentrantLock();
    private final Gaps gaps = new Gaps();
    private final Rows rows = new Rows(gaps);
    private final Settling settling = new Settling(rows, gaps);
    private List<String> sources = List.of();
    private boolean isForgetful;

    /** What the channel said at its opening that it had stored in its life. */
    private long storedAtOpening = UNKNOWN_COUNT;

    /** Events that it said to hold since then. */
    private long heldSince;

    /** What it had at the stop, or {@link #UNKNOWN_COUNT} while it runs. */
    private long atStop = UNKNOWN_COUNT;

    private boolean isKnown;
    private boolean isNew;

    /** A book; one that is not kept lets all that it is told pass. */
    ChannelBook(String channel, DelayHistogram delays, boolean isKept) {
        this.channel = channel;
        this.delays = delays;
        this.isKept = isKept;
    }

    /**
     * The events of a batch that do not go into this channel.
     *
     * @param acceptedMillis whose minute they count for
     */
    public record Others(long acceptedMillis, long filtered, long unrouted, long elsewhere) {
        /** Every event goes into the channel. */
        public static final Others NONE = new Others(0, 0, 0, 0);

        boolean isEmpty() {
            return filtered == 0 && unrouted == 0 && elsewhere == 0;
        }
    }

    /**
     * Restores what a former process wrote.
     *
     * @param writtenTotal what all rows said together; null if that is to be counted anew
     */
    void restore(AccountHead head, List<Row> written, @Nullable Row writtenTotal) {
        lock.lock();
        try {
            isKnown = true;
            sources = head.sources();
            isForgetful = head.isForgetful();
            storedAtOpening = head.storedAtOpening();
            heldSince = head.heldSince();
            atStop = head.atStop();
            gaps.restore(head.gaps());
            rows.restore(written, writtenTotal);
        } finally {
            lock.unlock();
        }
    }

    /** The sources that feed the channel. */
    public void feed(List<String> names) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            sources = List.copyOf(names);
            isNew = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The channel is open: what a former process did and did not write down is settled by what is
     * there.
     *
     * @param stored how many events it stored in its life, if it knows
     * @param held how many it holds
     * @param fromMillis the last writing before
     * @param nowMillis since 1970
     */
    public void opened(
            Level level, OptionalLong stored, long held, long fromMillis, long nowMillis) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            long kept = settling.takePendingBack();
            heldSince += kept;
            isForgetful = level == Level.MEMORY && held == 0 && stored.isEmpty();
            if (isForgetful) {
                settling.forgot(fromMillis, nowMillis);
            } else {
                if (isKnown && stored.isPresent() && storedAtOpening >= 0) {
                    long unheard = stored.getAsLong() - storedAtOpening - heldSince;
                    settling.neverStored(Math.min(kept, -unheard));
                }
                compare(stored, held, fromMillis, nowMillis);
            }
            isKnown = true;
            storedAtOpening = stored.orElse(UNKNOWN_COUNT);
            heldSince = 0;
            atStop = UNKNOWN_COUNT;
            isNew = true;
        } finally {
            lock.unlock();
        }
    }

    private void compare(OptionalLong stored, long held, long fromMillis, long nowMillis) {
        long before = balance();
        long accepted;
        if (!isKnown) {
            accepted = held;
        } else if (stored.isPresent() && storedAtOpening >= 0) {
            accepted = Math.max(0, stored.getAsLong() - storedAtOpening - heldSince);
        } else {
            accepted = Math.max(0, held - before);
        }
        settling.settleDoubt();
        long left = before + accepted - held;
        long back = Math.max(0, -left);
        left = Math.max(0, left);
        if (accepted == 0 && left == 0 && back == 0) {
            return;
        }
        for (Row row : rows.all()) {
            // Acknowledgements that never reached the disk are some of the last moments.
            boolean wasLate = row.get(Column.LAST_GONE) >= fromMillis - LAST_MOMENTS_MILLIS;
            if (row.inChannel() != 0 || (back > 0 && wasLate)) {
                row.set(Column.UNPROVEN, 1);
                rows.touch(row);
            }
        }
        gaps.add(
                new Gap(
                        isKnown ? fromMillis : 0,
                        nowMillis,
                        accepted,
                        left,
                        back,
                        false,
                        0,
                        0,
                        false));
    }

    /** Events are about to be committed; told before, since they can be delivered at once. */
    public void storing(Batch batch, Others others) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = rows.of(run.block().acceptedMillis());
                row.add(Column.TAKEN, run.size());
                row.add(Column.PENDING, run.size());
                row.accepted(Digest.of(run), 1);
                row.merge(Column.FIRST_ACCEPTED, run.block().acceptedMillis());
            }
            rows.moveInChannel(batch.size());
            pass(others, 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The channel holds the events.
     *
     * @param leftOut those of them that it had already and did not store again
     */
    public void stored(Batch batch, Batch leftOut) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                rows.of(run.block().acceptedMillis()).add(Column.PENDING, -run.size());
            }
            for (Run run : leftOut.runs()) {
                Row row = rows.of(run.block().acceptedMillis());
                row.accepted(Digest.of(run), -1);
                row.add(Column.REPEATED, run.size());
                rows.moveInChannel(-run.size());
                heldSince += settling.correct(row);
            }
            heldSince += batch.size() - leftOut.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The channel did not take the events.
     *
     * @param isInDoubt whether it may have some of them all the same
     */
    public void refused(Batch batch, Others others, boolean isInDoubt) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = rows.of(run.block().acceptedMillis());
                row.add(Column.TAKEN, -run.size());
                row.add(Column.PENDING, -run.size());
                row.accepted(Digest.of(run), -1);
                if (isInDoubt) {
                    row.add(Column.IN_DOUBT, run.size());
                    row.set(Column.UNPROVEN, 1);
                }
                rows.moveInChannel(-run.size());
                heldSince += settling.correct(row);
            }
            pass(others, -1);
        } finally {
            lock.unlock();
        }
    }

    /** Events passed the channel by. */
    public void passed(Others others) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            pass(others, 1);
        } finally {
            lock.unlock();
        }
    }

    private void pass(Others others, long sign) {
        if (others.isEmpty()) {
            return;
        }
        Row row = rows.of(others.acceptedMillis());
        long all = others.filtered() + others.unrouted() + others.elsewhere();
        row.add(Column.TAKEN, sign * all);
        row.add(Column.FILTERED, sign * others.filtered());
        row.add(Column.UNROUTED, sign * others.unrouted());
        row.add(Column.ELSEWHERE, sign * others.elsewhere());
    }

    /** Events that the channel {@link #stored} were dead letters of it before. */
    public void replayed(Batch batch) {
        add(batch, Column.REPLAYED);
    }

    /** The channel, being optional, did not take events that were never {@link #storing}. */
    public void dropped(Batch batch) {
        add(batch, Column.TAKEN, Column.DROPPED);
    }

    private void add(Batch batch, Column... columns) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = rows.of(run.block().acceptedMillis());
                for (Column column : columns) {
                    row.add(column, run.size());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Events are delivered, and the channel let them go. */
    public void delivered(Batch batch, long nowMillis) {
        gone(Column.DELIVERED, batch, nowMillis);
    }

    /** Events were refused for good and are kept apart. */
    public void deadLettered(Batch batch, long nowMillis) {
        gone(Column.DEAD_LETTERED, batch, nowMillis);
    }

    /** Events expired, or were refused for good and nobody keeps them. */
    public void lost(Batch batch, long nowMillis) {
        gone(Column.LOST, batch, nowMillis);
    }

    private void gone(Column how, Batch batch, long nowMillis) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                long accepted = run.block().acceptedMillis();
                Row row = rows.of(accepted);
                int events = run.size();
                long own = Math.min(events, Math.max(0, row.inChannel()));
                if (own < events) {
                    own += place(row, run.slice((int) own, events));
                }
                if (own > 0) {
                    row.gone(how, Digest.of(run.slice(0, (int) own)));
                    rows.moveInChannel(-own);
                    row.merge(Column.LAST_GONE, nowMillis);
                    if (how == Column.DELIVERED) {
                        delay(row, Math.max(0, nowMillis - accepted), own);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void delay(Row row, long millis, long events) {
        row.delayed(millis, events);
        delays.add(millis, events);
    }

    /**
     * Events left of which the row had not heard: they were accepted in doubt or while nobody wrote
     * it down; else they were delivered before.
     *
     * @return how many of them are now known as accepted, the first ones
     */
    private int place(Row row, Run surplus) {
        long doubtful = Math.min(surplus.size(), row.get(Column.IN_DOUBT));
        row.add(Column.IN_DOUBT, -doubtful);
        heldSince += doubtful;
        long placed = doubtful + gaps.place(surplus.size() - doubtful);
        if (placed > 0) {
            Run known = surplus.slice(0, (int) placed);
            row.accepted(Digest.of(known), 1);
            row.add(Column.PLACED, placed);
            row.set(Column.UNPROVEN, 1);
            row.merge(Column.FIRST_ACCEPTED, known.block().acceptedMillis());
            rows.moveInChannel(placed);
        }
        row.add(Column.DOUBLED, surplus.size() - placed);
        gaps.takeBack(surplus.size() - placed);
        isNew = true;
        return (int) placed;
    }

    /** Events were delivered that stay in the channel, or are not its any more. */
    public void doubled(Batch batch) {
        add(batch, Column.DOUBLED);
    }

    /**
     * The agent stops, nothing moves any more. What a channel that forgets still holds is lost.
     *
     * @param held what it says that it holds
     */
    public void stopped(long held, long nowMillis) {
        if (!isKept) {
            return;
        }
        lock.lock();
        try {
            heldSince += settling.resolveDoubt(held);
            isNew |= settling.settleGaps();
            atStop = held;
            if (isForgetful) {
                for (Row row : rows.all()) {
                    if (row.inChannel() != 0) {
                        row.allGone(Column.LOST);
                        row.merge(Column.LAST_GONE, nowMillis);
                        rows.touch(row);
                    }
                }
                rows.moveInChannel(-rows.inChannel());
                atStop = 0;
            }
            isNew = true;
        } finally {
            lock.unlock();
        }
    }

    /** Events in the channel or on their way into it. */
    public long balance() {
        lock.lock();
        try {
            return rows.inChannel() + gaps.balance();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to be written.
     *
     * @param isAll whether all rows are asked for, or what changed since the last time
     */
    Account account(boolean isAll) {
        lock.lock();
        try {
            isNew |= settling.settleGaps();
            boolean isDue = isAll || isNew || rows.hasChanged();
            isNew = false;
            AccountHead head =
                    new AccountHead(
                            channel,
                            sources,
                            isForgetful,
                            storedAtOpening,
                            heldSince,
                            balance(),
                            atStop,
                            gaps.copy());
            return new Account(head, rows.toWrite(isAll), rows.total(), isDue);
        } finally {
            lock.unlock();
        }
    }

    /** Makes few rows of the many that lie far back. */
    void fold(long nowMillis, Folding folding) {
        lock.lock();
        try {
            rows.fold(folding, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Whether rows became one since all were asked for: what is written of them is out of date. */
    boolean isFolded() {
        lock.lock();
        try {
            return rows.isFolded();
        } finally {
            lock.unlock();
        }
    }

    /** What became of the events of the channel since its ledger began. */
    public LedgerFigures figures() {
        lock.lock();
        try {
            return LedgerFigures.of(channel, sources, rows.total(), gaps.copy(), delays);
        } finally {
            lock.unlock();
        }
    }
}
