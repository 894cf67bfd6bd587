// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.frame.Batch;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.shaded.org.apache.avro.file.DataFileStream;
import org.apache.hadoop.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.hadoop.shaded.org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** What stands in the files, read back by somebody else where there is somebody. */
class HdfsFileFormatsTest {
    private static final long FIRST = SinkRig.NOW + 1;

    @TempDir Path directory;

    private final Configuration conf = new Configuration();

    /** Hadoop's own zstd needs a native library. */
    @BeforeEach
    void readWithTheSameLibrary() {
        conf.set(
                "io.compression.codecs",
                "io.airlift.compress.v3.zstd.ZstdCodec,io.airlift.compress.v3.lzo.LzoCodec");
    }

    private String read(SinkRig rig, String name) throws IOException {
        var path = new org.apache.hadoop.fs.Path(rig.directory.resolve("out/" + name).toUri());
        try (var in =
                new CompressionCodecFactory(conf)
                        .getCodec(path)
                        .createInputStream(new ByteArrayInputStream(rig.bytes(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, .gz",
        "GZIP, .gz",
        "org.apache.hadoop.io.compress.GzipCodec, .gz",
        "GzipCodec, .gz",
        "bzip2, .bz2",
        "default, .deflate",
        "deflate, .deflate",
        "snappy, .snappy",
        "lz4, .lz4",
        "zstd, .zst",
        "ZSTANDARD, .zst",
        "lzo, .lzo_deflate",
        "io.airlift.compress.v3.snappy.SnappyCodec, .snappy",
        "io.airlift.compress.v3.lz4.Lz4Codec, .lz4"
    })
    void compressesSoThatAReaderGetsEachBatchAtOnce(String codec, String extension)
            throws Exception {
        try (SinkRig rig =
                SinkRig.text(directory, "hdfs.fileType", "CompressedStream", "hdfs.codeC", codec)) {
            rig.write(batch("one", "two"));
            rig.write(batch("three"));
            String name = "FlumeData." + FIRST + extension;
            byte[] open = rig.bytes(name + ".tmp");

            rig.sink.close();
            assertThat(rig.bytes(name)).isEqualTo(open);
            assertThat(read(rig, name)).isEqualTo("one\ntwo\nthree\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip, 9", "deflate, 9", "bzip2, 9", "zstd, 19", "ZStandardCodec, 22"})
    void compressesHarderAtAHigherLevel(String codec, String highest) throws Exception {
        Random random = new Random(1);
        String[] words = new String[400_000];
        for (int i = 0; i < words.length; i++) {
            words[i] = "word" + random.nextInt(3000);
        }
        String text = String.join(" ", words);
        Batch batch = batch(text);
        List<Integer> sizes = new ArrayList<>();
        for (String level : List.of("1", highest)) {
            try (SinkRig rig =
                    SinkRig.text(
                            directory.resolve(level),
                            "hdfs.fileType",
                            "CompressedStream",
                            "hdfs.codeC",
                            codec,
                            "hdfs.codecLevel",
                            level)) {
                rig.write(batch);
                rig.write(batch("next"));
                rig.sink.close();
                String name = rig.names().getFirst();
                sizes.add(rig.bytes(name).length);
                assertThat(read(rig, name)).isEqualTo(text + "\nnext\n");
            }
        }
        assertThat(sizes.getLast()).isLessThan(sizes.getFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "CompressedStream, snappy, 3",
        "CompressedStream, lz4, 3",
        "CompressedStream, lzo, 1",
        "CompressedStream, gzip, 10",
        "CompressedStream, bzip2, 10",
        "SequenceFile, bzip2, 3",
        "SequenceFile, zstd, 3"
    })
    void saysThatACodecHasNoSuchLevel(String fileType, String codec, String level) {
        ProblemException refused =
                catchThrowableOfType(
                        ProblemException.class,
                        () ->
                                SinkRig.text(
                                        directory,
                                        "hdfs.fileType",
                                        fileType,
                                        "hdfs.codeC",
                                        codec,
                                        "hdfs.codecLevel",
                                        level));
        assertThat(refused.problem().code()).isEqualTo("MR-4129");
        assertThat(refused.problem().what()).contains(codec, level);
    }

    @Test
    void writesGzipThatTheJdkReads() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.fileType",
                        "CompressedStream",
                        "hdfs.codeC",
                        "gzip",
                        "hdfs.fileSuffix",
                        ".log")) {
            rig.write(batch("one"));
            rig.write(batch("two"));
            // No extension beside a suffix of the user's.
            byte[] bytes = rig.bytes("FlumeData." + FIRST + ".log.tmp");
            try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("one\ntwo\n");
            }
        }
    }

    private List<String> sequence(SinkRig rig, String name, Writable value) throws IOException {
        List<String> records = new ArrayList<>();
        var path = new org.apache.hadoop.fs.Path(rig.directory.resolve("out/" + name).toUri());
        try (SequenceFile.Reader reader =
                new SequenceFile.Reader(conf, SequenceFile.Reader.file(path))) {
            LongWritable key = new LongWritable();
            while (reader.next(key, value)) {
                String text =
                        value instanceof BytesWritable bytes
                                ? new String(bytes.copyBytes(), StandardCharsets.UTF_8)
                                : value.toString();
                records.add(key.get() + "=" + text);
            }
        }
        return records;
    }

