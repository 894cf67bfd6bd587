// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of the ledger's file: words with one blank between them. */
final class LedgerLines {
    static final String FIRST_LINE = "millrace-ledger 1";
    static final String ROW = "row";
    static final String CHANNEL = "channel";
    static final String DELAY = "delay";
    static final String TOTAL = "total";
    static final String END = "=";

    /** Begins the word behind the columns of a row that says how many events waited how long. */
    private static final String DELAYS_OF_ROW = "~";

    private LedgerLines() {}

    static String row(String channel, Row row) {
        String line = line(ROW, channel, row);
        if (row.delays().isEmpty()) {
            return line;
        }
        StringBuilder word = new StringBuilder(line).append(' ').append(DELAYS_OF_ROW);
        long[] pairs = row.delays().pairs();
        for (int i = 0; i < pairs.length; i += 2) {
            word.append(i == 0 ? "" : ",").append(pairs[i]).append(':').append(pairs[i + 1]);
        }
        return word.toString();
    }

    /** What all rows of a channel say together, in the form of a row without a time. */
    static String total(String channel, Row total) {
        return line(TOTAL, channel, total);
    }

    private static String line(String kind, String channel, Row row) {
        StringBuilder line = new StringBuilder(160).append(kind).append(' ').append(word(channel));
        line.append(' ').append(row.startMillis()).append(' ').append(row.widthMillis());
        for (long value : row.values()) {
            line.append(' ').append(value);
        }
        return line.toString();
    }

    /** The row of the words of a line; columns that a later version added are not known here. */
    static Row row(String[] words) {
        long[] values = new long[Column.values().length];
        DelayClasses delays = new DelayClasses();
        for (int i = 4; i < words.length; i++) {
            if (words[i].startsWith(DELAYS_OF_ROW)) {
                take(words[i].substring(DELAYS_OF_ROW.length()), delays);
            } else if (i - 4 < values.length) {
                values[i - 4] = Long.parseLong(words[i]);
            }
        }
        return new Row(Long.parseLong(words[2]), Long.parseLong(words[3]), values, delays);
    }

    private static void take(String word, DelayClasses delays) {
        for (String pair : word.split(",")) {
            int colon = pair.indexOf(':');
            delays.add(
                    Integer.parseInt(pair.substring(0, colon)),
                    Long.parseLong(pair.substring(colon + 1)));
        }
    }

    static String head(AccountHead head) {
        StringBuilder line = new StringBuilder(80).append(CHANNEL);
        line.append(' ').append(word(head.channel()));
        line.append(' ').append(head.isForgetful() ? "memory" : "durable");
        line.append(' ').append(head.storedAtOpening());
        line.append(' ').append(head.heldSince());
        line.append(' ').append(head.balance());
        line.append(' ').append(head.atStop());
        List<String> names = head.sources().stream().map(LedgerLines::word).toList();
        line.append(' ').append(names.isEmpty() ? "-" : String.join(",", names));
        for (Gap gap : head.gaps()) {
            line.append(' ').append(gap(gap));
        }
        return line.toString();
    }

    private static String gap(Gap gap) {
        long[] values = {
            gap.fromMillis(),
            gap.toMillis(),
            gap.accepted(),
            gap.left(),
            gap.back(),
            gap.isForgetful() ? 1 : 0,
            gap.placed(),
            gap.returned(),
            gap.isSettled() ? 1 : 0
        };
        return String.join(",", Arrays.stream(values).mapToObj(Long::toString).toList());
    }

    static AccountHead head(String[] words) {
        List<String> sources = new ArrayList<>();
        if (!words[7].equals("-")) {
            for (String name : words[7].split(",")) {
                sources.add(name(name));
            }
        }
        List<Gap> gaps = new ArrayList<>();
        for (int i = 8; i < words.length; i++) {
            gaps.add(gap(words[i]));
        }
        return new AccountHead(
                name(words[1]),
                sources,
                words[2].equals("memory"),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]),
                gaps);
    }

    private static Gap gap(String word) {
        long[] values = Arrays.stream(word.split(",")).mapToLong(Long::parseLong).toArray();
        return new Gap(
                values[0],
                values[1],
                values[2],
                values[3],
                values[4],
                values[5] != 0,
                values[6],
                values[7],
                values[8] != 0);
    }

    static String delays(String channel, DelayHistogram delays) {
        StringBuilder line = new StringBuilder(80).append(DELAY).append(' ').append(word(channel));
        line.append(' ').append(delays.sumMillis()).append(' ').append(delays.longest());
        for (long value : delays.classes()) {
            line.append(' ').append(value);
        }
        return line.toString();
    }

    static DelayHistogram delays(String[] words) {
        DelayHistogram delays = new DelayHistogram();
        long[] values = Arrays.stream(words).skip(2).mapToLong(Long::parseLong).toArray();
        delays.restore(Arrays.copyOfRange(values, 2, values.length), values[0], values[1]);
        return delays;
    }

    private static String word(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    static String name(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
