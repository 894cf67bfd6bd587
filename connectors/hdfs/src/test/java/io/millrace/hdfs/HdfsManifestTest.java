// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What manifests say, and what is found when files are read again. */
class HdfsManifestTest {
    private static final String HOST = "manifests";
    private static final String FIRST = "FlumeData." + (SinkRig.NOW + 1);

    @TempDir Path directory;

    @BeforeEach
    void makeTheSchemeKnown() throws Exception {
        StubFileSystem.configure(directory);
    }

    @AfterEach
    void heal() {
        List.of("any", "close", "sync", "flush").forEach(call -> StubFileSystem.off(HOST, call));
    }

    private SinkRig rig(Level channel, String... settings) throws Exception {
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path", "stub://" + HOST + directory + "/out",
                                        "hdfs.fileType", "DataStream",
                                        "hdfs.rollCount", "0",
                                        "hdfs.rollSize", "0",
                                        "hdfs.retryInterval", "1"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        return SinkRig.behind(channel, directory, all);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void tellsSumCountAndTimes() throws Exception {
        try (SinkRig rig = rig(Level.MEMORY, "hdfs.manifest", "true")) {
            rig.write(batch(Map.of("timestamp", "1000"), "a", "bc"));
            rig.write(batch(Map.of("timestamp", "3500"), "def"));
            rig.sink.close();
            assertThat(rig.text("_" + FIRST + ".manifest.json"))
                    .isEqualTo(
                            """
                            {
                              "format": "millrace-manifest 1",
                              "file": "%s",
                              "sink": "a1.k1",
                              "bytes": 9,
                              "algorithm": "SHA-256",
                              "checksum": "%s",
                              "events": 3,
                              "bodyBytes": 6,
                              "earliest": "1970-01-01T00:00:01Z",
                              "latest": "1970-01-01T00:00:03.500Z",
                              "sources": []
                            }
                            """
                                    .formatted(FIRST, sha256(rig.bytes(FIRST))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "md5, MD5, 900150983cd24fb0d6963f7d28e17f72",
        "SHA-1, SHA-1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "crc32c, CRC32C, 364b3fb7",
        "sha_256, SHA-256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void sumsAsTheStandardsSay(String algorithm, String title, String sum) throws Exception {
        try (SinkRig rig =
                rig(
                        Level.MEMORY,
                        "hdfs.manifest",
                        "true",
                        "hdfs.manifest.checksum",
                        algorithm,
                        "serializer.appendNewline",
                        "false")) {
            rig.write(batch("abc"));
            rig.sink.close();
            assertThat(rig.text("_" + FIRST + ".manifest.json"))
                    .contains("\"algorithm\": \"" + title + "\"", "\"checksum\": \"" + sum + "\"");
        }
    }

    @Test
    void sumsWithAKey() throws Exception {
        try (SinkRig rig =
                rig(
                        Level.MEMORY,
                        "hdfs.manifest",
                        "true",
                        "hdfs.manifest.checksum",
                        "HMAC-SHA-256",
                        "hdfs.manifest.key",
                        "Jefe",
                        "serializer.appendNewline",
                        "false")) {
            rig.write(batch("what do ya want for nothing?"));
            rig.sink.close();
            // RFC 4231, test case 2.
            assertThat(rig.text("_" + FIRST + ".manifest.json"))
                    .contains("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        }
        assertThatThrownBy(() ->
                        Configs.of("hdfs.path", "/x", "hdfs.manifest.checksum", "hmac-sha-256"))
                .hasStackTraceContaining("needs hdfs.manifest.key");
        assertThatThrownBy(() -> Configs.of("hdfs.path", "/x", "hdfs.manifest.key", "k"))
                .hasStackTraceContaining("goes with hdfs.manifest.checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SequenceFile", "CompressedStream"})
    void sumsTheBytesOfEveryKindOfFile(String type) throws Exception {
        try (SinkRig rig =
                rig(
                        Level.FSYNC,
                        "hdfs.manifest",
                        "true",
                        "hdfs.readBack",
                        "true",
                        "hdfs.fileType",
                        type,
                        "hdfs.codeC",
                        "gzip")) {
            rig.write(batch("a", "b"));
            rig.write(batch("c"));
            rig.sink.close();
            assertThat(rig.context.codes()).isEmpty();
            assertThat(rig.text("_" + FIRST + ".gz.manifest.json"))
                    .contains(sha256(rig.bytes(FIRST + ".gz")), "\"events\": 3");
        }
    }

    private static Batch ofStream(String stream, long first, int count) {
        BlockBuilder block = new BlockBuilder(64, count);
        for (int event = 0; event < count; event++) {
            block.append("e" + event);
        }
        return Batch.of(
                block.build(
                        Events.ACCEPTED_MILLIS, new StreamPosition(stream, 7, first, new byte[1])));
    }

    @Test
    void tellsWhereEventsCameFrom() throws Exception {
        try (SinkRig rig = rig(Level.MEMORY, "hdfs.manifest", "true")) {
            rig.write(ofStream("src\nfile:\"x\"", 10, 5));
            rig.write(ofStream("src\nfile:\"x\"", 15, 2));
            rig.write(ofStream("other", 0, 1));
            rig.sink.close();
            assertThat(rig.text("_" + FIRST + ".manifest.json"))
                    .contains(
                            "{\"stream\": \"src\\nfile:\\\"x\\\"\", \"epoch\": 7, \"first\": 10,"
                                    + " \"last\": 16, \"events\": 7},\n",
                            "{\"stream\": \"other\", \"epoch\": 7, \"first\": 0, \"last\": 0,"
                                    + " \"events\": 1}]");
        }
    }

    @Test
    void countsOnlyWhatIsInTheFile() throws Exception {
        try (SinkRig rig = rig(Level.FSYNC, "hdfs.manifest", "true")) {
            rig.write(batch("a", "b"));
            StubFileSystem.on(
                    HOST,
                    "sync",
                    path -> {
                        throw new IOException("failed");
                    });
            assertThatThrownBy(() -> rig.write(batch("c"))).isInstanceOf(ProblemException.class);
            StubFileSystem.off(HOST, "sync");
            rig.sink.maintain();
            assertThat(rig.text(FIRST)).isEqualTo("a\nb\n");
            assertThat(rig.text("_" + FIRST + ".manifest.json"))
                    .contains(sha256(rig.bytes(FIRST)), "\"events\": 2", "\"bytes\": 4");
        }
    }

    @Test
    void sumsAFileThatACrashLeft() throws Exception {
        SinkRig killed = rig(Level.FSYNC, "hdfs.manifest", "true");
        killed.write(batch("a", "b"));
        StubFileSystem.on(
                HOST,
                "any",
                path -> {
                    throw new IOException("killed");
                });
        killed.close();
        StubFileSystem.off(HOST, "any");
        try (SinkRig next = rig(Level.FSYNC, "hdfs.manifest", "true")) {
            next.sink.maintain();
            assertThat(next.text("_" + FIRST + ".manifest.json"))
                    .contains(sha256(next.bytes(FIRST)), "\"bytes\": 4")
                    .doesNotContain("\"events\"");
        }
    }

    @Test
    void keepsAFileThatIsNotWhatWasWrittenFromItsName() throws Exception {
        try (SinkRig rig = rig(Level.FSYNC, "hdfs.readBack", "true")) {
            rig.write(batch("a", "b"));
            StubFileSystem.on(
                    HOST,
                    "close",
                    path ->
                            TestFiles.write(
                                    Path.of(path.toUri().getPath()),
                                    "a\nB\n".getBytes(StandardCharsets.UTF_8)));
            rig.sink.close();
            assertThat(rig.context.codes()).containsExactly("MR-4130");
            assertThat(rig.sink.health().state()).isEqualTo(Health.State.DOWN);
            assertThat(rig.context.meters().value("read_back_differences_total")).isEqualTo(1);
            assertThat(rig.names()).containsExactly(FIRST + ".tmp");
        }
        StubFileSystem.off(HOST, "close");
        try (SinkRig next = rig(Level.FSYNC, "hdfs.readBack", "true")) {
            next.sink.maintain();
            assertThat(Files.exists(directory.resolve("out").resolve(FIRST))).isFalse();
        }
    }
}
