// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import io.millrace.engine.ledger.Column;
import io.millrace.engine.ledger.LedgerFigures;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How figures are printed. */
final class FigureText {
    private static final String NONE = "-";
    private static final List<String> TITLES =
            List.of(
                    "agent",
                    "channel",
                    "sources",
                    "taken",
                    "passed by",
                    "delivered",
                    "dead",
                    "lost",
                    "unknown",
                    "waiting",
                    "success",
                    "loss",
                    "p50",
                    "p99",
                    "longest",
                    "first",
                    "last");

    /** So many titles stand left, and so do the two last. */
    private static final int LEFT = 3;

    private FigureText() {}

    /** Lines of a table with a title. */
    static List<String> table(List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(TITLES);
        all.addAll(rows);
        List<String> lines = new ArrayList<>();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int at = i;
                int width = all.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                String blanks = " ".repeat(width - row.get(i).length());
                boolean isLeft = i < LEFT || i >= row.size() - 2;
                line.append(isLeft ? row.get(i) + blanks : blanks + row.get(i)).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** One row of the table. */
    static List<String> row(String agent, LedgerFigures of) {
        return List.of(
                agent,
                of.channel(),
                of.sources().isEmpty() ? NONE : String.join(",", of.sources()),
                String.valueOf(of.taken()),
                String.valueOf(of.passedBy()),
                String.valueOf(of.delivered()),
                String.valueOf(of.deadLetters()),
                String.valueOf(of.lost()),
                String.valueOf(of.unknown()),
                String.valueOf(of.waiting()),
                percent(of.delivered(), of.due(), RoundingMode.FLOOR),
                percent(of.lost(), of.due(), RoundingMode.CEILING),
                delay(of.delayMillis(0.5)),
                delay(of.delayMillis(0.99)),
                delay(of.longestDelayMillis()),
                time(of.firstMillis()),
                time(of.lastMillis()));
    }

    /** Never says all if it was not all, and never none if it was some. */
    private static String percent(long part, long whole, RoundingMode rounding) {
        if (whole == 0) {
            return NONE;
        }
        BigDecimal share =
                BigDecimal.valueOf(Math.min(part, whole))
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), 2, rounding);
        return share.stripTrailingZeros().toPlainString() + " %";
    }

    private static String delay(OptionalLong millis) {
        return millis.isEmpty() ? NONE : delay(millis.getAsLong());
    }

    private static String delay(long millis) {
        Duration delay = Duration.ofMillis(millis);
        if (millis < 1000) {
            return millis + " ms";
        }
        if (delay.toMinutes() < 2) {
            return BigDecimal.valueOf(millis).movePointLeft(3).setScale(1, RoundingMode.HALF_UP)
                    + " s";
        }
        return delay.toHours() < 2 ? delay.toMinutes() + " min" : delay.toHours() + " h";
    }

    private static String time(OptionalLong millis) {
        return millis.isEmpty() ? NONE : String.valueOf(instant(millis));
    }

    private static @Nullable Instant instant(OptionalLong millis) {
        return millis.isEmpty()
                ? null
                : Instant.ofEpochMilli(millis.getAsLong()).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The same for programs, with all that the ledger counts. */
    static Map<String, Object> fields(String agent, LedgerFigures of) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("agent", agent);
        fields.put("channel", of.channel());
        fields.put("sources", of.sources());
        fields.put("taken", of.taken());
        for (Column column :
                List.of(
                        Column.FILTERED,
                        Column.UNROUTED,
                        Column.ELSEWHERE,
                        Column.REPEATED,
                        Column.DROPPED)) {
            fields.put(column.word(), of.rows().get(column));
        }
        fields.put("accepted", of.accepted());
        fields.put("delivered", of.delivered());
        fields.put("doubled", of.rows().get(Column.DOUBLED));
        fields.put("deadLetters", of.deadLetters());
        fields.put("deadLettered", of.rows().get(Column.DEAD_LETTERED));
        fields.put("replayed", of.rows().get(Column.REPLAYED));
        fields.put("lost", of.lost());
        fields.put("unknown", of.unknown());
        fields.put("waiting", of.waiting());
        fields.put("due", of.due());
        fields.put("successRate", number(of.successRate()));
        fields.put("lossRate", number(of.lossRate()));
        fields.put("delayP50Millis", number(of.delayMillis(0.5)));
        fields.put("delayP99Millis", number(of.delayMillis(0.99)));
        fields.put("delayMaxMillis", number(of.longestDelayMillis()));
        fields.put("delayMeanMillis", number(of.meanDelayMillis()));
        fields.put("eventsPerSecond", number(of.eventsPerSecond()));
        fields.put("secondsPerEvent", number(of.secondsPerEvent()));
        fields.put("first", time(of.firstMillis(), null));
        fields.put("last", time(of.lastMillis(), null));
        return fields;
    }

    private static @Nullable Object time(OptionalLong millis, @Nullable Object none) {
        return millis.isEmpty() ? none : Instant.ofEpochMilli(millis.getAsLong()).toString();
    }

    private static @Nullable Object number(OptionalLong value) {
        return value.isEmpty() ? null : value.getAsLong();
    }

    private static @Nullable Object number(OptionalDouble value) {
        return value.isEmpty() ? null : value.getAsDouble();
    }
}
