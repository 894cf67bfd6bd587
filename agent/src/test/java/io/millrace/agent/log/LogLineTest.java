// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

class LogLineTest {
    private final Logger logger = new LoggerContext().getLogger("io.millrace.engine.Agent");

    @Test
    void writesTimeLevelComponentAndMessage() {
        assertThat(text(event("started", null)))
                .isEqualTo("2026-02-03T05:06:07.890+01:00 INFO  Agent started\n");
    }

    @Test
    void namesTheComponentThatTheThreadWorksFor() {
        assertThat(text(event("started", null, "a1.k1"))).endsWith("INFO  a1.k1 started\n");
    }

    @Test
    void addsKeysAndValues() {
        var event = event("started", null);
        event.addKeyValuePair(new KeyValuePair("port", 44444));
        assertThat(text(event)).endsWith(" started port=44444\n");
        assertThat(json(event)).endsWith("\"message\":\"started\",\"port\":\"44444\"}\n");
    }

    @Test
    void writesOneLineWhateverTheMessageHolds() {
        assertThat(text(event("a\nb\rc\u001b[0m", null))).endsWith("a\\nb\\rc\\x1b[0m\n");
        assertThat(json(event("a\nb", null)).lines()).hasSize(1);
    }

    @Test
    void tellsTheFirstCauseWithoutAStack() {
        var failure = new UncheckedIOException("outer", new IOException("disk full"));
        assertThat(text(event("failed", failure)))
                .endsWith("failed (cause: disk full, IOException)\n");
    }

    @Test
    void putsTheCodeOfAProblemIntoAFieldOfItsOwn() {
        assertThat(json(event("MR-6301 bad", null)))
                .contains("\"code\":\"MR-6301\",\"message\":\"MR-6301 bad\"");
    }

    private LoggingEvent event(String message, Throwable failure) {
        return event(message, failure, "");
    }

    private LoggingEvent event(String message, Throwable failure, String component) {
        var event = new LoggingEvent("", logger, Level.INFO, message, failure, null);
        event.setInstant(Instant.parse("2026-02-03T04:06:07.890Z"));
        event.setMDCPropertyMap(component.isEmpty() ? Map.of() : Map.of("component", component));
        return event;
    }

    private static String text(LoggingEvent event) {
        return encode(event, LogFormat.TEXT);
    }

    private static String json(LoggingEvent event) {
        return encode(event, LogFormat.JSON);
    }

    private static String encode(LoggingEvent event, LogFormat format) {
        byte[] line = new LogLine(format, ZoneId.of("Europe/Berlin")).encode(event);
        return new String(line, StandardCharsets.UTF_8);
    }
}
