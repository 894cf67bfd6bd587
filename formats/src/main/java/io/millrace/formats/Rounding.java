// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Rounds the time in a path down, within the next larger unit: ten minutes give :00, :10, ... of
 * each hour, five hours give 0, 5, 10, 15 and 20 o'clock.
 *
 * @param value how many units, 1 to 60 seconds or minutes or 1 to 24 hours
 * @param unit the unit
 */
public record Rounding(int value, Unit unit) {

    /** What is counted. */
    public enum Unit {
        SECOND(60),
        MINUTE(60),
        HOUR(24);

        private final int most;

        Unit(int most) {
            this.most = most;
        }
    }

    /**
     * @throws IllegalArgumentException if the value is out of its range
     */
    public Rounding {
        if (value < 1 || value > unit.most) {
            throw new IllegalArgumentException(
                    "rounding to "
                            + value
                            + " "
                            + unit.name().toLowerCase(java.util.Locale.ROOT)
                            + "s is not possible; the number is from 1 to "
                            + unit.most);
        }
    }

    ZonedDateTime down(ZonedDateTime time) {
        return switch (unit) {
            case SECOND ->
                    time.truncatedTo(ChronoUnit.SECONDS)
                            .withSecond(time.getSecond() / value * value);
            case MINUTE ->
                    time.truncatedTo(ChronoUnit.MINUTES)
                            .withMinute(time.getMinute() / value * value);
            case HOUR ->
                    time.truncatedTo(ChronoUnit.HOURS).withHour(time.getHour() / value * value);
        };
    }
}
