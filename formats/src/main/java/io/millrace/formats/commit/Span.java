// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import io.millrace.formats.commit.WrittenEvents.Range;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Events of one commit that follow each other and were accepted together.
 *
 * @param first the number that the channel gave the first one
 * @param acceptedMillis since 1970-01-01 UTC
 */
public record Span(long first, int count, long acceptedMillis) {

    /** The same as what {@link WrittenEvents} takes. */
    public Range range() {
        return new Range(first, first + count, acceptedMillis, acceptedMillis);
    }

    /** One word of a record: {@code first+count@accepted}, with commas between them. */
    public static String join(List<Span> spans) {
        return spans.isEmpty()
                ? "-"
                : spans.stream()
                        .map(span -> span.first + "+" + span.count + "@" + span.acceptedMillis)
                        .collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #join} made.
     *
     * @throws RuntimeException if it is something else
     */
    public static List<Span> parse(String word) {
        return word.equals("-")
                ? List.of()
                : Arrays.stream(word.split(",", -1)).map(Span::parseOne).toList();
    }

    private static Span parseOne(String text) {
        int plus = text.indexOf('+');
        int at = text.indexOf('@');
        return new Span(
                Long.parseLong(text.substring(0, plus)),
                Integer.parseInt(text.substring(plus + 1, at)),
                Long.parseLong(text.substring(at + 1)));
    }
}
