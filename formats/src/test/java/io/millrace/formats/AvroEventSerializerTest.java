// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.millrace.formats.avro.AvroCodec;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.testkit.Events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

class AvroEventSerializerTest {
    private static final byte[] SYNC = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Test
    void writesTheBytesThatTheFormatSays() throws IOException {
        Recorder out = new Recorder();
        var settings = new AvroEventSerializer.Settings(1000, AvroCodec.NULL);
        var serializer = new AvroEventSerializer(settings, out, SYNC);
        serializer.begin();
        int header = out.bytes().length;
        serializer.write(Events.batch("hi").runs().getFirst());
        serializer.write(Events.batch(Map.of("k", "v"), "x").runs().getFirst());
        serializer.end();

        // Two records: no headers and "hi"; one pair and "x". 3 + 1 + 1 ... as zigzag numbers.
        byte[] block = Arrays.copyOfRange(out.bytes(), header, out.bytes().length);
        assertThat(HexFormat.ofDelimiter(" ").formatHex(block))
                .isEqualTo(
                        "04 18 00 04 68 69 02 02 6b 02 76 00 02 78 "
                                + HexFormat.ofDelimiter(" ").formatHex(SYNC));
    }

    @Test
    void readsBackWithHeadersAndBodies() throws Exception {
        BlockBuilder builder =
                new BlockBuilder(16).append("a").header("n", 1).append("").append("äöü");
        Container file =
                Container.read(
                        Recorder.file(
                                        "avro_event",
                                        Map.of(),
                                        Batch.of(builder.constant("host", "h").build(0)))
                                .bytes());

        assertThat(file.metadata())
                .containsEntry("avro.schema", AvroEventSerializer.SCHEMA)
                .containsEntry("avro.codec", "null");
        assertThat(file.records())
                .containsExactly(
                        new Read(Map.of("n", "1", "host", "h"), "a"),
                        new Read(Map.of("host", "h"), ""),
                        new Read(Map.of("host", "h"), "äöü"));
    }

    @Test
    void endsABlockAtTheSyncIntervalAndAtAFlush() throws Exception {
        Recorder out = new Recorder();
        EventSerializer avro =
                EventSerializers.create("avro_event", Map.of("syncIntervalBytes", "100"), out);
        avro.begin();
        avro.write(Events.numbered("twenty bytes of text ", 9).runs().getFirst());
        avro.flush();
        avro.flush();
        avro.write(Events.batch("last").runs().getFirst());
        avro.end();

        Container file = Container.read(out.bytes());
        assertThat(file.blocks()).containsExactly(5, 4, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "DEFLATE, deflate",
        "snappy, snappy",
        "bzip2, bzip2",
        "zstandard, zstandard",
        "zstd, zstandard"
    })
    void compresses(String codec, String inFile) throws Exception {
        var options = Map.of("compressionCodec", codec);
        byte[] bytes =
                Recorder.file("avro_event", options, Events.numbered("much the same ", 5000))
                        .bytes();

        Container file = Container.read(bytes);
        assertThat(file.metadata()).containsEntry("avro.codec", inFile);
        assertThat(file.records()).hasSize(5000);
        assertThat(file.records().getLast().body()).isEqualTo("much the same 4999");
        assertThat(bytes.length).isLessThan(50_000);
    }

    @Test
    void isAFileWithoutRecordsIfNothingWasWritten() throws Exception {
        Container file = Container.read(Recorder.file("avro_event", Map.of()).bytes());
        assertThat(file.records()).isEmpty();
    }

    @Test
    void carriesABodyOfAMegabyte() throws Exception {
        String body = "m".repeat(1 << 20);
        Container file =
                Container.read(
                        Recorder.file("avro_event", Map.of(), Events.batch(body, "next")).bytes());
        assertThat(file.records()).extracting(Read::body).containsExactly(body, "next");
    }

    @Test
    void refusesACodecThatIsNotHere() {
        assertThatThrownBy(() ->
                        EventSerializers.check("avro_event", Map.of("compressionCodec", "xz")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"xz\"")
                .hasMessageContaining("deflate");
    }

    @Test
    void refusesASyncIntervalThatIsNoNumber() {
        for (String text : List.of("2MB", "31", "99999999999")) {
            assertThatThrownBy(() ->
                            EventSerializers.check("avro_event", Map.of("syncIntervalBytes", text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("syncIntervalBytes")
                    .hasMessageContaining(text);
        }
    }

    record Read(Map<String, String> headers, String body) {}

    /** A reader of its own, straight from the format's description. */
    record Container(Map<String, String> metadata, List<Integer> blocks, List<Read> records) {

        static Container read(byte[] bytes) throws DataFormatException, IOException {
            Cursor in = new Cursor(bytes);
            assertThat(in.take(4)).containsExactly('O', 'b', 'j', 1);
            Map<String, String> metadata = in.map();
            byte[] sync = in.take(16);
            List<Integer> blocks = new ArrayList<>();
            List<Read> records = new ArrayList<>();
            while (in.at < bytes.length) {
                int count = (int) in.number();
                byte[] data = in.take((int) in.number());
                assertThat(in.take(16)).containsExactly(sync);
                Cursor block =
                        new Cursor(
                                switch (metadata.get("avro.codec")) {
                                    case "deflate" -> inflate(data);
                                    case "snappy" -> snappy(data);
                                    case "bzip2" -> bzip2(data);
                                    case "zstandard" -> zstandard(data);
                                    default -> data;
                                });
                for (int i = 0; i < count; i++) {
                    records.add(new Read(block.map(), block.text()));
                }
                assertThat(block.at).isEqualTo(block.bytes.length);
                blocks.add(count);
            }
            return new Container(metadata, blocks, records);
        }

        private static byte[] inflate(byte[] data) throws DataFormatException {
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            try (Inflater inflater = new Inflater(true)) {
                inflater.setInput(data);
                while (!inflater.finished()) {
                    out.write(buffer, 0, inflater.inflate(buffer));
                }
            }
            return out.toByteArray();
        }
    }

    private static byte[] snappy(byte[] data) {
        int length = data.length - 4;
        byte[] plain = new byte[new SnappyJavaDecompressor().getUncompressedLength(data, 0)];
        new SnappyJavaDecompressor().decompress(data, 0, length, plain, 0, plain.length);
        CRC32 sum = new CRC32();
        sum.update(plain);
        assertThat(ByteBuffer.wrap(data).getInt(length)).isEqualTo((int) sum.getValue());
        return plain;
    }

    private static byte[] bzip2(byte[] data) throws IOException {
        try (var in = new BZip2HadoopStreams().createInputStream(new ByteArrayInputStream(data))) {
            return in.readAllBytes();
        }
    }

    private static byte[] zstandard(byte[] data) throws IOException {
        try (var in = new ZstdInputStream(new ByteArrayInputStream(data))) {
            return in.readAllBytes();
        }
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] take(int count) {
            at += count;
            return Arrays.copyOfRange(bytes, at - count, at);
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
        }

        String text() {
            return new String(take((int) number()), StandardCharsets.UTF_8);
        }

        Map<String, String> map() {
            Map<String, String> map = new HashMap<>();
            for (long count = number(); count != 0; count = number()) {
                for (long i = 0; i < count; i++) {
                    map.put(text(), text());
                }
            }
            return map;
        }
    }
}
