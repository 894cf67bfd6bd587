// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The configurations that two articles about Flume print, word for word but for the name node's
 * address and the path of the log, against a real HDFS: every line of a log of 100 MB arrives
 * exactly once.
 *
 * <p>The lines are long because the articles roll after ten events, or after one kilobyte: with
 * lines of usual length that would be a hundred thousand files.
 */
class ArticlesIT {
    /** Ten lines a file: 640 files. */
    private static final Log LONG = new Log(6400, 16_400);

    /** One line a file: 1600 files. */
    private static final Log LONGER = new Log(1600, 65_600);

    private static final String PROBE = "probe";

    @TempDir static java.nio.file.Path clusterDirectory;
    private static MiniDFSCluster cluster;

    @TempDir java.nio.file.Path directory;

    @BeforeAll
    static void startCluster() throws IOException {
        Corpus.directory("articles");
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, clusterDirectory.toString());
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        cluster.getFileSystem().setPermission(new Path("/"), new FsPermission("777"));
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.shutdown(true);
        }
    }

    /** As an administrator tells Hadoop's clients of a cluster with one data node. */
    @BeforeEach
    void configureHadoop() throws IOException {
        Files.writeString(
                directory.resolve("hdfs-site.xml"),
                """
                <configuration>
                    <property><name>dfs.replication</name><value>1</value></property>
                </configuration>
                """);
        for (String root : List.of("/flume_data", "/user")) {
            cluster.getFileSystem().delete(new Path(root), true);
        }
    }

    private static String article(String name, java.nio.file.Path log) throws IOException {
        String address = "127.0.0.1:" + cluster.getNameNodePort();
        return Files.readString(Corpus.directory("articles").resolve(name))
                .replace("namenode:9000", address)
                .replace("namenode:port", address)
                .replace("/path/to/logfile.log", log.toString())
                .replace("/path/to/logfile", log.toString());
    }

    /** A log of numbered lines, and which of them have been seen. */
    private record Log(int lines, int lineBytes) {

        byte[] line(int number) {
            String head =
                    "2026-11-20 10:15:30,123 INFO  [main] org.example.Shop - order 订单 "
                            + number
                            + " ";
            byte[] line = new byte[lineBytes];
            byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, line, 0, bytes.length);
            for (int i = bytes.length; i < line.length - 1; i++) {
                line[i] = (byte) ('a' + (i * 31 + number) % 26);
            }
            line[line.length - 1] = '\n';
            return line;
        }

        void write(java.nio.file.Path file, int from, int to) throws IOException {
            try (OutputStream out =
                    Files.newOutputStream(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (int number = from; number < to; number++) {
                    out.write(line(number));
                }
            }
        }

        /** Marks a line as seen; it must be what was written, byte for byte, and new. */
        void mark(String text, BitSet seen) {
            int at = text.indexOf("订单 ") + 3;
            int number = Integer.parseInt(text.substring(at, text.indexOf(' ', at)));
            assertThat(
                            Arrays.equals(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    Arrays.copyOf(line(number), lineBytes - 1)))
                    .as("line %d is as it was written", number)
                    .isTrue();
            assertThat(seen.get(number)).as("line %d came before", number).isFalse();
            seen.set(number);
        }
    }

    private static void probe(java.nio.file.Path log) {
        try {
            Files.writeString(log, PROBE + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesBelow(String root) throws IOException {
        FileSystem files = cluster.getFileSystem();
        List<Path> found = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(new Path(root), true);
        while (all.hasNext()) {
            found.add(all.next().getPath());
        }
        return found;
    }

    private static BitSet linesInText(String root, String suffix) throws IOException {
        BitSet seen = new BitSet();
        for (Path file : filesBelow(root)) {
            assertThat(file.getName()).endsWith(suffix);
            byte[] bytes = new byte[(int) cluster.getFileSystem().getFileStatus(file).getLen()];
            try (var in = cluster.getFileSystem().open(file)) {
                in.readFully(bytes);
            }
            for (String text : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                if (!text.equals(PROBE)) {
                    LONG.mark(text, seen);
                }
            }
        }
        return seen;
    }

    private static BitSet linesInSequenceFiles(String root) throws IOException {
        BitSet seen = new BitSet();
        for (Path file : filesBelow(root)) {
            assertThat(file.getName()).doesNotEndWith(".tmp");
            Path whole = cluster.getFileSystem().makeQualified(file);
            try (SequenceFile.Reader reader =
                    new SequenceFile.Reader(
                            cluster.getConfiguration(0), SequenceFile.Reader.file(whole))) {
                LongWritable key = new LongWritable();
                BytesWritable value = new BytesWritable();
                while (reader.next(key, value)) {
                    assertThat(key.get()).isPositive();
                    LONGER.mark(new String(value.copyBytes(), StandardCharsets.UTF_8), seen);
                }
            }
        }
        return seen;
    }

    /** Lines that are in HDFS, where probes are there as well. */
    private static long linesOut(RunningAgent agent) {
        var sink = agent.meters(Kind.SINK, "s1");
        long bytes = sink.bytesOut.value(); // Before the events: at worst too few lines.
        return (bytes - PROBE.length() * sink.eventsOut.value())
                / (LONG.lineBytes() - 1 - PROBE.length());
    }

    @Test
    void execToHdfs() throws Exception {
        java.nio.file.Path log = Files.createFile(directory.resolve("logfile.log"));
        String text = article("exec-memory-hdfs.conf", log);
        try (RunningAgent agent = new RunningAgent("a1", text, directory)) {
            assertThat(agent.problems())
                    .extracting(Problem::severity)
                    .doesNotContain(Problem.Severity.ERROR);
            // tail may not follow yet: probes until one comes through, then the log.
            agent.await(
                    "probe through tail",
                    () -> {
                        probe(log);
                        return agent.meters(Kind.SOURCE, "r1").eventsOut.value() > 0;
                    });
            LONG.write(log, 0, LONG.lines());
            agent.await("all lines", () -> linesOut(agent) >= LONG.lines());
            assertThat(agent.stop()).isTrue();
        }
        assertThat(linesInText("/flume_data", ".log").cardinality()).isEqualTo(LONG.lines());
    }

    @Test
    void fileToHdfs() throws Exception {
        java.nio.file.Path log = directory.resolve("logfile.log");
        LONG.write(log, 0, LONG.lines() / 2);
        String text = article("file-memory-hdfs.conf", log);
        try (RunningAgent agent = new RunningAgent("a1", text, directory)) {
            LONG.write(log, LONG.lines() / 2, LONG.lines());
            agent.await(
                    "all lines",
                    () -> agent.meters(Kind.SINK, "s1").eventsOut.value() >= LONG.lines());
            assertThat(agent.stop()).isTrue();
            assertThat(agent.meters(Kind.SINK, "s1").eventsOut.value()).isEqualTo(LONG.lines());
        }
        assertThat(linesInText("/flume_data", ".log").cardinality()).isEqualTo(LONG.lines());
        // A second start reads nothing again.
        try (RunningAgent agent = new RunningAgent("a1", text, directory)) {
            Files.write(log, LONG.line(LONG.lines()), StandardOpenOption.APPEND);
            agent.await("the new line", () -> agent.meters(Kind.SINK, "s1").eventsOut.value() >= 1);
            assertThat(agent.stop()).isTrue();
            assertThat(agent.meters(Kind.SINK, "s1").eventsOut.value()).isEqualTo(1);
        }
        assertThat(linesInText("/flume_data", ".log").cardinality()).isEqualTo(LONG.lines() + 1);
    }

    @Test
    void log4jToHdfs() throws Exception {
        java.nio.file.Path log = directory.resolve("shop.log");
        LONGER.write(log, 0, LONGER.lines());
        String text = article("log4j-memory-hdfs.conf", log);
        try (RunningAgent agent = new RunningAgent("agent", text, directory)) {
            // The last event is complete when the next one begins, or after a moment of quiet.
            agent.await(
                    "all events",
                    () -> agent.meters(Kind.SINK, "hdfs").eventsOut.value() >= LONGER.lines());
            assertThat(agent.stop()).isTrue();
        }
        assertThat(linesInSequenceFiles("/user/flume").cardinality()).isEqualTo(LONGER.lines());
    }
}
