// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.Events;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The sink against a name node and a data node. */
class HdfsSinkIT {
    @TempDir static java.nio.file.Path clusterDirectory;
    private static MiniDFSCluster cluster;

    @TempDir java.nio.file.Path directory;

    @BeforeAll
    static void startCluster() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, clusterDirectory.toString());
        String me = System.getProperty("user.name");
        conf.set("hadoop.proxyuser." + me + ".hosts", "*");
        conf.set("hadoop.proxyuser." + me + ".groups", "*");
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        cluster.getFileSystem().setPermission(new Path("/"), new FsPermission("777"));
    }

    @AfterAll
    static void stopCluster() {
        cluster.shutdown(true);
    }

    private static DistributedFileSystem files() throws IOException {
        return cluster.getFileSystem();
    }

    private static String uri() {
        return "hdfs://127.0.0.1:" + cluster.getNameNodePort();
    }

    private record Flow(HdfsSink sink, TestContext context, String home) implements AutoCloseable {

        Delivery write(Batch batch) throws IOException, InterruptedException {
            sink.maintain();
            return sink.write(batch);
        }

        List<String> names() throws IOException {
            return Arrays.stream(files().listStatus(new Path(home)))
                    .map(FileStatus::getPath)
                    .map(Path::getName)
                    .sorted()
                    .toList();
        }

        /** The contents of all files, one after the other. */
        String text() throws IOException {
            StringBuilder all = new StringBuilder();
            for (String name : names()) {
                all.append(new String(bytes(name), StandardCharsets.UTF_8));
            }
            return all.toString();
        }

        byte[] bytes(String name) throws IOException {
            try (var in = files().open(new Path(home, name))) {
                return in.readAllBytes();
            }
        }

        void end() {
            sink.close();
        }

        @Override
        public void close() {
            end();
        }
    }

    private Flow flow(TestInfo test, String... settings) throws Exception {
        String home = "/" + test.getTestMethod().orElseThrow().getName();
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path", uri() + home,
                                        "hdfs.fileType", "DataStream",
                                        "hdfs.rollCount", "0",
                                        "hdfs.rollSize", "0",
                                        "hdfs.rollInterval", "0",
                                        "hdfs.minBlockReplicas", "1"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        TestContext context = TestContext.named("k1").in(directory);
        HdfsSink sink = (HdfsSink) Configs.of(all).create(context);
        sink.open();
        return new Flow(sink, context, home);
    }

    @Test
    void showsABatchAtOnceAndRenamesAtTheEnd(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.fileSuffix", ".log")) {
            assertThat(flow.write(batch("one", "two"))).isEqualTo(Delivery.delivered());
            assertThat(flow.names()).singleElement().asString().endsWith(".log.tmp");
            assertThat(flow.text()).isEqualTo("one\ntwo\n");

            flow.end();
            assertThat(flow.names()).singleElement().asString().endsWith(".log");
            assertThat(flow.text()).isEqualTo("one\ntwo\n");
            assertThat(files().isFileClosed(new Path(flow.home(), flow.names().getFirst())))
                    .isTrue();
        }
    }

    @Test
    void rollsByCount(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.rollCount", "10")) {
            flow.write(Events.numbered("e", 35));
            flow.end();
            assertThat(flow.names()).hasSize(4);
            assertThat(flow.text().lines()).hasSize(35).startsWith("e0").endsWith("e34");
        }
    }

    @Test
    void writesGzip(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.fileType", "CompressedStream", "hdfs.codeC", "gzip")) {
            flow.write(batch("one"));
            flow.write(batch("two"));
            flow.end();
            assertThat(flow.names()).singleElement().asString().endsWith(".gz");
            try (var in = files().open(new Path(flow.home(), flow.names().getFirst()));
                    var plain = new GZIPInputStream(in)) {
                assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("one\ntwo\n");
            }
        }
    }

    @Test
    void writesSequenceFiles(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.fileType", "SequenceFile")) {
            flow.write(batch(Map.of("timestamp", "42"), "one", "two"));
            List<String> open = records(flow);
            flow.end();
            assertThat(records(flow)).isEqualTo(open).containsExactly("42=one", "42=two");
        }
    }

    private static List<String> records(Flow flow) throws IOException {
        List<String> records = new ArrayList<>();
        Path path = files().makeQualified(new Path(flow.home(), flow.names().getFirst()));
        try (SequenceFile.Reader reader =
                new SequenceFile.Reader(files().getConf(), SequenceFile.Reader.file(path))) {
            LongWritable key = new LongWritable();
            BytesWritable value = new BytesWritable();
            while (reader.next(key, value)) {
                records.add(
                        key.get() + "=" + new String(value.copyBytes(), StandardCharsets.UTF_8));
            }
        }
        return records;
    }

    @Test
    void writesHeadersAndText(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "serializer", "header_and_text")) {
            flow.write(batch(Map.of("k", "v"), "body"));
            assertThat(flow.text()).isEqualTo("{k=v} body\n");
        }
    }

    @Test
    void writesAvro(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "serializer", "avro_event", "hdfs.fileSuffix", ".avro")) {
            flow.write(batch("body"));
            assertThat(flow.text()).startsWith("Obj\u0001").contains("body");
        }
    }

    @Test
    void goesOnAfterTheNameNodeWasAway(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.rollCount", "1", "hdfs.retryInterval", "1")) {
            flow.write(batch("before"));
            cluster.shutdownNameNode(0);
            ProblemException away =
                    catchThrowableOfType(ProblemException.class, () -> flow.write(batch("during")));
            assertThat(away.problem().code()).isEqualTo("MR-4101");
            assertThat(away.problem().what()).contains("Connection refused");

            cluster.restartNameNode(0, true);
            Delivery last = new Delivery.RetryLater(Duration.ZERO, "not tried");
            while (!last.equals(Delivery.delivered())) {
                try {
                    last = flow.write(batch("during"));
                } catch (ProblemException stillStarting) {
                    assertThat(stillStarting.problem().code()).isIn("MR-4101", "MR-4105");
                }
            }
            flow.write(batch("after"));
            flow.end();
            assertThat(flow.text().lines()).contains("before", "during", "after");
        }
    }

    @Test
    void rollsWhereReplicasAreMissingAndSaysSo(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.minBlockReplicas", "2")) {
            for (int i = 0; i < 3; i++) {
                flow.write(batch("e" + i));
            }
            assertThat(flow.names()).hasSize(3);
            assertThat(flow.context().codes()).contains("MR-4119");
        }
        try (Flow flow = flow(test, "hdfs.filePrefix", "enough")) {
            for (int i = 0; i < 3; i++) {
                flow.write(batch("e" + i));
            }
            assertThat(flow.names()).filteredOn(name -> name.startsWith("enough")).hasSize(1);
            assertThat(flow.context().codes()).isEmpty();
        }
    }

    @Test
    void endsRollingForReplicasInTheEnd(TestInfo test) throws Exception {
        try (Flow flow = flow(test, "hdfs.minBlockReplicas", "2")) {
            for (int i = 0; i < 40; i++) {
                flow.write(batch("e" + i));
            }
            assertThat(flow.names()).hasSize(31);
        }
    }

    @Test
    void saysThatTheUserMayNotWrite(TestInfo test) throws Exception {
        Path home = new Path("/saysThatTheUserMayNotWrite");
        files().mkdirs(home);
        files().setPermission(home, new FsPermission("700"));
        try (Flow flow = flow(test, "hdfs.proxyUser", "carol")) {
            ProblemException refused =
                    catchThrowableOfType(ProblemException.class, () -> flow.write(batch("a")));
            assertThat(refused.problem().code()).isEqualTo("MR-4103");
            assertThat(refused.problem().what()).contains("carol").contains(home.toString());

            files().setPermission(home, new FsPermission("777"));
            assertThat(flow.write(batch("a"))).isEqualTo(Delivery.delivered());
            assertThat(files().listStatus(home)[0].getOwner()).isEqualTo("carol");
        }
    }

    @Test
    void saysThatAPartOfThePathIsAFile(TestInfo test) throws Exception {
        FileSystem files = files();
        files.create(new Path("/saysThatAPartOfThePathIsAFile")).close();
        try (Flow flow = flow(test, "hdfs.path", uri() + "/saysThatAPartOfThePathIsAFile/below")) {
            ProblemException refused =
                    catchThrowableOfType(ProblemException.class, () -> flow.write(batch("a")));
            assertThat(refused.problem().code()).isEqualTo("MR-4104");
        }
    }

    @Test
    void saysThatTheNameNodeIsInSafeMode(TestInfo test) throws Exception {
        try (Flow flow = flow(test)) {
            files().setSafeMode(SafeModeAction.ENTER);
            try {
                ProblemException refused =
                        catchThrowableOfType(ProblemException.class, () -> flow.write(batch("a")));
                assertThat(refused.problem().code()).isEqualTo("MR-4105");
            } finally {
                files().setSafeMode(SafeModeAction.LEAVE);
            }
            assertThat(flow.write(batch("a"))).isEqualTo(Delivery.delivered());
        }
    }

    @Test
    void saysThatTheQuotaIsUsedUp(TestInfo test) throws Exception {
        Path home = new Path("/saysThatTheQuotaIsUsedUp");
        files().mkdirs(home);
        files().setPermission(home, new FsPermission("777"));
        files().setQuota(home, 1, Long.MAX_VALUE);
        try (Flow flow = flow(test)) {
            ProblemException refused =
                    catchThrowableOfType(ProblemException.class, () -> flow.write(batch("a")));
            assertThat(refused.problem().code()).isEqualTo("MR-4106");
        }
    }

    @Test
    void takesTheFileSystemFromHadoopsConfiguration(TestInfo test) throws Exception {
        TestFiles.write(
                directory.resolve("core-site.xml"),
                "<configuration><property><name>fs.defaultFS</name><value>"
                        + uri()
                        + "</value></property></configuration>");
        try (Flow flow = flow(test, "hdfs.path", "/takesTheFileSystemFromHadoopsConfiguration")) {
            flow.write(batch("a"));
            assertThat(flow.text()).isEqualTo("a\n");
            assertThat(flow.context().codes()).isEmpty();
        }
    }

    @Test
    void continuesAFileOfTheSameNameIfHadoopIsToldSo(TestInfo test) throws Exception {
        TestFiles.write(
                directory.resolve("hdfs-site.xml"),
                "<configuration><property><name>hdfs.append.support</name><value>true</value>"
                        + "</property><property><name>dfs.replication</name><value>1</value>"
                        + "</property></configuration>");
        ManualClock clock = ManualClock.at(SinkRig.NOW);
        String home = "/" + test.getTestMethod().orElseThrow().getName();
        for (String event : List.of("a", "b")) {
            HdfsSink sink =
                    (HdfsSink)
                            Configs.of(
                                            "hdfs.path", uri() + home,
                                            "hdfs.fileType", "DataStream",
                                            "hdfs.emptyInUseSuffix", "true",
                                            "hdfs.minBlockReplicas", "1")
                                    .create(TestContext.named("k1").in(directory).with(clock));
            sink.open();
            sink.write(batch(event));
            sink.close();
        }
        try (var in = files().open(new Path(home, "FlumeData." + (SinkRig.NOW + 1)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
        }
    }
}
