// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.frame.Block;
import io.millrace.frame.Event;
import io.millrace.spec.ByteSize;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class Log4jSourceTest {
    private static final String TRACE =
            """
            2026-01-31 12:00:01,000 ERROR [main] com.example.App - failed
            java.lang.IllegalStateException: no
            \tat com.example.App.run(App.java:7)

            Caused by: java.io.IOException: disk
            \t... 3 more
            """;

    @TempDir Path directory;

    private Path log;
    private TestContext context;
    private RecordingEmitter out = new RecordingEmitter();
    private RunningSource running;

    @BeforeEach
    void prepare() {
        log = directory.resolve("app.log");
        context = TestContext.named("l1");
    }

    @AfterEach
    void end() {
        if (running != null) {
            running.close();
        }
    }

    private void start(Optional<String> logger) throws Exception {
        Log4jConfig config =
                new Log4jConfig(log, logger, Optional.of(ZoneOffset.UTC), new ByteSize(4096));
        running = RunningSource.start(config.create(context), out);
    }

    private void start() throws Exception {
        start(Optional.empty());
    }

    @Test
    void joinsAStackTraceToItsEventAndReadsTheHeaders() throws Exception {
        TestFiles.write(
                log,
                "2026-01-31 12:00:00,500 INFO  [main] com.example.App - one\n"
                        + TRACE
                        + "2026-01-31 12:00:02,000 WARN  [main] com.example.Other - three\n");
        start();
        out.awaitEvents(3);
        List<Event> events = out.events();
        assertThat(events.get(1).text()).isEqualTo(TRACE.strip());
        assertThat(events.get(1).headers())
                .containsOnly(
                        entry("timestamp", "1769860801000"),
                        entry("level", "ERROR"),
                        entry("logger", "com.example.App"));
        assertThat(events.get(2).header("logger")).isEqualTo("com.example.Other");
    }

    @Test
    void numbersEventsByTheirFirstLine() throws Exception {
        TestFiles.write(log, TRACE + "2026-01-31 12:00:02,000 WARN a.B - x\n" + TRACE);
        start();
        out.awaitEvents(3);
        List<Long> ordinals = new ArrayList<>();
        out.events()
                .forEach(event -> {
                    Block block = event.run().block();
                    ordinals.add(block.ordinal(event.run().blockIndex(event.index())));
                });
        assertThat(ordinals).containsExactly(0L, 6L, 7L);
    }

    @Test
    void waitsForTheRestOfAnEventButNotForLong() throws Exception {
        ManualClock clock = ManualClock.at(1_000_000);
        context = context.with(clock);
        TestFiles.write(log, "2026-01-31 12:00:00,500 INFO a.B - one\n");
        start();
        clock.awaitSleepers(1);
        assertThat(out.batches()).isEmpty();
        TestFiles.append(log, "\tat a.B.c\n");
        clock.advance(Duration.ofMillis(50));
        // Two looks: the first finds the line, and begins to count anew.
        clock.awaitSleepers(1);
        clock.advance(Duration.ofMillis(90));
        clock.awaitSleepers(1);
        clock.advance(Duration.ofMillis(120));
        out.awaitEvents(1);
        assertThat(out.texts())
                .containsExactly("2026-01-31 12:00:00,500 INFO a.B - one\n\tat a.B.c");
    }

    @Test
    void givesEachLineItsEventWhenTheLayoutIsUnknown() throws Exception {
        TestFiles.write(
                log, "one\ntwo\njava.lang.Error: x\n\tat a.b(c)\nthree\n" + "more\n".repeat(120));
        start(Optional.of("com.example"));
        out.awaitEvents(123);
        assertThat(out.texts().subList(0, 4))
                .containsExactly("one", "two\njava.lang.Error: x\n\tat a.b(c)", "three", "more");
        assertThat(out.events().getFirst().headers()).containsOnly(entry("logger", "com.example"));
        assertThat(context.codes()).containsExactly("MR-2040");
    }

    @Test
    void cutsAnEventThatIsTooLong() throws Exception {
        TestFiles.write(
                log,
                "INFO a.B - long\n"
                        + ("\tat " + "x".repeat(95) + "\n").repeat(60)
                        + "INFO a.B - next\n");
        start();
        out.awaitEvents(2);
        assertThat(out.events().getFirst().body()).hasSize(4096);
        assertThat(out.events().getFirst().header("truncated")).isEqualTo("6015");
        assertThat(out.texts().getLast()).isEqualTo("INFO a.B - next");
    }

    @Test
    void partsAnEventThatNoBlockCanHold() throws Exception {
        TestFiles.write(log, "INFO a.B - endless\n" + "  more\n".repeat(50_000));
        TestFiles.append(log, "INFO a.B - next\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts().getLast()).isEqualTo("INFO a.B - next");
        assertThat(out.texts().getFirst()).startsWith("INFO a.B - endless\n  more");
    }

    @Test
    void followsRotationAndResumes() throws Exception {
        TestFiles.write(log, TRACE);
        start();
        out.awaitEvents(1);
        running.stop();
        TestFiles.append(log, "INFO a.B - two\r\n  more\r\n");
        TestFiles.rename(log, directory.resolve("app.log.1"));
        TestFiles.write(log, "INFO a.B - three\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts())
                .containsExactly(TRACE.strip(), "INFO a.B - two\r\n  more", "INFO a.B - three");
    }
}
