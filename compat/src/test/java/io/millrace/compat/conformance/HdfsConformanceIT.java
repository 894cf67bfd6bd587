// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sink hdfs on the local file system: file types, serializers, rolling by count, names. */
class HdfsConformanceIT {
    private static final int EVENTS = 250;
    private static final int ROLL = 100;
    private static final String TIMESTAMP = "1760000000000";

    @TempDir static Path directory;

    private static Pair pair;

    @BeforeAll
    static void run() throws Exception {
        pair = Pair.start(directory, configuration());
        for (Side side : pair.sides()) {
            for (int sink = 1; sink <= 5; sink++) {
                side.await("SINK.k" + sink, "EventDrainSuccessCount", EVENTS);
            }
        }
        // The last file of each sink gets its name at the stop.
        pair.stop();
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private static String configuration() {
        StringBuilder text =
                new StringBuilder(
                        """
                        a.sources = r
                        a.channels = c1 c2 c3 c4 c5
                        a.sinks = k1 k2 k3 k4 k5
                        a.sources.r.type = seq
                        a.sources.r.batchSize = 50
                        a.sources.r.totalEvents = %d
                        a.sources.r.interceptors = i1 i2
                        a.sources.r.interceptors.i1.type = static
                        a.sources.r.interceptors.i1.key = timestamp
                        a.sources.r.interceptors.i1.value = %s
                        a.sources.r.interceptors.i2.type = static
                        a.sources.r.interceptors.i2.key = host
                        a.sources.r.interceptors.i2.value = web17
                        a.sources.r.channels = c1 c2 c3 c4 c5
                        a.sinks.k1.hdfs.fileType = DataStream
                        a.sinks.k2.hdfs.fileType = DataStream
                        a.sinks.k2.serializer = header_and_text
                        a.sinks.k3.hdfs.fileType = DataStream
                        a.sinks.k3.serializer = avro_event
                        a.sinks.k4.hdfs.fileType = SequenceFile
                        a.sinks.k5.hdfs.fileType = SequenceFile
                        a.sinks.k5.hdfs.writeFormat = Text
                        """
                                .formatted(EVENTS, TIMESTAMP));
        for (int i = 1; i <= 5; i++) {
            text.append(
                    """
                    a.channels.c%1$d.type = memory
                    a.channels.c%1$d.capacity = 10000
                    a.channels.c%1$d.keep-alive = 1
                    a.sinks.k%1$d.type = hdfs
                    a.sinks.k%1$d.hdfs.path = file:@OUT@/k%1$d/%%Y-%%m-%%d/%%{host}
                    a.sinks.k%1$d.hdfs.timeZone = UTC
                    a.sinks.k%1$d.hdfs.rollInterval = 0
                    a.sinks.k%1$d.hdfs.rollSize = 0
                    a.sinks.k%1$d.hdfs.rollCount = %2$d
                    a.sinks.k%1$d.hdfs.batchSize = 50
                    a.sinks.k%1$d.channel = c%1$d
                    """
                            .formatted(i, ROLL));
        }
        return text.toString();
    }

    @Test
    void writesTheSameTextToEachFile() throws Exception {
        List<String> flume = texts(pair.flume(), "k1");
        assertThat(flume).hasSize(3);
        assertThat(flume.getFirst()).startsWith("0\n1\n").endsWith("\n99\n");
        assertThat(texts(pair.millrace(), "k1")).isEqualTo(flume);
    }

    @Test
    void writesTheSameHeadersAndTextToEachFile() throws Exception {
        List<String> flume = texts(pair.flume(), "k2");
        assertThat(flume.getFirst()).startsWith("{").contains("host=web17").contains("} 0\n");
        assertThat(texts(pair.millrace(), "k2")).isEqualTo(flume);
    }

    @Test
    void writesTheSameAvroRecordsToEachFile() throws Exception {
        List<AvroContainer> flume = containers(pair.flume());
        assertThat(flume).hasSize(3);
        assertThat(flume.getFirst().events()).hasSize(ROLL);
        assertThat(containers(pair.millrace())).isEqualTo(flume);
    }

    @Test
    void writesTheSameSequenceFilesOfBytes() throws Exception {
        List<List<String>> flume = sequences(pair.flume(), "k4");
        assertThat(flume).hasSize(3);
        assertThat(flume.getFirst().getFirst())
                .isEqualTo("LongWritable " + TIMESTAMP + " BytesWritable 30");
        assertThat(sequences(pair.millrace(), "k4")).isEqualTo(flume);
    }

    @Test
    void writesTheSameSequenceFilesOfText() throws Exception {
        List<List<String>> flume = sequences(pair.flume(), "k5");
        assertThat(flume.getFirst().getFirst()).isEqualTo("LongWritable " + TIMESTAMP + " Text 0");
        assertThat(sequences(pair.millrace(), "k5")).isEqualTo(flume);
    }

    @Test
    void namesFilesInTheSameWay() throws Exception {
        for (Side side : pair.sides()) {
            for (int sink = 1; sink <= 5; sink++) {
                assertThat(side.files(bucket("k" + sink)))
                        .as(side.name() + " k" + sink)
                        .allSatisfy(file ->
                                assertThat(file.getFileName().toString())
                                        .matches("FlumeData\\.\\d{13}"));
            }
        }
    }

    private static String bucket(String sink) {
        return sink + "/2025-10-09/web17";
    }

    private static List<String> texts(Side side, String sink) throws IOException {
        return side.contents(bucket(sink)).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<AvroContainer> containers(Side side) throws IOException {
        List<AvroContainer> containers = new ArrayList<>();
        for (byte[] file : side.contents(bucket("k3"))) {
            containers.add(AvroContainer.read(file));
        }
        return containers;
    }

    private static List<List<String>> sequences(Side side, String sink) throws IOException {
        List<List<String>> files = new ArrayList<>();
        for (Path file : side.files(bucket(sink))) {
            files.add(sequence(file));
        }
        return files;
    }

    /** Type and value of each key and value. */
    private static List<String> sequence(Path file) throws IOException {
        Configuration hadoop = new Configuration();
        List<String> records = new ArrayList<>();
        try (SequenceFile.Reader reader =
                new SequenceFile.Reader(
                        hadoop,
                        SequenceFile.Reader.file(new org.apache.hadoop.fs.Path(file.toUri())))) {
            Writable key = (Writable) ReflectionUtils.newInstance(reader.getKeyClass(), hadoop);
            Writable value = (Writable) ReflectionUtils.newInstance(reader.getValueClass(), hadoop);
            while (reader.next(key, value)) {
                records.add(
                        key.getClass().getSimpleName()
                                + " "
                                + key
                                + " "
                                + value.getClass().getSimpleName()
                                + " "
                                + value);
            }
        }
        return records;
    }
}
