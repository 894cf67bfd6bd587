// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Reads the time at the start of a line: {@code 2026-01-31 12:34:56,789} with its relatives (blank
 * or T, comma or point, slashes, zone), {@code 26/01/31 12:34:56}, {@code 31 Jan 2026
 * 12:34:56,789}, and {@code 12:34:56,789} alone; in brackets or not. Holds what it read last; for
 * one thread.
 */
final class LogTime {
    private static final byte[] MONTHS =
            "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTHING = -1;
    private static final int SECONDS_OF_HOUR = 3600;
    private static final int YEARS_BEFORE = 2000;

    private final ZoneRules rules;
    private byte[] line = new byte[0];
    private int at;
    private int to;
    private int year;
    private int month;
    private int day;
    private int lastDigits;
    private boolean hasMillis;
    private long millis;
    // The offset of an hour, since looking it up costs more than all the rest.
    private long offsetHour = Long.MIN_VALUE;
    private int offsetSeconds;

    LogTime(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Whether the time that was read last has a date that exists. */
    boolean hasMillis() {
        return hasMillis;
    }

    /** Milliseconds since 1970-01-01 UTC. */
    long millis() {
        return millis;
    }

    /** Where the time at the start of a line ends; its start if there is none. */
    int read(byte[] line, int from, int to) {
        this.line = line;
        this.to = to;
        hasMillis = false;
        at = from;
        if (at < to && line[at] == '[') {
            at++;
        }
        int start = at;
        boolean hasDate = date();
        if (!hasDate) {
            at = start;
        }
        int seconds = clock();
        if (seconds == NOTHING) {
            return from;
        }
        int fraction = fraction();
        // Without a date a fraction is what tells a time of day from other text with colons.
        if (!hasDate && fraction == NOTHING) {
            return from;
        }
        if (hasDate && isDate()) {
            long epochDay = LocalDate.of(year, month, day).toEpochDay();
            long local = epochDay * 24 * SECONDS_OF_HOUR + seconds;
            int zone = zoneSeconds();
            long utc = local - (zone == Integer.MIN_VALUE ? offset(epochDay, seconds) : zone);
            millis = utc * 1000 + Math.max(0, fraction);
            hasMillis = true;
        }
        return at;
    }

    private boolean isDate() {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    /** A date and what stands between it and the time. */
    private boolean date() {
        int first = number(1, 4);
        int digits = lastDigits;
        if (first == NOTHING || at >= to) {
            return false;
        }
        byte separator = line[at++];
        if (separator == ' ' && digits <= 2) {
            day = first;
            month = monthName();
            if (month == NOTHING || !skip(' ')) {
                return false;
            }
            year = number(4, 4);
            return year != NOTHING && skip(' ');
        }
        if ((separator != '-' && separator != '/') || (digits != 4 && digits != 2)) {
            return false;
        }
        year = digits == 4 ? first : YEARS_BEFORE + first;
        month = number(2, 2);
        if (month == NOTHING || !skip(separator)) {
            return false;
        }
        day = number(2, 2);
        return day != NOTHING && (skip(' ') || skip('T'));
    }

    /** A number of so many digits; remembers how many it had. */
    private int number(int fewest, int most) {
        int start = at;
        int value = 0;
        while (at < to && at - start < most && HeadLine.isDigit(line[at])) {
            value = value * 10 + line[at] - '0';
            at++;
        }
        lastDigits = at - start;
        return lastDigits < fewest ? NOTHING : value;
    }

    private int monthName() {
        for (int i = 0; i < MONTHS.length && at + 3 <= to; i += 3) {
            if (line[at] == MONTHS[i]
                    && line[at + 1] == MONTHS[i + 1]
                    && line[at + 2] == MONTHS[i + 2]) {
                at += 3;
                return i / 3 + 1;
            }
        }
        return NOTHING;
    }

    private boolean skip(int expected) {
        boolean isThere = at < to && line[at] == expected;
        at += isThere ? 1 : 0;
        return isThere;
    }

    /** {@code HH:mm:ss} in seconds. */
    private int clock() {
        int hours = number(2, 2);
        if (hours == NOTHING || hours > 23 || !skip(':')) {
            return NOTHING;
        }
        int minutes = number(2, 2);
        if (minutes == NOTHING || minutes > 59 || !skip(':')) {
            return NOTHING;
        }
        int seconds = number(2, 2);
        if (seconds == NOTHING || seconds > 60) {
            return NOTHING;
        }
        return hours * SECONDS_OF_HOUR + minutes * 60 + seconds;
    }

    /** Milliseconds of {@code ,789} or {@code .789123}. */
    private int fraction() {
        int start = at;
        if (!skip(',') && !skip('.')) {
            return NOTHING;
        }
        int value = number(1, 9);
        if (value == NOTHING) {
            at = start;
            return NOTHING;
        }
        for (int digits = lastDigits; digits < 3; digits++) {
            value *= 10;
        }
        for (int digits = lastDigits; digits > 3; digits--) {
            value /= 10;
        }
        return value;
    }

    /** {@code Z}, {@code +0200} or {@code +02:00} right behind the time, or the least integer. */
    private int zoneSeconds() {
        int start = at;
        if (skip('Z')) {
            return 0;
        }
        int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
        int hours = sign == 0 ? NOTHING : number(2, 2);
        if (hours != NOTHING) {
            boolean hasColon = skip(':');
            int minutes = number(2, 2);
            if (minutes != NOTHING || !hasColon) {
                return sign * (hours * SECONDS_OF_HOUR + Math.max(0, minutes) * 60);
            }
        }
        at = start;
        return Integer.MIN_VALUE;
    }

    private int offset(long epochDay, int seconds) {
        long hour = epochDay * 24 + seconds / SECONDS_OF_HOUR;
        if (hour != offsetHour) {
            // Zones change at full hours, or at halves in a handful of places and years.
            LocalTime time = LocalTime.of(seconds / SECONDS_OF_HOUR % 24, 0);
            ZoneOffset offset =
                    rules.getOffset(LocalDateTime.of(LocalDate.ofEpochDay(epochDay), time));
            offsetSeconds = offset.getTotalSeconds();
            offsetHour = hour;
        }
        return offsetSeconds;
    }
}
