// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time, said as such or as how long ago. */
sealed interface Since {

    /** Milliseconds since 1970. */
    long millis(long nowMillis);

    /** Then. */
    record At(Instant time) implements Since {
        @Override
        public long millis(long nowMillis) {
            return time.toEpochMilli();
        }
    }

    /** So long ago. */
    record Ago(Duration duration) implements Since {
        @Override
        public long millis(long nowMillis) {
            return nowMillis - duration.toMillis();
        }
    }

    /** Reads {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d} or {@code 2026-01-31T12:00:00Z}. */
    final class Converter implements ITypeConverter<Since> {
        private static final Pattern AGO = Pattern.compile("(\\d{1,9})(s|m|h|d)");

        @Override
        public Since convert(String text) {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                long count = Long.parseLong(ago.group(1));
                return new Ago(
                        switch (ago.group(2)) {
                            case "s" -> Duration.ofSeconds(count);
                            case "m" -> Duration.ofMinutes(count);
                            case "h" -> Duration.ofHours(count);
                            default -> Duration.ofDays(count);
                        });
            }
            try {
                return new At(Instant.parse(text));
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "\"" + text + "\" is no time: write 2h, or 2026-01-31T12:00:00Z");
            }
        }
    }
}
