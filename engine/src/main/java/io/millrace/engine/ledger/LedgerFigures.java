// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What became of the events of a channel, in few numbers.
 *
 * @param sources that feed the channel
 * @param rows what the rows of the time say together
 * @param unplaced events that came while nobody wrote down, and whose minute is not known
 * @param unknown events whose end was not written down before a crash: over a durable channel they
 *     left it in order, over memory they were delivered or lost
 * @param waiting events in the channel or on their way into it
 * @param quantiles of the delays; null if there are none for the time alone
 */
public record LedgerFigures(
        String channel,
        List<String> sources,
        Row rows,
        long unplaced,
        long unknown,
        long waiting,
        @Nullable DelayHistogram quantiles) {
    /** For {@link #of}: all that the ledger has. */
    public static final long ALWAYS = Long.MIN_VALUE;

    /**
     * The figures of a channel.
     *
     * <p>There are no quantiles if an earlier version delivered events of the time.
     *
     * @param sinceMillis of the events accepted then or later; the time of a row that had begun
     *     before belongs to it as a whole
     */
    public static LedgerFigures of(LedgerContents.ChannelAccount account, long sinceMillis) {
        boolean isAll = sinceMillis == ALWAYS;
        List<Row> rows =
                account.rows().stream()
                        .filter(row -> isAll || row.startMillis() + row.widthMillis() > sinceMillis)
                        .toList();
        List<Gap> gaps =
                account.head().gaps().stream()
                        .filter(gap -> isAll || gap.toMillis() > sinceMillis)
                        .toList();
        return of(
                account.head().channel(),
                account.head().sources(),
                Row.sum(rows),
                gaps,
                isAll ? account.delays() : delays(rows));
    }

    private static @Nullable DelayHistogram delays(List<Row> rows) {
        if (rows.stream().anyMatch(Row::isWithoutDelays)) {
            return null;
        }
        DelayHistogram delays = new DelayHistogram();
        for (Row row : rows) {
            delays.restore(
                    row.delays().pairs(),
                    row.get(Column.DELAY_MILLIS),
                    row.get(Column.LONGEST_DELAY_MILLIS));
        }
        return delays;
    }

    static LedgerFigures of(
            String channel,
            List<String> sources,
            Row rows,
            List<Gap> gaps,
            @Nullable DelayHistogram delays) {
        long unplaced = 0;
        long unknown = rows.get(Column.UNKNOWN);
        long waiting = rows.inChannel();
        for (Gap gap : gaps) {
            unplaced += gap.unplaced();
            waiting += gap.balance();
            if (gap.isSettled()) {
                unknown += gap.unplaced();
            } else {
                unknown += gap.left();
            }
        }
        return new LedgerFigures(channel, sources, rows, unplaced, unknown, waiting, delays);
    }

    /** Events that sources took in, or that a replay put in again. */
    public long taken() {
        return rows.get(Column.TAKEN) + rows.get(Column.PLACED) + unplaced;
    }

    /** Events that were never meant for the channel, or that it had already. */
    public long passedBy() {
        return rows.get(Column.FILTERED)
                + rows.get(Column.UNROUTED)
                + rows.get(Column.ELSEWHERE)
                + rows.get(Column.REPEATED);
    }

    /** Events that the channel took. */
    public long accepted() {
        return rows.get(Column.ACCEPTED) + unplaced;
    }

    public long delivered() {
        return rows.get(Column.DELIVERED);
    }

    /** Dead letters that were not replayed since. */
    public long deadLetters() {
        return Math.max(0, rows.get(Column.DEAD_LETTERED) - rows.get(Column.REPLAYED));
    }

    /** Events that an optional channel did not take, or that are lost after it took them. */
    public long lost() {
        return rows.get(Column.DROPPED) + rows.get(Column.LOST);
    }

    /** Events that are to be delivered through the channel, wherever they are now. */
    public long due() {
        return Math.max(0, taken() - passedBy() - rows.get(Column.REPLAYED));
    }

    /** The share of {@link #due} that was delivered; empty if nothing was due. */
    public OptionalDouble successRate() {
        return share(delivered());
    }

    /** The share of {@link #due} that is lost for good. */
    public OptionalDouble lossRate() {
        return share(lost());
    }

    private OptionalDouble share(long part) {
        return due() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, (double) part / due()));
    }

    /** When the first event was accepted, milliseconds since 1970. */
    public OptionalLong firstMillis() {
        return time(Column.FIRST_ACCEPTED);
    }

    /** When the last event left the channel. */
    public OptionalLong lastMillis() {
        return time(Column.LAST_GONE);
    }

    private OptionalLong time(Column column) {
        return rows.get(column) == 0 ? OptionalLong.empty() : OptionalLong.of(rows.get(column));
    }

    /** Events delivered in a second between the first acceptance and the last that left. */
    public OptionalDouble eventsPerSecond() {
        double seconds = seconds();
        return seconds > 0 ? OptionalDouble.of(delivered() / seconds) : OptionalDouble.empty();
    }

    /** The same time, for each event that was due. */
    public OptionalDouble secondsPerEvent() {
        return due() > 0 && seconds() > 0
                ? OptionalDouble.of(seconds() / due())
                : OptionalDouble.empty();
    }

    private double seconds() {
        return firstMillis().isEmpty() || lastMillis().isEmpty()
                ? 0
                : (lastMillis().getAsLong() - firstMillis().getAsLong()) / 1000.0;
    }

    /** Milliseconds from acceptance to delivery, the mean. */
    public OptionalDouble meanDelayMillis() {
        return delivered() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) rows.get(Column.DELAY_MILLIS) / delivered());
    }

    /** The longest of them. */
    public OptionalLong longestDelayMillis() {
        return delivered() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(rows.get(Column.LONGEST_DELAY_MILLIS));
    }

    /** What a share of them did not exceed. */
    public OptionalLong delayMillis(double share) {
        return quantiles == null || quantiles.events() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(quantiles.quantile(share));
    }
}
