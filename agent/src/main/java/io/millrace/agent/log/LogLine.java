// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import io.millrace.agent.Json;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an event of the log as one line: time with zone, level, component, message, then what was
 * added as key and value. A failure is one more clause with its first cause; the stack follows, on
 * lines of its own, only where the logger is at DEBUG. Control characters are written as escapes,
 * so that no data from outside can forge a line.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final Pattern CODE = Pattern.compile("^(MR-\\d{4}) ");
    private static final int LONGEST_CHAIN = 20;

    private final LogFormat format;
    private final DateTimeFormatter time;

    LogLine(LogFormat format, ZoneId zone) {
        this.format = format;
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
                        .withZone(zone);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        switch (format) {
            case TEXT -> text(line, event);
            case JSON -> json(line, event);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void text(StringBuilder line, ILoggingEvent event) {
        line.append(time.format(Instant.ofEpochMilli(event.getTimeStamp()))).append(' ');
        String level = event.getLevel().toString();
        line.append(level).repeat(' ', 6 - level.length());
        line.append(component(event)).append(' ');
        appendEscaped(line, event.getFormattedMessage());
        for (KeyValuePair pair : pairs(event)) {
            line.append(' ').append(pair.key).append('=');
            appendEscaped(line, String.valueOf(pair.value));
        }
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            line.append(" (cause: ");
            appendEscaped(line, rootCause(failure));
            line.append(')');
            if (wantsStack(event)) {
                line.append('\n').append(ThrowableProxyUtil.asString(failure).stripTrailing());
            }
        }
    }

    private void json(StringBuilder line, ILoggingEvent event) {
        line.append("{\"time\":\"")
                .append(time.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append("\",\"level\":\"")
                .append(event.getLevel())
                .append('"');
        member(line, "component", component(event));
        String message = event.getFormattedMessage();
        Matcher code = CODE.matcher(message);
        if (code.find()) {
            member(line, "code", code.group(1));
        }
        member(line, "message", message);
        for (KeyValuePair pair : pairs(event)) {
            member(line, pair.key, String.valueOf(pair.value));
        }
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            member(line, "cause", rootCause(failure));
            if (wantsStack(event)) {
                member(line, "stack", ThrowableProxyUtil.asString(failure));
            }
        }
        line.append('}');
    }

    private static void member(StringBuilder line, String key, String value) {
        line.append(',');
        Json.quote(line, key);
        line.append(':');
        Json.quote(line, value);
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    /** What the thread works for, or else the part of the program that speaks. */
    private static String component(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        String component = context.get("component");
        if (component != null) {
            return component;
        }
        String logger = event.getLoggerName();
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static boolean wantsStack(ILoggingEvent event) {
        return org.slf4j.LoggerFactory.getLogger(event.getLoggerName()).isDebugEnabled()
                || event.getLevel() == Level.DEBUG;
    }

    private static String rootCause(IThrowableProxy failure) {
        IThrowableProxy cause = failure;
        for (int depth = 0; depth < LONGEST_CHAIN; depth++) {
            IThrowableProxy next = cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        String name = cause.getClassName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String message = cause.getMessage();
        return message == null ? simple : message + ", " + simple;
    }

    private static void appendEscaped(StringBuilder line, @Nullable String text) {
        if (text == null) {
            return;
        }
        int length = text.length();
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append(c);
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        line.append(String.format("\\x%02x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }
}
