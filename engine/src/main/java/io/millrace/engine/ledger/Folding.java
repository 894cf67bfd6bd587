// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Keeps the ledger small: minutes become hours and hours become days when they lie far enough back,
 * and of more rows than are allowed the two oldest become one, again and again.
 *
 * @param minutesFor how long minutes are kept
 * @param hoursFor how long hours are kept
 * @param mostRows of a channel
 */
record Folding(Duration minutesFor, Duration hoursFor, int mostRows) {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    static final Folding STANDARD = new Folding(Duration.ofDays(7), Duration.ofDays(90), Rows.MOST);

    boolean fold(TreeMap<Long, Row> rows, long nowMillis) {
        int before = rows.size();
        List<Row> all = new ArrayList<>(rows.values());
        TreeMap<Long, Row> folded = new TreeMap<>();
        for (Row row : all) {
            long width = width(row, nowMillis);
            long start = Math.floorDiv(row.startMillis(), width) * width;
            if (width <= row.widthMillis()) {
                folded.put(row.startMillis(), row);
            } else {
                folded.computeIfAbsent(start, at -> new Row(at, width)).merge(row);
            }
        }
        while (folded.size() > mostRows) {
            Row oldest = folded.pollFirstEntry().getValue();
            Row next = folded.pollFirstEntry().getValue();
            long end = next.startMillis() + next.widthMillis();
            Row both = new Row(oldest.startMillis(), end - oldest.startMillis());
            both.merge(oldest);
            both.merge(next);
            folded.put(both.startMillis(), both);
        }
        if (folded.size() == before) {
            return false;
        }
        rows.clear();
        rows.putAll(folded);
        return true;
    }

    /** A row is folded when all of the longer time lies far enough back. */
    private long width(Row row, long nowMillis) {
        long endOfDay = (Math.floorDiv(row.startMillis(), DAY) + 1) * DAY;
        if (row.widthMillis() <= HOUR && nowMillis - endOfDay > hoursFor.toMillis()) {
            return DAY;
        }
        long endOfHour = (Math.floorDiv(row.startMillis(), HOUR) + 1) * HOUR;
        if (row.widthMillis() < HOUR && nowMillis - endOfHour > minutesFor.toMillis()) {
            return HOUR;
        }
        return row.widthMillis();
    }
}