    @Test
    void writesSequenceFilesOfBytesByDefault() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.fileType", "SequenceFile")) {
            rig.write(batch(Map.of("timestamp", "17"), "a", "bc"));
            rig.write(batch(Map.of("timestamp", "no number"), "d"));
            assertThat(sequence(rig, "FlumeData." + FIRST + ".tmp", new BytesWritable()))
                    .containsExactly("17=a", "17=bc", Events.ACCEPTED_MILLIS + "=d");

            rig.sink.close();
            assertThat(sequence(rig, "FlumeData." + FIRST, new BytesWritable())).hasSize(3);
        }
    }

    @Test
    void writesSequenceFilesOfText() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory, "hdfs.fileType", "SequenceFile", "hdfs.writeFormat", "Text")) {
            rig.write(batch("zwölf"));
            rig.sink.close();
            assertThat(sequence(rig, "FlumeData." + FIRST, new Text()))
                    .containsExactly(Events.ACCEPTED_MILLIS + "=zwölf");
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip, .gz", "bzip2, .bz2", "snappy, .snappy", "lz4, .lz4", "deflate, .deflate"})
    void compressesSequenceFilesInBlocksThatAreThereAfterEachBatch(String codec, String extension)
            throws Exception {
        try (SinkRig rig =
                SinkRig.text(directory, "hdfs.fileType", "SequenceFile", "hdfs.codeC", codec)) {
            rig.write(batch("a", "b"));
            rig.write(batch("c"));
            String name = "FlumeData." + FIRST + extension;
            assertThat(sequence(rig, name + ".tmp", new BytesWritable())).hasSize(3);
            rig.sink.close();
            assertThat(sequence(rig, name, new BytesWritable())).hasSize(3);
        }
    }

    @Test
    void writesHeadersAndText() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "serializer",
                        "header_and_text",
                        "serializer.appendNewline",
                        "false")) {
            rig.write(batch(Map.of("h", "v"), "body"));
            assertThat(rig.text("FlumeData." + FIRST + ".tmp")).isEqualTo("{h=v} body");
        }
    }

    @Test
    void writesAvroContainersOnePerFile() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "serializer",
                        "org.apache.flume.serialization.FlumeEventAvroEventSerializer$Builder",
                        "hdfs.fileSuffix",
                        ".avro",
                        "hdfs.rollCount",
                        "2")) {
            rig.write(batch("a", "b", "c"));
            rig.sink.close();
            for (String name : rig.names()) {
                assertThat(rig.text(name)).startsWith("Obj\u0001").contains("avro.schema");
            }
            assertThat(rig.names()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "bzip2"})
    void writesAvroThatItsOwnLibraryReads(String codec) throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "serializer",
                        "avro_event",
                        "serializer.compressionCodec",
                        codec)) {
            rig.write(batch("a".repeat(1000), "b"));
            rig.write(batch("c"));
            rig.sink.close();
            List<String> bodies = new ArrayList<>();
            try (var in =
                    new DataFileStream<GenericRecord>(
                            new ByteArrayInputStream(rig.bytes(rig.names().getFirst())),
                            new GenericDatumReader<>())) {
                assertThat(in.getMetaString("avro.codec")).isEqualTo(codec);
                for (GenericRecord event : in) {
                    ByteBuffer body = (ByteBuffer) event.get("body");
                    bodies.add(StandardCharsets.UTF_8.decode(body).toString());
                }
            }
            assertThat(bodies).containsExactly("a".repeat(1000), "b", "c");
        }
    }

    @Test
    void putsChecksumsBesideLocalFilesThatHadoopVerifies() throws Exception {
        try (SinkRig rig = SinkRig.text(directory)) {
            Batch batch = Events.numbered("some event that is not too short ", 1000);
            rig.write(batch);
            rig.write(batch);
            assertThat(rig.text("FlumeData." + FIRST + ".tmp")).hasLineCount(2000);
            rig.sink.close();
            assertThat(rig.files())
                    .containsExactly(".FlumeData." + FIRST + ".crc", "FlumeData." + FIRST);

            Path file = directory.resolve("out/FlumeData." + FIRST);
            assertThat(readByHadoop(file)).isEqualTo(rig.text("FlumeData." + FIRST));
            byte[] spoiled = rig.bytes("FlumeData." + FIRST);
            spoiled[777] ^= 1;
            TestFiles.write(file, spoiled);
            assertThatThrownBy(() -> readByHadoop(file)).isInstanceOf(ChecksumException.class);
        }
    }

    private String readByHadoop(Path file) throws IOException {
        try (FileSystem local = FileSystem.newInstance(directory.toUri(), conf);
                var in = local.open(new org.apache.hadoop.fs.Path(file.toUri()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void writesWithoutChecksumsIfTold(String raw) throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.useRawLocalFileSystem", raw)) {
            rig.write(batch("a"));
            rig.sink.close();
            assertThat(rig.files()).hasSize(raw.equals("true") ? 1 : 2);
        }
    }
}
