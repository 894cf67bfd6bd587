// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.util.Map;

class LoggerSinkTest {

    @Test
    void writesALineForEachEventWithTheLoggerOfFlume() throws Exception {
        var log = (Logger) LoggerFactory.getLogger("org.apache.flume.sink.LoggerSink");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
        try {
            Batch batch = Events.batch("Hello world!\r").then(Events.batch(Map.of("k", "v"), "b"));
            Delivery delivery = new LoggerConfig(16).create(TestContext.named("k1")).write(batch);

            assertThat(delivery).isEqualTo(Delivery.delivered());
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Event: { headers:{} body: 48 65 6C 6C 6F 20 77 6F 72 6C 64 21 0D"
                                + "          Hello world!. }",
                        "Event: { headers:{k=v} body: 62 " + "   ".repeat(15) + "b }");
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
    }

    @Test
    void showsNoMoreBytesThanTold() {
        assertThat(line("abcdef", 3))
                .isEqualTo("{ headers:{} body: 61 62 63 " + "   ".repeat(13) + "abc }");
        assertThat(line("abcdef", 0)).isEqualTo("{ headers:{} body: }");
        assertThat(line("0123456789abcdefXY", 16)).endsWith(" 65 66 0123456789abcdef }");
        assertThat(line("0123456789abcdefXY", 100)).endsWith(" 66 58 59 0123456789abcdefXY }");
    }

    @Test
    void showsNothingOfAnEmptyBody() {
        assertThat(line("", 16)).isEqualTo("{ headers:{} body: }");
    }

    @Test
    void showsADotForWhatIsNoText() {
        assertThat(line("ä\n\0\u007f~", 16)).endsWith(" .....~ }");
    }

    @Test
    void keepsAnEventOnOneLine() {
        Batch batch = Events.batch(Map.of("k", "a\nEvent: forged"), "x");
        assertThat(LoggerSink.line(batch.runs().getFirst(), 0, 16))
                .startsWith("{ headers:{k=a.Event: forged} body: 78 ");
    }

    private static String line(String body, int maxBytes) {
        return LoggerSink.line(Events.batch(body).runs().getFirst(), 0, maxBytes);
    }
}
