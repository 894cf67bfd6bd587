// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A unit of durations (counted in milliseconds) or sizes (counted in bytes). */
enum Unit {
    MILLISECOND(true, "ms", "milliseconds", 1, "milli", "millis", "msec", "msecs"),
    SECOND(true, "s", "seconds", 1000, "sec", "secs", "second"),
    MINUTE(true, "m", "minutes", 60_000, "min", "mins", "minute"),
    HOUR(true, "h", "hours", 3_600_000, "hr", "hrs", "hour"),
    DAY(true, "d", "days", 86_400_000, "day"),
    BYTE(false, "B", "bytes", 1, "byte"),
    KIBIBYTE(false, "kB", "KiB", 1L << 10, "k"),
    MEBIBYTE(false, "MB", "MiB", 1L << 20, "m"),
    GIBIBYTE(false, "GB", "GiB", 1L << 30, "g"),
    TEBIBYTE(false, "TB", "TiB", 1L << 40, "t");

    static final List<Unit> OF_TIME = Arrays.stream(values()).filter(u -> u.time).toList();
    static final List<Unit> OF_SIZE = Arrays.stream(values()).filter(u -> !u.time).toList();

    private final boolean time;

    /** As one writes it behind a number. */
    final String symbol;

    /** As one says it; accepted too. */
    final String word;

    /** In the least unit. */
    final long factor;

    private final List<String> otherSpellings;

    Unit(boolean time, String symbol, String word, long factor, String... otherSpellings) {
        this.time = time;
        this.symbol = symbol;
        this.word = word;
        this.factor = factor;
        this.otherSpellings = List.of(otherSpellings);
    }

    static List<Unit> of(ValueType type) {
        return type == ValueType.DURATION ? OF_TIME : OF_SIZE;
    }

    /** The unit that a text means, without case, in any of its spellings. */
    static Optional<Unit> called(ValueType type, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return of(type).stream()
                .filter(unit ->
                        unit.symbol.equalsIgnoreCase(lower)
                                || unit.word.equalsIgnoreCase(lower)
                                || unit.otherSpellings.contains(lower))
                .findFirst();
    }

    /** An amount with the largest unit that it is a whole number of: {@code 90m}. */
    static String write(ValueType type, long amount) {
        Unit best = of(type).get(0);
        for (Unit unit : of(type)) {
            if (amount != 0 && amount % unit.factor == 0) {
                best = unit;
            }
        }
        return amount / best.factor + best.symbol;
    }
}
