// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;

class HeadLineTest {
    private final HeadLine head = new HeadLine(ZoneId.of("Europe/Berlin"));

    private boolean read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return head.read(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    2026-01-31 12:34:56,789 INFO  [main] com.example.App - started;2026-01-31T11:34:56.789Z;INFO;com.example.App
                    2026-07-31 12:34:56.789 WARN c.e.App: hot;2026-07-31T10:34:56.789Z;WARN;c.e.App
                    [2026-01-31 12:34:56,789] ERROR [worker 7] com.example.App$Inner - x;2026-01-31T11:34:56.789Z;ERROR;com.example.App$Inner
                    [2026-01-31 12:34:56,789][DEBUG][main] a.B - x;2026-01-31T11:34:56.789Z;DEBUG;a.B
                    2026-01-31T12:34:56Z FATAL a.B - x;2026-01-31T12:34:56Z;FATAL;a.B
                    2026-01-31T12:34:56.123456+05:30 TRACE a.B - x;2026-01-31T07:04:56.123Z;TRACE;a.B
                    2026-01-31 12:34:56.5-0100 INFO a.B - x;2026-01-31T13:34:56.500Z;INFO;a.B
                    26/01/31 12:34:56 INFO Client: moved;2026-01-31T11:34:56Z;INFO;Client
                    31 Jan 2026 12:34:56,789 [main] INFO  a.B - x;2026-01-31T11:34:56.789Z;INFO;a.B
                    1 Feb 2026 02:03:04,005 INFO a.B - x;2026-02-01T01:03:04.005Z;INFO;a.B
                    2026-01-31 12:34:56,789 [http-nio-80 exec-1] [INFO ] a.B - x;2026-01-31T11:34:56.789Z;INFO;a.B
                    2026-01-31T12:34:56.789+01:00  INFO 4711 --- [  main] c.e.Application   : Started;2026-01-31T11:34:56.789Z;INFO;c.e.Application
                    2026-01-31 12:34:56,789 | INFO | main | a message without a name;2026-01-31T11:34:56.789Z;INFO;
                    2026-01-31 12:34:56 INFO: text: with - marks;2026-01-31T11:34:56Z;INFO;
                    2026-01-31 12:34:56,789 plain text;2026-01-31T11:34:56.789Z;;
                    12:34:56.789 [main] DEBUG a.B - x;;DEBUG;a.B
                    0 [main] INFO a.B - x;;INFO;a.B
                    INFO  [main] a.B - x;;INFO;a.B
                    WARN: beware;;WARN;
                    [ERROR] a.B - x;;ERROR;a.B
                    2026-02-30 12:34:56,789 INFO a.B - no such day;;INFO;a.B
                    """)
    void readsWhatTheUsualLayoutsWrite(String line, String time, String level, String logger) {
        assertThat(read(line)).isTrue();
        assertThat(head.level()).isEqualTo(level);
        assertThat(head.logger(line.getBytes(StandardCharsets.UTF_8))).isEqualTo(logger);
        assertThat(head.hasTime()).isEqualTo(time != null);
        if (time != null) {
            assertThat(Instant.ofEpochMilli(head.time())).isEqualTo(Instant.parse(time));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 2026-01-31 12:34:56,789 INFO indented",
                "\tat com.example.App.main(App.java:12)",
                "Caused by: java.io.IOException: full",
                "INFORMATION is not a level",
                "12:34:56 no fraction",
                "2026-01-31 is a date alone",
                "99:99:99,999 INFO x",
                "17 apples",
                "[main] thread first",
                "2026-01-31",
                "1"
            })
    void takesOtherLinesForNoBeginning(String line) {
        assertThat(read(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesAnyBytes(long seed) {
        Random random = new Random(seed);
        byte[] letters =
                "0123456789-/:,. T[]INFOERWAJan|\t\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] line = new byte[random.nextInt(40)];
            for (int j = 0; j < line.length; j++) {
                line[j] = letters[random.nextInt(letters.length)];
            }
            if (head.read(line, 0, line.length)) {
                String logger = head.logger(line);
                assertThat(logger == null || line.length >= logger.length()).isTrue();
            }
        }
    }
}
