// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.Level;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The accounts of one channel. Told what happens once for each batch, before an event can be taken
 * and after it is gone, so that no reader ever sees more events delivered than accepted. Safe for
 * any thread; never waits for the disk.
 */
public final class ChannelBook {
    /** A channel with more rows than this folds the oldest. */
    static final int MOST_ROWS = 16_384;

    /** Longer than a channel keeps acknowledgements to itself. */
    private static final long LAST_MOMENTS_MILLIS = 5_000;

    private static final long NEVER = Long.MIN_VALUE;
    private static final int MOST_GAPS = 100;
    private static final long UNKNOWN_COUNT = -1;

    private final String channel;
    private final DelayHistogram delays;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final List<Row> changed = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private Row current = new Row(0, 0);
    private List<String> sources = List.of();
    private boolean isForgetful;

    /** The end of the last gap that is not settled; older rows cannot be proved. */
    private long openUntil = NEVER;

    /** Events in the channel by the rows alone. */
    private long inRows;

    /** What the channel said at its opening that it had stored in its life. */
    private long storedAtOpening = UNKNOWN_COUNT;

    /** Events that it said to hold since then. */
    private long heldSince;

    /** What it had at the stop, or {@link #UNKNOWN_COUNT} while it runs. */
    private long atStop = UNKNOWN_COUNT;

    private boolean isKnown;
    private boolean isNew;

    /** Whether rows became one since the writer asked. */
    private boolean isFolded;

