// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Faults of the cluster in the middle of a file: each event is there once in the end. */
class ClusterFaultsIT {
    private static final Path HOME = new Path("/faults");

    @TempDir java.nio.file.Path directory;

    private final ManualClock clock = ManualClock.at(SinkRig.NOW);
    private final Set<String> codes = new TreeSet<>();
    private MiniDFSCluster cluster;
    private TestContext context;
    private HdfsSink sink;
    private long next;

    @BeforeEach
    void start() throws Exception {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("cluster").toString());
        conf.set("dfs.heartbeat.interval", "1");
        conf.set("dfs.namenode.heartbeat.recheck-interval", "500");
        conf.set("dfs.blocksize", "1048576");
        conf.set("dfs.replication", "2");
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
        cluster.waitActive();
        files().mkdirs(HOME);
        files().setPermission(HOME, new FsPermission("777"));
        TestFiles.write(
                directory.resolve("hdfs-site.xml"),
                "<configuration><property><name>dfs.replication</name><value>2</value></property>"
                        + "<property><name>dfs.blocksize</name><value>1048576</value></property>"
                        + "<property><name>dfs.client.socket-timeout</name><value>5000</value>"
                        + "</property>"
                        + "</configuration>");
        openSink();
    }

    private void openSink() throws Exception {
        context = TestContext.named("k1").in(directory).with(clock).with(Level.FSYNC);
        sink =
                (HdfsSink)
                        Configs.of(
                                        "hdfs.path",
                                        "hdfs://127.0.0.1:" + cluster.getNameNodePort() + HOME,
                                        "hdfs.fileType",
                                        "DataStream",
                                        "hdfs.rollCount",
                                        "0",
                                        "hdfs.rollSize",
                                        "0",
                                        "hdfs.rollInterval",
                                        "0",
                                        "hdfs.retryInterval",
                                        "1",
                                        "hdfs.minBlockReplicas",
                                        "1")
                                .create(context);
        sink.open();
    }

    @AfterEach
    void stop() {
        sink.close();
        cluster.shutdown(true);
    }

    private DistributedFileSystem files() throws IOException {
        return cluster.getFileSystem();
    }

    /** One try; what fails is kept by its code. */
    private boolean isWritten(int events) throws Exception {
        clock.advance(Duration.ofSeconds(2));
        try {
            sink.maintain();
            long end = next + events;
            if (sink.write(NumberedEvents.of(context, "c", next, end))
                    .equals(Delivery.delivered())) {
                next = end;
                return true;
            }
        } catch (ProblemException failed) {
            codes.add(failed.problem().code());
        }
        return false;
    }

    private void writeAtLast(int events) throws Exception {
        boolean written = false;
        while (!written) {
            written = isWritten(events);
        }
    }

    private void assertAllOnce() throws Exception {
        // Files of failed batches are ended in their own time.
        while (sink.maintain().compareTo(Duration.ofSeconds(10)) < 0) {
            clock.advance(Duration.ofSeconds(2));
        }
        sink.close();
        List<String> found = new ArrayList<>();
        for (FileStatus file : files().listStatus(HOME)) {
            assertThat(file.getPath().getName()).doesNotEndWith(".tmp");
            try (var in = files().open(file.getPath())) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(found::add);
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, next).mapToObj(n -> "e" + n).toList());
    }

    @Test
    void goesOnWhenADataNodeOfThePipelineDies() throws Exception {
        writeAtLast(10);
        cluster.stopDataNode(0);
        writeAtLast(10);
        writeAtLast(10);
        assertAllOnce();
    }

    @Test
    void goesOnWhenAllDataNodesComeBack() throws Exception {
        writeAtLast(10);
        MiniDFSCluster.DataNodeProperties first = cluster.stopDataNode(0);
        MiniDFSCluster.DataNodeProperties second = cluster.stopDataNode(0);
        assertThat(isWritten(10)).isFalse();
        assertThat(codes).isSubsetOf("MR-4101", "MR-4107", "MR-4108").isNotEmpty();

        assertThat(cluster.restartDataNode(first, true)).isTrue();
        assertThat(cluster.restartDataNode(second, true)).isTrue();
        cluster.waitActive();
        writeAtLast(10);
        assertAllOnce();
    }

    @Test
    void goesOnWhenTheQuotaIsRaised() throws Exception {
        writeAtLast(10);
        files().setQuota(HOME, Long.MAX_VALUE, 1);
        // The block at hand has its room already; a new file gets none.
        assertThat(files().listStatus(HOME)).hasSize(1);
        clock.advance(Duration.ofSeconds(2));
        sink.close();
        openSink();
        assertThat(isWritten(10)).isFalse();
        assertThat(codes).contains("MR-4106");

        files().setQuota(HOME, Long.MAX_VALUE, Long.MAX_VALUE - 1);
        writeAtLast(10);
        assertAllOnce();
    }

    @Test
    void goesOnAfterSafeMode() throws Exception {
        writeAtLast(10);
        files().setSafeMode(SafeModeAction.ENTER);
        // What is open can be written; what is to be ended has to wait.
        boolean during = isWritten(5);
        assertThat(during || codes.contains("MR-4105")).isTrue();
        files().setSafeMode(SafeModeAction.LEAVE);
        writeAtLast(10);
        assertAllOnce();
    }
}
