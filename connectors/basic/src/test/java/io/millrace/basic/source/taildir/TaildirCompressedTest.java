// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Rotated files that are compressed. */
@ParameterizedClass
@ValueSource(strings = {".gz", ".zst"})
class TaildirCompressedTest {
    @TempDir Path temporary;

    @Parameter String suffix = "";

    private Path logs;
    private Path log;
    private Path rotated;
    private Path compressed;
    private Tail tail;

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectories(temporary.resolve("logs"));
        log = logs.resolve("app.log");
        rotated = logs.resolve("app.log.1");
        compressed = logs.resolve("app.log.1" + suffix);
        tail = new Tail(logs, "app\\.log.*");
        tail.idleTimeout = Duration.ofSeconds(5);
    }

    @AfterEach
    void end() {
        tail.close();
    }

    private byte[] compress(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                suffix.equals(".gz") ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> lines(int count) {
        Random random = new Random(1);
        return IntStream.range(0, count).mapToObj(i -> i + " " + random.nextLong()).toList();
    }

    @Test
    void readsOnceWhatIsCompressedInTheMiddleOfReading() throws Exception {
        List<String> lines = lines(50_000);
        TestFiles.write(log, String.join("\n", lines) + "\n");
        tail.out.refuseAfter(2);
        tail.start();
        tail.out.awaitRefusal();
        TestFiles.rename(log, rotated);
        TestFiles.write(compressed, compress(String.join("\n", lines) + "\n"));
        TestFiles.delete(rotated);
        TestFiles.write(log, "c\n");
        tail.out.refuseAfter(Integer.MAX_VALUE);
        tail.texts(lines.size() + 1);
        tail.restart();
        TestFiles.append(log, "d\n");
        assertThat(tail.texts(lines.size() + 2))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(lines.stream(), Stream.of("c", "d")).toList());
    }

    @Test
    void readsTheRestOfWhatWasCompressedWhenTheSourceHadStoppedWithinIt() throws Exception {
        List<String> lines = lines(50_000);
        TestFiles.write(log, String.join("\n", lines) + "\n");
        tail.out.refuseAfter(2);
        tail.start();
        tail.out.awaitRefusal();
        tail.stop();
        TestFiles.rename(log, rotated);
        TestFiles.write(compressed, compress(String.join("\n", lines) + "\n"));
        TestFiles.delete(rotated);
        TestFiles.write(log, "c\n");
        tail.out.refuseAfter(Integer.MAX_VALUE);
        tail.start();
        assertThat(tail.texts(lines.size() + 1))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(lines.stream(), Stream.of("c")).toList());
    }

    @Test
    void readsWhatACompressedFileHolds() throws Exception {
        List<String> lines = lines(30_000);
        byte[] bytes = compress(String.join("\n", lines.subList(0, 20_000)) + "\n");
        byte[] second = compress(String.join("\n", lines.subList(20_000, 30_000)));
        TestFiles.write(compressed, bytes);
        TestFiles.append(compressed, second);
        tail.start();
        assertThat(tail.texts(lines.size())).isEqualTo(lines);
        tail.restart();
        TestFiles.write(log, "more\n");
        assertThat(tail.texts(lines.size() + 1)).endsWith("more");
    }

    @Test
    void waitsForTheRestOfOneThatIsBeingWritten() throws Exception {
        List<String> lines = lines(20_000);
        byte[] bytes = compress(String.join("\n", lines) + "\n");
        TestFiles.write(compressed, Arrays.copyOf(bytes, bytes.length / 2));
        TestFiles.write(log, "other\n");
        tail.start();
        while (!tail.out.texts().contains("other")) {
            Thread.onSpinWait();
        }
        TestFiles.append(compressed, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
        assertThat(tail.texts(lines.size() + 1).stream().filter(line -> !line.equals("other")))
                .containsExactlyElementsOf(lines);
    }

    @Test
    void doesNotReadAgainWhatWasReadBeforeItWasCompressed() throws Exception {
        TestFiles.write(log, "a\nb\n");
        tail.start();
        tail.out.awaitEvents(2);
        TestFiles.rename(log, rotated);
        TestFiles.write(compressed, compress("a\nb\n"));
        TestFiles.delete(rotated);
        TestFiles.write(log, "c\n");
        assertThat(tail.texts(3)).containsExactly("a", "b", "c");
        tail.restart();
        TestFiles.append(log, "d\n");
        assertThat(tail.texts(4)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void readsTheRestOfWhatWasCompressedWhileItWasDown() throws Exception {
        for (String names : new String[] {"app\\.log.*", "app\\.log"}) {
            Files.deleteIfExists(compressed);
            tail.close();
            tail = new Tail(logs, names);
            TestFiles.write(log, "a\n" + "x".repeat(300) + "\n");
            tail.start();
            tail.out.awaitEvents(2);
            tail.stop();
            TestFiles.write(compressed, compress("a\n" + "x".repeat(300) + "\nb\n"));
            TestFiles.delete(log);
            TestFiles.write(log, "c\n");
            tail.start();
            assertThat(tail.texts(4)).as(names).contains("b", "c").hasSize(4);
        }
    }

    @Test
    void saysThatAFileIsNotCompressed() throws Exception {
        TestFiles.write(compressed, "plain\n");
        TestFiles.write(log, "a\n");
        tail.start();
        assertThat(tail.texts(1)).containsExactly("a");
        while (!tail.context.codes().contains("MR-2054")) {
            Thread.onSpinWait();
        }
    }
}
