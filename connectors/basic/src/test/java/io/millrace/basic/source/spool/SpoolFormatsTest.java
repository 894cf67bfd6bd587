// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import io.millrace.formats.EventSerializer;
import io.millrace.formats.EventSerializers;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Compressed files, Avro containers, and whole files as events. */
class SpoolFormatsTest {
    @TempDir Path root;

    private Spool spool;

    @BeforeEach
    void create() throws IOException {
        spool = new Spool(root);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i * 7919L).toList();
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(String suffix, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                suffix.equals(".gz") ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".zst"})
    void readsCompressedFiles(String suffix) throws Exception {
        List<String> lines = lines(200_000);
        // Some tools append to such files.
        byte[] more = compressed(suffix, bytes(List.of("more")));
        spool.put("a" + suffix, joined(compressed(suffix, bytes(lines)), more), 10);
        spool.out.refuseAfter(2);
        spool.start();
        spool.out.awaitRefusal();
        spool.stop();
        spool.out.refuseAfter(Integer.MAX_VALUE);
        List<String> expected = new ArrayList<>(lines);
        expected.add("more");
        assertThat(spool.all()).isEqualTo(expected);
        assertThat(spool.names()).containsExactly("a" + suffix + ".COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".zst"})
    void leavesCompressedFilesThatAreCut(String suffix) throws Exception {
        List<String> lines = lines(100_000);
        byte[] whole = compressed(suffix, bytes(lines));
        Path path =
                spool.put("a" + suffix, Arrays.copyOf(whole, whole.length - whole.length / 3), 10);
        spool.put("b", "other\n", 5);
        spool.start();
        spool.awaitNames("a" + suffix, "b.COMPLETED");
        spool.awaitProblem("MR-2106");
        TestFiles.write(path, whole);
        spool.awaitNames("a" + suffix + ".COMPLETED", "b.COMPLETED");
        List<String> expected = new ArrayList<>(lines);
        expected.add("other");
        assertThat(spool.out.texts()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".zst"})
    void leavesFilesThatOnlyHaveTheName(String suffix) throws Exception {
        spool.put("a" + suffix, "not compressed, but long enough for a header\n", 10);
        spool.put("b", "other\n", 5);
        spool.start();
        spool.awaitNames("a" + suffix, "b.COMPLETED");
        spool.awaitProblem("MR-2106");
        assertThat(spool.out.texts()).containsExactly("other");
    }

    @Test
    void readsCompressedFilesAsTheyAreIfTold() throws Exception {
        spool.decompress = SpoolConfig.Decompress.NEVER;
        spool.deserializer = "BLOB";
        byte[] bytes = compressed(".gz", bytes(lines(10)));
        spool.put("a.gz", bytes, 10);
        spool.all();
        assertThat(spool.out.events().getFirst().body()).isEqualTo(bytes);
    }

    @Test
    void makesAnEventOfEachFile() throws Exception {
        spool.deserializer = "org.apache.flume.sink.solr.morphline.BlobDeserializer$Builder";
        byte[] content = bytes(lines(100_000));
        spool.put("a", content, 10);
        spool.put("b", "", 5);
        spool.all();
        List<Event> events = spool.out.events();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).body()).isEqualTo(content);
        assertThat(events.get(1).body()).isEmpty();
    }

    @Test
    void cutsFilesThatAreTooLongForAnEvent() throws Exception {
        spool.deserializer = "BLOB";
        spool.maxBlobLength = 4;
        spool.put("a", "abcdefgh", 10);
        spool.put("b", "abcde", 5);
        assertThat(spool.all()).containsExactly("abcd", "efgh", "abcd", "e");
    }

    @Test
    void decompressesWholeFilesIfTold() throws Exception {
        spool.deserializer = "BLOB";
        spool.decompress = SpoolConfig.Decompress.ALWAYS;
        byte[] content = bytes(lines(300_000));
        spool.put("a.zst", compressed(".zst", content), 10);
        spool.all();
        assertThat(spool.out.events()).hasSize(1);
        assertThat(spool.out.events().getFirst().body()).isEqualTo(content);
    }

    private static byte[] container(String codec, List<String> lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventSerializer serializer =
                EventSerializers.create(
                        "avro_event",
                        Map.of("compressionCodec", codec, "syncIntervalBytes", "1000"),
                        bytes::write);
        serializer.begin();
        for (String line : lines) {
            for (Run run : Events.batch(line).runs()) {
                serializer.write(run);
            }
        }
        serializer.end();
        return bytes.toByteArray();
    }

    /** An event without headers as a datum: no header, the length and the bytes of the body. */
    private static byte[] datum(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return joined(new byte[] {0, (byte) (2 * bytes.length)}, bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "bzip2", "zstandard"})
    void makesAnEventOfEachDatum(String codec) throws Exception {
        spool.deserializer = "AVRO";
        List<String> lines = lines(1000);
        spool.put("a.avro", container(codec, lines), 10);
        spool.out.refuseAfter(3);
        spool.start();
        spool.out.awaitRefusal();
        spool.stop();
        spool.out.refuseAfter(Integer.MAX_VALUE);
        spool.all();
        List<Event> events = spool.out.events();
        assertThat(events).hasSize(1000);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).body()).isEqualTo(datum(lines.get(i)));
            assertThat(events.get(i).header("flume.avro.schema.hash"))
                    .isEqualTo(events.getFirst().header("flume.avro.schema.hash"))
                    .hasSize(16);
        }
    }

    @Test
    void saysTheWholeSchemaIfTold() throws Exception {
        spool.deserializer = "AVRO";
        spool.schemaType = SpoolConfig.SchemaType.LITERAL;
        spool.put("a.avro", container("null", List.of("one")), 10);
        spool.all();
        assertThat(spool.out.events().getFirst().header("flume.avro.schema.literal"))
                .startsWith("{\"type\":\"record\",\"name\":\"Event\"");
    }

    @Test
    void leavesContainersThatAreCut() throws Exception {
        spool.deserializer = "AVRO";
        byte[] whole = container("null", lines(1000));
        spool.put("a", Arrays.copyOf(whole, whole.length - 5), 10);
        spool.put("b", "no container", 9);
        spool.put("c", container("null", List.of("one")), 8);
        spool.start();
        spool.awaitNames("a", "b", "c.COMPLETED");
        spool.awaitProblem("MR-2106");
        assertThat(spool.out.events()).hasSizeBetween(900, 1000);
    }

    @Test
    void knowsNoOtherDeserializers() {
        spool.deserializer = "com.example.Mine$Builder";
        assertThatThrownBy(() -> spool.config())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.example.Mine$Builder");
    }
}
