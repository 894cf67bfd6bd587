// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import io.millrace.basic.source.Newlines;
import io.millrace.basic.source.file.Framing;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Joins the lines of an event. Whether a line belongs to the event before it depends on these lines
 * alone, so that a file read anew gives the same events.
 */
final class Log4jFraming implements Framing {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final int LINES_BEFORE_ADVICE = 100;

    private final Log4jConfig config;
    private final Context context;
    private final int maxEventBytes;
    private final HeadLine head;
    private int linesWithoutHead;
    private boolean isAdvised;

    // The event that is being gathered: where it begins and ends, and what its first line says.
    private int eventStart = -1;
    private int eventEnd;
    private int eventLines;
    private boolean hasHead;
    private boolean hasTime;
    private long time;
    private @Nullable String level;
    private @Nullable String logger;

    Log4jFraming(Log4jConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.maxEventBytes = Math.toIntExact(config.maxEventLength().bytes());
        this.head = new HeadLine(config.timeZone().orElseGet(ZoneId::systemDefault));
    }

    @Override
    public Framed frame(BlockBuilder block, int length, Rest rest) {
        byte[] array = block.array();
        eventStart = -1;
        int at = 0;
        int done = 0;
        int lines = 0;
        for (int feed = Newlines.next(array, 0, length);
                feed >= 0;
                feed = Newlines.next(array, at, length)) {
            if (isOwnEvent(array, at, feed)) {
                lines += finish(block);
                done = at;
                begin(array, at, feed);
            }
            extend(array, feed);
            at = feed + 1;
        }
        if (rest == Rest.NEVER && at < length) {
            if (isOwnEvent(array, at, length)) {
                lines += finish(block);
                begin(array, at, length);
            }
            extend(array, length);
            at = length;
        }
        if (rest != Rest.COMES && eventStart >= 0) {
            lines += finish(block);
            done = at;
        }
        return lines == 0 ? Framed.NOTHING : new Framed(done, lines);
    }

    /** Whether a line does not belong to the event before it. */
    private boolean isOwnEvent(byte[] array, int from, int to) {
        if (head.read(array, from, to)) {
            return true;
        }
        return eventStart < 0 || !(hasHead || Continuation.looksLikeOne(array, from, to));
    }

    private void begin(byte[] array, int from, int to) {
        hasHead = head.read(array, from, to);
        hasTime = hasHead && head.hasTime();
        time = head.time();
        level = hasHead ? head.level() : null;
        logger = hasHead ? head.logger(array) : null;
        eventStart = from;
        eventLines = 0;
        advise();
    }

    private void extend(byte[] array, int end) {
        eventEnd = end > eventStart && array[end - 1] == '\r' ? end - 1 : end;
        eventLines++;
    }

    /** Marks the event that was gathered and returns how many lines it has. */
    private int finish(BlockBuilder block) {
        if (eventStart < 0) {
            return 0;
        }
        int length = eventEnd - eventStart;
        block.mark(eventStart, Math.min(length, maxEventBytes));
        if (length > maxEventBytes) {
            block.header("truncated", length);
        }
        if (hasTime) {
            block.header("timestamp", time);
        }
        if (level != null) {
            block.header("level", level);
        }
        String named = logger != null ? logger : config.logger().orElse(null);
        if (named != null) {
            block.header("logger", named);
        }
        // Ordinals count lines: those that were joined to the first one have none of their own.
        block.leaveOut(eventLines - 1);
        eventStart = -1;
        return eventLines;
    }

    private void advise() {
        if (hasHead) {
            isAdvised = true;
        } else if (!isAdvised) {
            linesWithoutHead++;
            if (linesWithoutHead >= LINES_BEFORE_ADVICE) {
                isAdvised = true;
                context.report(
                        new Problem(
                                "MR-2040",
                                Problem.Severity.HINT,
                                "",
                                "",
                                "no line of " + config.file() + " begins with a time or a level",
                                "each line is an event of its own, without headers",
                                "let the layout begin with %d{ISO8601} %p, or use the source"
                                        + " file"));
            }
        }
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    /** The look of lines that belong to a stack trace. */
    private static final class Continuation {
        private static final byte[][] BEGINNINGS = {
            ascii("at "), ascii("Caused by:"), ascii("Suppressed:"), ascii("... "), ascii("}")
        };
        private static final byte[][] ENDINGS_OF_A_NAME = {
            ascii("Exception"), ascii("Error"), ascii("Throwable")
        };

        static boolean looksLikeOne(byte[] array, int from, int to) {
            if (from < to && (array[from] == ' ' || array[from] == '\t')) {
                return true;
            }
            for (byte[] beginning : BEGINNINGS) {
                if (matches(array, from, to, beginning)) {
                    return true;
                }
            }
            return isThrowable(array, from, to);
        }

        /** A qualified class name such as {@code java.io.IOException}, alone or before a colon. */
        private static boolean isThrowable(byte[] array, int from, int to) {
            int end = from;
            boolean isQualified = false;
            while (end < to && (Character.isJavaIdentifierPart(array[end]) || array[end] == '.')) {
                isQualified |= array[end] == '.';
                end++;
            }
            if (!isQualified || (end < to && array[end] != ':' && array[end] != '\r')) {
                return false;
            }
            for (byte[] ending : ENDINGS_OF_A_NAME) {
                if (end - ending.length >= from
                        && matches(array, end - ending.length, to, ending)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean matches(byte[] array, int at, int to, byte[] text) {
            if (to - at < text.length) {
                return false;
            }
            for (int i = 0; i < text.length; i++) {
                if (array[at + i] != text[i]) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
