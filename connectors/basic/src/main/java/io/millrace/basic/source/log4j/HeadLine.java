// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Reads the first line of an event: its time, level and logger, in the order in which the usual
 * layouts write them. Lenient: what it does not find is left out. Holds what it read last; for one
 * thread.
 */
final class HeadLine {
    private static final String[] LEVELS = {
        "INFO", "DEBUG", "WARN", "ERROR", "TRACE", "FATAL", "WARNING", "SEVERE"
    };
    private static final byte[][] LEVEL_BYTES = new byte[LEVELS.length][];

    /** How many words may stand between the time and the level. */
    private static final int WORDS_BEFORE_LEVEL = 6;

    /** How many words may stand between the level and the logger. */
    private static final int WORDS_BEFORE_LOGGER = 4;

    static {
        for (int i = 0; i < LEVELS.length; i++) {
            LEVEL_BYTES[i] = LEVELS[i].getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final LogTime logTime;
    private @Nullable String level;
    private int loggerStart;
    private int loggerEnd;

    HeadLine(ZoneId zone) {
        this.logTime = new LogTime(zone);
    }

    /** Whether the line is the first of an event; then the others say what it tells. */
    boolean read(byte[] line, int from, int to) {
        level = null;
        loggerStart = 0;
        loggerEnd = 0;
        int at = logTime.read(line, from, to);
        boolean hasClock = at > from;
        int levelEnd = hasClock ? levelEnd(line, at, to) : levelFirst(line, from, to);
        if (levelEnd > 0) {
            findLogger(line, levelEnd, to);
        }
        return hasClock || levelEnd > 0;
    }

    /** Whether the time is known, date included. */
    boolean hasTime() {
        return logTime.hasMillis();
    }

    /** Milliseconds since 1970-01-01 UTC. */
    long time() {
        return logTime.millis();
    }

    @Nullable String level() {
        return level;
    }

    @Nullable String logger(byte[] line) {
        return loggerEnd == 0
                ? null
                : new String(line, loggerStart, loggerEnd - loggerStart, StandardCharsets.UTF_8);
    }

    /** Behind the level that stands among the words behind the time, or 0. */
    private int levelEnd(byte[] line, int from, int to) {
        int at = from;
        for (int words = 0; words < WORDS_BEFORE_LEVEL; words++) {
            at = skipGap(line, at, to);
            if (at >= to) {
                return 0;
            }
            int end = levelAt(line, at, to);
            if (end > 0) {
                return end;
            }
            at = wordEnd(line, at, to);
        }
        return 0;
    }

    /** A line that begins with its level, or with the milliseconds since the start ({@code %r}). */
    private int levelFirst(byte[] line, int from, int to) {
        int at = from;
        while (at < to && isDigit(line[at])) {
            at++;
        }
        boolean isRelative = at > from && at < to && line[at] == ' ';
        if (isRelative) {
            // "0 [main] INFO": a number alone is no sign of a layout, a level soon after it is.
            return at + 1 < to && line[at + 1] == '[' ? levelEnd(line, at, to) : 0;
        }
        return from < to && at == from ? levelAt(line, from, to) : 0;
    }

    /** Behind a level that stands here, brackets around it included, or 0. */
    private int levelAt(byte[] line, int from, int to) {
        boolean isBracketed = line[from] == '[';
        int at = isBracketed ? skipSpaces(line, from + 1, to) : from;
        for (int i = 0; i < LEVELS.length; i++) {
            byte[] text = LEVEL_BYTES[i];
            int end = at + text.length;
            if (end <= to && matches(line, at, text) && (end == to || isBoundary(line[end]))) {
                if (isBracketed) {
                    end = skipSpaces(line, end, to);
                    if (end == to || line[end] != ']') {
                        continue;
                    }
                    end++;
                }
                level = LEVELS[i];
                return end;
            }
        }
        return 0;
    }

    /** A name before a colon or a dash; threads in brackets and numbers may stand before it. */
    private void findLogger(byte[] line, int from, int to) {
        int at = from;
        for (int words = 0; words < WORDS_BEFORE_LOGGER; words++) {
            // "INFO: text" has no logger.
            if (at < to && line[at] == ':') {
                return;
            }
            at = skipGap(line, at, to);
            if (at >= to) {
                return;
            }
            int end = nameEnd(line, at, to);
            if (end > at && isEndOfLogger(line, end, to)) {
                loggerStart = at;
                loggerEnd = end;
                return;
            }
            // Past brackets and a process id; the text of the message is not searched.
            if (end > at && !isDigit(line[at])) {
                return;
            }
            at = wordEnd(line, at, to);
        }
    }

    private static int nameEnd(byte[] line, int from, int to) {
        int at = from;
        while (at < to
                && (Character.isJavaIdentifierPart(line[at] & 0xFF)
                        || line[at] == '.'
                        || (line[at] == '-' && at > from))) {
            at++;
        }
        return at;
    }

    private static boolean isEndOfLogger(byte[] line, int end, int to) {
        if (end < to && line[end] == ':') {
            return true;
        }
        int at = skipSpaces(line, end, to);
        if (at == end || at >= to) {
            return false;
        }
        boolean isMark = line[at] == '-' || line[at] == ':';
        return isMark && (at + 1 == to || line[at + 1] == ' ');
    }

    /** Past white space and what layouts put between fields. */
    private static int skipGap(byte[] line, int from, int to) {
        int at = from;
        while (at < to
                && (line[at] == ' '
                        || line[at] == '\t'
                        || line[at] == '|'
                        || line[at] == '-'
                        || line[at] == ','
                        || line[at] == ']')) {
            at++;
        }
        return at;
    }

    private static int skipSpaces(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] == ' ') {
            at++;
        }
        return at;
    }

    /** Behind a word, or behind the bracket that closes one that opens here. */
    private static int wordEnd(byte[] line, int from, int to) {
        int closing = line[from] == '[' ? ']' : line[from] == '(' ? ')' : ' ';
        int at = from + 1;
        while (at < to && line[at] != closing && (closing != ' ' || line[at] != '|')) {
            at++;
        }
        return at < to && closing != ' ' ? at + 1 : at;
    }

    private static boolean matches(byte[] line, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (line[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBoundary(byte b) {
        return b == ' ' || b == ']' || b == ':' || b == '\t' || b == '|' || b == ',' || b == '\r';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