    ChannelBook(String channel, DelayHistogram delays) {
        this.channel = channel;
        this.delays = delays;
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

    /** Restores what a former process wrote. */
    void restore(AccountHead head, List<Row> written) {
        lock.lock();
        try {
            isKnown = true;
            sources = head.sources();
            isForgetful = head.isForgetful();
            storedAtOpening = head.storedAtOpening();
            heldSince = head.heldSince();
            atStop = head.atStop();
            gaps.addAll(head.gaps());
            findOpenGaps();
            for (Row row : written) {
                rows.put(row.startMillis(), row);
                inRows += row.inChannel();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The sources that feed the channel. */
    public void feed(List<String> names) {
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
        lock.lock();
        try {
            takePendingBack();
            isForgetful = level == Level.MEMORY && held == 0 && stored.isEmpty();
            if (isForgetful) {
                forgot(fromMillis, nowMillis);
            } else {
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

    /** Whoever offered them never heard that they are held; those that are count as unwritten. */
    private void takePendingBack() {
        for (Row row : rows.values()) {
            long pending = row.get(Column.PENDING);
            if (pending != 0) {
                row.add(Column.TAKEN, -pending);
                row.add(Column.ACCEPTED, -pending);
                row.set(Column.PENDING, 0);
                row.set(Column.UNPROVEN, 1);
                inRows -= pending;
                touch(row);
            }
        }
    }

    private void forgot(long fromMillis, long nowMillis) {
        long gone = balance();
        if (gone == 0) {
            return;
        }
        for (Row row : rows.values()) {
            if (row.inChannel() != 0) {
                row.allGone(Column.UNKNOWN);
                touch(row);
            }
        }
        inRows = 0;
        gaps.replaceAll(Gap::settle);
        findOpenGaps();
        addGap(new Gap(fromMillis, nowMillis, 0, gone, 0, true, 0, 0, true));
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
        settleDoubt();
        long left = before + accepted - held;
        long back = Math.max(0, -left);
        left = Math.max(0, left);
        if (accepted == 0 && left == 0 && back == 0) {
            return;
        }
        for (Row row : rows.values()) {
            // Acknowledgements that never reached the disk are some of the last moments.
            boolean wasLate = row.get(Column.LAST_GONE) >= fromMillis - LAST_MOMENTS_MILLIS;
            if (row.inChannel() != 0 || (back > 0 && wasLate)) {
                row.set(Column.UNPROVEN, 1);
                touch(row);
            }
        }
        addGap(
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

    /** What the channel holds may say that it had all events in doubt, or none. */
    private void resolveDoubt(long held) {
        long doubt = 0;
        for (Row row : rows.values()) {
            doubt += row.get(Column.IN_DOUBT);
        }
        if (doubt == 0) {
            return;
        }
        if (held == balance() + doubt) {
            for (Row row : rows.values()) {
                row.add(Column.ACCEPTED, row.get(Column.IN_DOUBT));
                row.add(Column.PLACED, row.get(Column.IN_DOUBT));
            }
            inRows += doubt;
            heldSince += doubt;
            settleDoubt();
        } else if (held == balance()) {
            settleDoubt();
        }
    }

    private void findOpenGaps() {
        openUntil = NEVER;
        for (Gap gap : gaps) {
            openUntil = gap.isSettled() ? openUntil : Math.max(openUntil, gap.toMillis());
        }
    }

    /** What a channel may have had is now among what it has. */
    private void settleDoubt() {
        for (Row row : rows.values()) {
            if (row.get(Column.IN_DOUBT) != 0) {
                row.set(Column.IN_DOUBT, 0);
                touch(row);
            }
        }
    }

    private void addGap(Gap gap) {
        gaps.add(gap);
        findOpenGaps();
        for (int i = 0; gaps.size() > MOST_GAPS && i < gaps.size(); i++) {
            if (gaps.get(i).isSettled()) {
                gaps.remove(i);
            }
        }
    }

    /**
     * Events are about to be committed to the channel. To be told before: they can be taken and
     * delivered at once.
     */
    public void storing(Batch batch, Others others) {
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = row(run.block().acceptedMillis());
                row.add(Column.TAKEN, run.size());
                row.add(Column.PENDING, run.size());
                row.accepted(Digest.of(run), 1);
                row.merge(Column.FIRST_ACCEPTED, run.block().acceptedMillis());
            }
            inRows += batch.size();
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
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                row(run.block().acceptedMillis()).add(Column.PENDING, -run.size());
            }
            for (Run run : leftOut.runs()) {
                Row row = row(run.block().acceptedMillis());
                row.accepted(Digest.of(run), -1);
                row.add(Column.REPEATED, run.size());
            }
            inRows -= leftOut.size();
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
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = row(run.block().acceptedMillis());
                row.add(Column.TAKEN, -run.size());
                row.add(Column.PENDING, -run.size());
                row.accepted(Digest.of(run), -1);
                if (isInDoubt) {
                    row.add(Column.IN_DOUBT, run.size());
                    row.set(Column.UNPROVEN, 1);
                }
            }
            inRows -= batch.size();
            pass(others, -1);
        } finally {
            lock.unlock();
        }
    }

    /** Events passed the channel by. */
    public void passed(Others others) {
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
        Row row = row(others.acceptedMillis());
        long all = others.filtered() + others.unrouted() + others.elsewhere();
        row.add(Column.TAKEN, sign * all);
        row.add(Column.FILTERED, sign * others.filtered());
        row.add(Column.UNROUTED, sign * others.unrouted());
        row.add(Column.ELSEWHERE, sign * others.elsewhere());
    }

    /** The channel, being optional, did not take events that were never {@link #storing}. */
    public void dropped(Batch batch) {
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Row row = row(run.block().acceptedMillis());
                row.add(Column.TAKEN, run.size());
                row.add(Column.DROPPED, run.size());
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
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                long accepted = run.block().acceptedMillis();
                Row row = row(accepted);
                int events = run.size();
                long own = Math.min(events, Math.max(0, row.inChannel()));
                if (own < events) {
                    own += place(row, run.slice((int) own, events));
                }
                if (own > 0) {
                    row.gone(how, Digest.of(run.slice(0, (int) own)));
                    inRows -= own;
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
        row.add(Column.DELAY_MILLIS, millis * events);
        row.merge(Column.LONGEST_DELAY_MILLIS, millis);
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
        long placed = doubtful;
        for (int i = 0; i < gaps.size() && placed < surplus.size(); i++) {
            Gap gap = gaps.get(i);
            long some = gap.canPlace(surplus.size() - placed);
            gaps.set(i, gap.place(some));
            placed += some;
        }
        if (placed > 0) {
            Run known = surplus.slice(0, (int) placed);
            row.accepted(Digest.of(known), 1);
            row.add(Column.PLACED, placed);
            row.set(Column.UNPROVEN, 1);
            row.merge(Column.FIRST_ACCEPTED, known.block().acceptedMillis());
            inRows += placed;
        }
        cameBack(row, surplus.size() - placed);
        isNew = true;
        return (int) placed;
    }

    private void cameBack(Row row, long events) {
        row.add(Column.DOUBLED, events);
        long left = events;
        for (int i = 0; i < gaps.size() && left > 0; i++) {
            Gap gap = gaps.get(i);
            long some = gap.canReturn(left);
            gaps.set(i, gap.takeBack(some));
            left -= some;
        }
    }

    /** Events were delivered that stay in the channel, or are not its any more. */
    public void doubled(Batch batch) {
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                row(run.block().acceptedMillis()).add(Column.DOUBLED, run.size());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The agent stops, nothing moves any more. What a channel that forgets still holds is lost.
     *
     * @param held what it says that it holds
     */
    public void stopped(long held, long nowMillis) {
        lock.lock();
        try {
            resolveDoubt(held);
            settleGaps();
            atStop = held;
            if (isForgetful) {
                for (Row row : rows.values()) {
                    if (row.inChannel() != 0) {
                        row.allGone(Column.LOST);
                        row.merge(Column.LAST_GONE, nowMillis);
                        touch(row);
                    }
                }
                inRows = 0;
                atStop = 0;
            }
            isNew = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Once all is gone that came before a gap, what its rows still show left it during the gap.
     * What came before was accepted before, so that younger rows do not matter.
     */
    private void settleGaps() {
        if (openUntil == NEVER) {
            return;
        }
        long left = 0;
        for (Gap gap : gaps) {
            left += gap.balance();
        }
        for (Row row : rows.headMap(openUntil, true).values()) {
            left += row.inChannel();
            if (row.get(Column.IN_DOUBT) != 0) {
                return;
            }
        }
        if (left != 0) {
            return;
        }
        for (Row row : rows.headMap(openUntil, true).values()) {
            if (row.inChannel() != 0) {
                inRows -= row.inChannel();
                row.allGone(Column.UNKNOWN);
                touch(row);
            }
        }
        gaps.replaceAll(Gap::settle);
        openUntil = NEVER;
        isNew = true;
    }

    /** Events in the channel or on their way into it. */
    public long balance() {
        lock.lock();
        try {
            long balance = inRows;
            for (Gap gap : gaps) {
                balance += gap.balance();
            }
            return balance;
        } finally {
            lock.unlock();
        }
    }

    private Row row(long acceptedMillis) {
        Row row = current;
        if (!row.holds(acceptedMillis)) {
            row = find(acceptedMillis);
            current = row;
        }
        touch(row);
        return row;
    }

    private Row find(long acceptedMillis) {
        Map.@Nullable Entry<Long, Row> below = rows.floorEntry(acceptedMillis);
        if (below != null && below.getValue().holds(acceptedMillis)) {
            return below.getValue();
        }
        if (rows.size() >= 2 * MOST_ROWS) {
            // Stamps from all over time; the next look for what is folded tells the writer.
            Folding.STANDARD.fold(rows, Long.MIN_VALUE / 2);
            isFolded = true;
            return find(acceptedMillis);
        }
        Row row = new Row(Math.floorDiv(acceptedMillis, Row.MINUTE) * Row.MINUTE, Row.MINUTE);
        rows.put(row.startMillis(), row);
        return row;
    }

    private void touch(Row row) {
        if (row.startMillis() <= openUntil) {
            // Events of before the gap may be taken for those of the row, or the other way round.
            row.set(Column.UNPROVEN, 1);
        }
        if (!row.isNew()) {
            row.isNew(true);
            changed.add(row);
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
            settleGaps();
            List<Row> copies = new ArrayList<>();
            for (Row row : changed) {
                row.isNew(false);
            }
            for (Row row : isAll ? rows.values() : changed) {
                copies.add(row.copy());
            }
            boolean isDue = isAll || isNew || !changed.isEmpty();
            changed.clear();
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
                            List.copyOf(gaps));
            return new Account(head, copies, isDue);
        } finally {
            lock.unlock();
        }
    }

    /** Makes few rows of the many that lie far back; whether it did. */
    boolean fold(long nowMillis, Folding folding) {
        lock.lock();
        try {
            boolean isDone = folding.fold(rows, nowMillis) || isFolded;
            isFolded = false;
            if (isDone) {
                current = new Row(0, 0);
                changed.clear();
                rows.values().forEach(row -> row.isNew(false));
            }
            return isDone;
        } finally {
            lock.unlock();
        }
    }
}
