// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

/** Makes the value of a header of the text of a group. */
interface GroupText {

    /** The value, or null if the text cannot be read, which is reported. */
    @Nullable String of(String text, Context context);

    /** The text as it is. */
    GroupText AS_IT_IS = (text, context) -> text;

    /**
     * The one that the options of a serializer say.
     *
     * @throws IllegalArgumentException if there is no such type, or it lacks its pattern
     */
    static GroupText of(String key, String name, Map<String, String> options) {
        String type = options.getOrDefault(name + ".type", "default").strip();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "default",
                    "org.apache.flume.interceptor.regexextractorinterceptorpassthroughserializer" ->
                    AS_IT_IS;
            case "millis",
                    "org.apache.flume.interceptor.regexextractorinterceptormillisserializer" ->
                    Millis.of(key, options.get(name + ".pattern"));
            default ->
                    throw new IllegalArgumentException(
                            key
                                    + ".type \""
                                    + type
                                    + "\" is not known; there are default and millis");
        };
    }

    /** A time as text, as milliseconds since 1970-01-01 UTC. */
    record Millis(String pattern, DateTimeFormatter format) implements GroupText {

        static Millis of(String key, @Nullable String pattern) {
            if (pattern == null || pattern.isBlank()) {
                throw new IllegalArgumentException(
                        key
                                + ".pattern is not set; type millis needs it, such as"
                                + " \"yyyy-MM-dd HH:mm:ss\"");
            }
            try {
                return new Millis(pattern, format(pattern));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        key
                                + ".pattern \""
                                + pattern
                                + "\" is no pattern of a time ("
                                + wrong.getMessage()
                                + ")",
                        wrong);
            }
        }

        private static DateTimeFormatter format(String pattern) {
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(translated(pattern))
                    .parseDefaulting(ChronoField.YEAR_OF_ERA, 1970)
                    .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                    .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .toFormatter(Locale.getDefault(Locale.Category.FORMAT))
                    .withZone(ZoneId.systemDefault());
        }

        /** Files have patterns of Joda-Time, which are those of java.time but for the zone. */
        private static String translated(String pattern) {
            StringBuilder text = new StringBuilder();
            boolean quoted = false;
            for (int at = 0; at < pattern.length(); at++) {
                char c = pattern.charAt(at);
                quoted ^= c == '\'';
                if (quoted || c != 'Z') {
                    text.append(c);
                    continue;
                }
                int end = at;
                while (end < pattern.length() && pattern.charAt(end) == 'Z') {
                    end++;
                }
                text.append(end - at == 1 ? "XX" : end - at == 2 ? "XXX" : "VV");
                at = end - 1;
            }
            return text.toString();
        }

        @Override
        public @Nullable String of(String text, Context context) {
            try {
                return Long.toString(format.parse(text, Instant::from).toEpochMilli());
            } catch (DateTimeParseException unreadable) {
                context.report(
                        new Problem(
                                "MR-4082",
                                Problem.Severity.WARNING,
                                "",
                                "",
                                "\"" + text + "\" is no time of the pattern \"" + pattern + "\"",
                                "The event goes on without the header.",
                                "Correct the pattern, or let the regular expression find times"
                                        + " only."));
                return null;
            }
        }
    }
}
