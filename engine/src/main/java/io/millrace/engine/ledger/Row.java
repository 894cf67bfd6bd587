// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * What is known of the events that one channel accepted in one minute, or in a longer time that
 * lies back. Changed under the lock of its book; a {@link #copy} is nobody else's.
 */
public final class Row {
    static final long MINUTE = 60_000;
    private static final Column[] COLUMNS = Column.values();

    private final long startMillis;
    private final long widthMillis;
    private final long[] values;
    private final DelayClasses delays;

    /** Whether it changed since it was written. */
    private boolean isNew;

    /** What all rows say together, this one included. */
    private @Nullable Row total;

    Row(long startMillis, long widthMillis) {
        this(startMillis, widthMillis, new long[COLUMNS.length], new DelayClasses());
    }

    Row(long startMillis, long widthMillis, long[] values, DelayClasses delays) {
        this.startMillis = startMillis;
        this.widthMillis = widthMillis;
        this.values = values;
        this.delays = delays;
    }

    /** Where its time begins, milliseconds since 1970-01-01 UTC. */
    public long startMillis() {
        return startMillis;
    }

    /** How long its time is; a minute unless it lies far back. */
    public long widthMillis() {
        return widthMillis;
    }

    /** The value of a column. */
    public long get(Column column) {
        return values[column.place()];
    }

    /** Events that left the channel, one way or another. */
    public long gone() {
        return get(Column.DELIVERED)
                + get(Column.DEAD_LETTERED)
                + get(Column.LOST)
                + get(Column.UNKNOWN);
    }

    /** Events that are in the channel or on their way into it. */
    public long inChannel() {
        return get(Column.ACCEPTED) - gone();
    }

    boolean holds(long millis) {
        return millis >= startMillis && millis - startMillis < widthMillis;
    }

    /** From now on what changes here changes there too; what it says now is there already. */
    void countIn(@Nullable Row all) {
        total = all;
    }

    /** What some rows say together. */
    static Row sum(List<Row> rows) {
        Row sum = new Row(0, 0);
        rows.forEach(sum::merge);
        return sum;
    }

    void add(Column column, long amount) {
        values[column.place()] += amount;
        if (total != null) {
            total.values[column.place()] += amount;
        }
    }

    void set(Column column, long value) {
        if (column.isSum()) {
            add(column, value - get(column));
        } else {
            values[column.place()] = value;
        }
    }

    void merge(Column column, long value) {
        int at = column.place();
        values[at] = column.merged(values[at], value);
        if (total != null) {
            total.values[at] = column.merged(total.values[at], value);
        }
    }

    void merge(Row other) {
        for (Column column : COLUMNS) {
            merge(column, other.get(column));
        }
        delays.merge(other.delays);
    }

    void accepted(Digest digest, long sign) {
        add(Column.ACCEPTED, sign * digest.events());
        add(Column.ACCEPTED_SUM, sign * digest.sum());
        add(Column.ACCEPTED_SQUARES, sign * digest.squares());
    }

    void gone(Column how, Digest digest) {
        add(how, digest.events());
        add(Column.GONE_SUM, digest.sum());
        add(Column.GONE_SQUARES, digest.squares());
    }

    /** Events were delivered after a time. */
    void delayed(long millis, long events) {
        add(Column.DELAY_MILLIS, millis * events);
        merge(Column.LONGEST_DELAY_MILLIS, millis);
        delays.add(DelayHistogram.index(millis), events);
    }

    /** How many events waited how long. */
    DelayClasses delays() {
        return delays;
    }

    /** Whether events were delivered of which it is not written how many waited how long. */
    boolean isWithoutDelays() {
        return delays.isEmpty() && get(Column.LONGEST_DELAY_MILLIS) > 0;
    }

    /** All that is in the channel left it at once. */
    void allGone(Column how) {
        add(how, inChannel());
        set(Column.GONE_SUM, get(Column.ACCEPTED_SUM));
        set(Column.GONE_SQUARES, get(Column.ACCEPTED_SQUARES));
    }

    /** Whether the events that left are those that came, as far as the digests can say. */
    public boolean digestsAgree() {
        return inChannel() != 0
                || get(Column.UNPROVEN) != 0
                || (get(Column.ACCEPTED_SUM) == get(Column.GONE_SUM)
                        && get(Column.ACCEPTED_SQUARES) == get(Column.GONE_SQUARES));
    }

    boolean isNew() {
        return isNew;
    }

    void isNew(boolean now) {
        isNew = now;
    }

    long[] values() {
        return values;
    }

    Row copy() {
        return new Row(
                startMillis, widthMillis, Arrays.copyOf(values, values.length), delays.copy());
    }
}
