// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.basic.sink.FileRollConfig.Promise;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.FaultDisk.Operation;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Compressed files, manifests, and files that are read again. */
class FileRollProofTest {
    private static final long START = FileRolls.START;
    private static final String NAME = START + "-1";
    private static final String MANIFEST = "_" + NAME + ".manifest.json";

    @TempDir private Path directory;
    @TempDir private Path state;
    private final FaultDisk disk = new FaultDisk();
    private final ManualClock clock = ManualClock.at(START);
    private TestContext context;

    @BeforeEach
    void behindADurableChannel() {
        disk.onlyIn(path -> path.startsWith(directory));
        context = FileRolls.context(state, clock, disk).with(Level.FSYNC);
    }

    @Test
    void compressesEachBatchSoThatItCanBeReadAtOnce() throws Exception {
        try (Sink sink = opened(Map.of("codec", "GZIP", "level", "9", "extension", "log"))) {
            sink.write(Events.batch("a", "b"));
            assertThat(plain()).isEqualTo("a\nb\n");
            sink.write(Events.batch("c"));
            assertThat(plain()).isEqualTo("a\nb\nc\n");
        }
        assertThat(plain()).isEqualTo("a\nb\nc\n");
    }

    private String plain() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(NAME + ".log.gz"));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GZIP,   0, sink.codecLevel of gzip is from 1 to 9",
        "BZIP2, 10, sink.codecLevel of bzip2 is from 1 to 9",
        "ZSTD,  20, sink.codecLevel of zstd is from 1 to 19",
        "LZ4,    1, lz4 has no levels"
    })
    void refusesALevelThatTheCodecDoesNotHave(String codec, String level, String why) {
        assertThatThrownBy(
                        () -> FileRolls.config(directory, Map.of("codec", codec, "level", level)))
                .hasMessageContaining(why);
    }

    @Test
    void refusesALevelWithoutACodec() {
        assertThatThrownBy(() -> FileRolls.config(directory, Map.of("level", "3")))
                .hasMessageContaining("sink.codecLevel needs sink.codec");
    }

    @Test
    void putsAManifestBesideEachCompleteFile() throws Exception {
        try (Sink sink = opened(Map.of("manifest", "true"))) {
            sink.write(Events.batch("a", "bc"));
            assertThat(files()).doesNotContainKey(MANIFEST);
            clock.advance(Duration.ofSeconds(30));
            sink.maintain();
            assertThat(files().get(MANIFEST))
                    .contains("\"file\": \"" + NAME + "\"")
                    .contains("\"sink\": \"a1.k1\"")
                    .contains("\"bytes\": 5")
                    .contains("\"checksum\": \"" + sha256("a\nbc\n") + "\"")
                    .contains("\"events\": 2")
                    .contains("\"bodyBytes\": 3");
        }
        assertThat(files()).containsOnlyKeys(NAME, MANIFEST);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void sumsWhatIsLeftOfAFileThatABatchWasCutOff() throws Exception {
        try (Sink sink = opened(Map.of("manifest", "true", "readBack", "true"))) {
            sink.write(Events.batch("a"));
            disk.failNextWriteAfter(1, new IOException("No space left on device"));
            assertThatThrownBy(() -> sink.write(Events.batch("b"))).isInstanceOf(IOException.class);
            assertThat(files().get(MANIFEST))
                    .contains("\"bytes\": 2")
                    .contains("\"checksum\": \"" + sha256("a\n") + "\"")
                    .contains("\"events\": 1");
        }
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void makesTheManifestOfAFileThatACrashLeft() throws Exception {
        Sink killed = opened(Map.of("manifest", "true"));
        killed.write(Events.batch("a"));
        Path record = state.resolve("state").resolve("file-roll-record-0");
        byte[] before = Files.readAllBytes(record);
        killed.close();
        Files.write(record, before);
        String counted = files().get(MANIFEST);
        opened(Map.of("manifest", "true")).close();
        assertThat(files().get(MANIFEST)).isEqualTo(counted).contains("\"events\"");

        Files.write(record, before);
        Files.delete(directory.resolve(MANIFEST));
        opened(Map.of("manifest", "true")).close();
        assertThat(files().get(MANIFEST))
                .contains("\"checksum\": \"" + sha256("a\n") + "\"")
                .doesNotContain("\"events\"");
    }

    @Test
    void triesAgainToWriteAManifest() throws Exception {
        try (Sink sink = opened(Map.of("manifest", "true"))) {
            sink.write(Events.batch("a"));
            clock.advance(Duration.ofSeconds(30));
            disk.failNext(Operation.OPEN, new IOException("No space left on device"));
            assertThat(sink.maintain()).isEqualTo(Duration.ofSeconds(10));
            assertThat(context.codes()).containsExactly("MR-4015");
            assertThat(sink.health().state()).isEqualTo(Health.State.DEGRADED);
            assertThat(files()).doesNotContainKey(MANIFEST);
            sink.maintain();
            assertThat(sink.health().state()).isEqualTo(Health.State.UP);
            assertThat(files()).containsKey(MANIFEST);
        }
    }

    @Test
    void setsAFileAsideThatDoesNotHaveWhatWasWritten() throws Exception {
        try (Sink sink = opened(Map.of("manifest", "true", "readBack", "true"))) {
            sink.write(Events.batch("a"));
            TestFiles.write(directory.resolve(NAME), "x\n");
            clock.advance(Duration.ofSeconds(30));
            sink.maintain();
            assertThat(context.codes()).containsExactly("MR-4014");
            assertThat(sink.health().state()).isEqualTo(Health.State.DOWN);
            assertThat(context.meters().value("read_back_differences_total")).isEqualTo(1);
            assertThat(files()).containsOnlyKeys("_" + NAME + ".damaged");
            sink.write(Events.batch("b"));
            assertThat(sink.health().state()).isEqualTo(Health.State.DOWN);
        }
        assertThat(files()).containsEntry(START + "-2", "b\n");
    }

    @ParameterizedTest
    @EnumSource
    void writesABatchAgainThatReadsOtherwise(Promise delivery) throws Exception {
        try (Sink sink = opened(Map.of("readBack", "true", "delivery", delivery.name()))) {
            sink.write(Events.batch("a"));
            disk.garbleNextWrite();
            assertThatThrownBy(() -> sink.write(Events.batch("bcd")))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("MR-4002")
                    .hasMessageContaining("reads otherwise than it was written");
            sink.write(Events.batch("bcd"));
            assertThat(sink.health().state()).isEqualTo(Health.State.UP);
        }
        assertThat(files()).isEqualTo(Map.of(NAME, "a\n", START + "-2", "bcd\n"));
        assertThat(context.meters().value("read_back_differences_total")).isEqualTo(1);
    }

    private Sink opened(Map<String, String> options) throws IOException, InterruptedException {
        return FileRolls.opened(FileRolls.config(directory, options), context);
    }

    private Map<String, String> files() throws IOException {
        return FileRolls.files(directory);
    }
}
