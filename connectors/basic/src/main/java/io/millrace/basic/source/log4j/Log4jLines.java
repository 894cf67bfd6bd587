// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import io.millrace.basic.source.follow.JoinedFraming;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Which lines make an event. Whether a line belongs to the event before it depends on these lines
 * alone, so that a file read anew gives the same events.
 */
final class Log4jLines implements JoinedFraming.Joint {
    private static final int LINES_BEFORE_ADVICE = 100;

    private final Log4jConfig config;
    private final Context context;
    private final HeadLine head;
    private int linesWithoutHead;
    private boolean isAdvised;

    // What the first line of the event says.
    private boolean hasHead;
    private boolean hasTime;
    private long time;
    private @Nullable String level;
    private @Nullable String logger;

    Log4jLines(Log4jConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.head = new HeadLine(config.timeZone().orElseGet(ZoneId::systemDefault));
    }

    @Override
    public boolean isOwnEvent(byte[] array, int from, int to, boolean hasEvent) {
        if (head.read(array, from, to)) {
            return true;
        }
        return !hasEvent || !(hasHead || Continuation.looksLikeOne(array, from, to));
    }

    @Override
    public void begin(byte[] array, int from, int to) {
        hasHead = head.read(array, from, to);
        hasTime = hasHead && head.hasTime();
        time = head.time();
        level = hasHead ? head.level() : null;
        logger = hasHead ? head.logger(array) : null;
        advise();
    }

    @Override
    public void describe(BlockBuilder block) {
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
