// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of one channel, and which of them are to be written. Under the lock of its book. */
final class Rows {
    /** A channel with more rows than this folds the oldest. */
    static final int MOST = 16_384;

    private final Gaps gaps;
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final List<Row> changed = new ArrayList<>();

    /** What all rows say together, kept apart: a row that is lost shows. */
    private Row total = new Row(0, 0);

    private Row current = new Row(0, 0);

    /** Events in the channel by the rows alone. */
    private long inChannel;

    private boolean isFolded;

    Rows(Gaps gaps) {
        this.gaps = gaps;
    }

    void restore(List<Row> written, @Nullable Row writtenTotal) {
        total = writtenTotal == null ? Row.sum(written) : writtenTotal.copy();
        for (Row row : written) {
            rows.put(row.startMillis(), row);
            row.countIn(total);
            inChannel += row.inChannel();
        }
    }

    /** All, the oldest first. */
    Collection<Row> all() {
        return rows.values();
    }

    /** Those that begin before some time, or then. */
    Collection<Row> until(long millis) {
        return rows.headMap(millis, true).values();
    }

    long inChannel() {
        return inChannel;
    }

    /** More events are in the channel, or less. */
    void moveInChannel(long by) {
        inChannel += by;
    }

    Row total() {
        return total.copy();
    }

    /** The row of a time of acceptance, which is about to change; made if there is none. */
    Row of(long acceptedMillis) {
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
        if (rows.size() >= 2 * MOST) {
            // Stamps from all over time.
            fold(Folding.STANDARD, Long.MIN_VALUE / 2);
            return find(acceptedMillis);
        }
        Row row = new Row(Math.floorDiv(acceptedMillis, Row.MINUTE) * Row.MINUTE, Row.MINUTE);
        row.countIn(total);
        rows.put(row.startMillis(), row);
        return row;
    }

    /** A row changes. */
    void touch(Row row) {
        if (row.startMillis() <= gaps.openUntil()) {
            // Events of before the gap may be taken for those of the row, or the other way round.
            row.set(Column.UNPROVEN, 1);
        }
        if (!row.isNew()) {
            row.isNew(true);
            changed.add(row);
        }
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** Copies of all rows, or of those that changed since the last time. */
    List<Row> toWrite(boolean isAll) {
        List<Row> copies = new ArrayList<>();
        for (Row row : isAll ? rows.values() : changed) {
            copies.add(row.copy());
        }
        changed.forEach(row -> row.isNew(false));
        changed.clear();
        isFolded &= !isAll;
        return copies;
    }

    /** Makes few rows of the many that lie far back. */
    void fold(Folding folding, long nowMillis) {
        rows.values().forEach(row -> row.countIn(null));
        if (folding.fold(rows, nowMillis)) {
            isFolded = true;
            current = new Row(0, 0);
            changed.clear();
            rows.values().forEach(row -> row.isNew(false));
        }
        rows.values().forEach(row -> row.countIn(total));
    }

    /** Whether rows became one since all were asked for: what is written of them is out of date. */
    boolean isFolded() {
        return isFolded;
    }
}
