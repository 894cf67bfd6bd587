// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spi.Delivery;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class JsonlSinkTest {
    @TempDir private Path directory;

    @Test
    void appendsALinePerEvent() throws Exception {
        Path file = directory.resolve("new/events.jsonl");
        try (Sink sink = sink(file)) {
            sink.open();

            assertThat(sink.write(Events.batch(Map.of("k", "v"), "one", "say \"ü\"\n\u0001")))
                    .isInstanceOf(Delivery.Delivered.class);
            assertThat(sink.write(Events.batch("two"))).isInstanceOf(Delivery.Delivered.class);
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"headers\":{\"k\":\"v\"},\"body\":\"one\"}",
                        "{\"headers\":{\"k\":\"v\"},\"body\":\"say \\\"ü\\\"\\n\\u0001\"}",
                        "{\"headers\":{},\"body\":\"two\"}");
    }

    @Test
    void cutsTheHalfLineThatACrashLeft() throws Exception {
        Path file = directory.resolve("events.jsonl");
        TestFiles.write(file, "{}\n{\"hea" + "x".repeat(5000));
        try (Sink sink = sink(file)) {
            sink.open();
            sink.write(Events.batch("one"));
        }

        assertThat(Files.readAllLines(file))
                .containsExactly("{}", "{\"headers\":{},\"body\":\"one\"}");
    }

    @Test
    void keepsWhatIsThereWhenItStartsAgain() throws Exception {
        Path file = directory.resolve("events.jsonl");
        for (String text : new String[] {"one", "two"}) {
            try (Sink sink = sink(file)) {
                sink.open();
                sink.write(Events.batch(text));
            }
        }

        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void explainsAFileThatCannotBeOpened() throws Exception {
        Path blocked = TestFiles.write(directory.resolve("plain"), "a file, no directory");

        try (Sink sink = sink(blocked.resolve("events.jsonl"))) {
            assertThatThrownBy(sink::open)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().remedy()).contains("writable"));
        }
    }

    @Test
    void closesAnyNumberOfTimes() throws Exception {
        Sink sink = sink(directory.resolve("events.jsonl"));
        sink.open();
        sink.close();
        sink.close();

        assertThatThrownBy(() -> sink.write(Events.batch("late"))).hasMessageContaining("not open");
    }

    private static Sink sink(Path file) {
        return new JsonlConfig(file, 100).create(TestContext.named("k1"));
    }
}
