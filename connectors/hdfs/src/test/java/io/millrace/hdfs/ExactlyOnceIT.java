// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.host.real.RealHost;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The process dies while it writes to HDFS: leases are taken over, ends are cut. */
class ExactlyOnceIT {
    private static final int STRIDE = Integer.getInteger("hdfs.crash.stride", 9);
    private static final int EVENTS = 30;

    @TempDir static java.nio.file.Path clusterDirectory;
    private static MiniDFSCluster cluster;

    @TempDir java.nio.file.Path directory;

    private final ManualClock clock = ManualClock.at(SinkRig.NOW);
    private long acknowledged;

    @BeforeAll
    static void startCluster() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, clusterDirectory.toString());
        conf.set("dfs.heartbeat.interval", "1");
        conf.set("dfs.namenode.lease-recheck-interval-ms", "100");
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        cluster.getFileSystem().setPermission(new Path("/"), new FsPermission("777"));
    }

    @AfterAll
    static void stopCluster() {
        cluster.shutdown(true);
    }

    @AfterEach
    void revive() {
        MortalHdfs.live(Life.endless());
    }

    private static DistributedFileSystem files() throws IOException {
        return cluster.getFileSystem();
    }

    private TestContext run(String home, java.nio.file.Path state, Life life) throws Exception {
        MortalHdfs.live(life);
        RealHost real = new RealHost();
        TestContext context =
                TestContext.named("k1")
                        .in(state)
                        .with(
                                new RealHost(
                                        clock,
                                        real.threads(),
                                        new MortalDisk(real.disk(), life),
                                        real.net()))
                        .with(Level.FSYNC);
        HdfsSink sink =
                (HdfsSink)
                        Configs.of(
                                        "hdfs.path",
                                        "hdfs://127.0.0.1:" + cluster.getNameNodePort() + home,
                                        "hdfs.fileType",
                                        "DataStream",
                                        "hdfs.rollCount",
                                        "12",
                                        "hdfs.rollInterval",
                                        "0",
                                        "hdfs.retryInterval",
                                        "1",
                                        "hdfs.minBlockReplicas",
                                        "0")
                                .create(context);
        try {
            sink.open();
            while (acknowledged < EVENTS && !life.isOver()) {
                long end = Math.min(EVENTS, acknowledged + 5 + life.taken() % 3);
                try {
                    clock.advance(Duration.ofSeconds(1));
                    sink.maintain();
                    if (sink.write(NumberedEvents.of(context, "c", acknowledged, end))
                            .equals(Delivery.delivered())) {
                        acknowledged = end;
                    }
                } catch (ProblemException died) {
                    if (!life.isOver()) {
                        throw died;
                    }
                }
            }
            // Recovery of leases takes its time.
            while (!life.isOver() && isWaiting(sink)) {
                clock.advance(Duration.ofSeconds(2));
            }
        } catch (IOException died) {
            if (!life.isOver()) {
                throw died;
            }
        } finally {
            sink.close();
        }
        if (life.isOver()) {
            acknowledged = Math.max(0, acknowledged - 4);
        }
        return context;
    }

    /** Whether a file is still to be settled. */
    private static boolean isWaiting(HdfsSink sink) throws IOException, InterruptedException {
        return sink.maintain().compareTo(Duration.ofSeconds(10)) < 0;
    }

    @Test
    void losesNothingAndDoublesNothingWhereverItDies() throws Exception {
        int died = 0;
        Life life;
        int step = 0;
        do {
            String home = "/dies-" + step;
            java.nio.file.Path state = directory.resolve("state-" + step);
            TestFiles.write(
                    state.resolve("hdfs-site.xml"),
                    "<configuration><property><name>fs.hdfs.impl</name><value>"
                            + MortalHdfs.class.getName()
                            + "</value></property></configuration>");
            acknowledged = 0;
            life = new Life(step);
            run(home, state, life);
            if (life.isOver()) {
                died++;
                TestContext last = run(home, state, Life.endless());
                assertThat(last.codes()).doesNotContain("MR-4118", "MR-4123", "MR-4124");
            }
            assertThat(found(home))
                    .as("killed at step %d", step)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, EVENTS).mapToObj(n -> "e" + n).toList());
            step += STRIDE;
        } while (life.isOver());
        assertThat(died).isGreaterThan(3);
    }

    private static List<String> found(String home) throws IOException {
        List<String> found = new ArrayList<>();
        for (FileStatus file : Arrays.asList(files().listStatus(new Path(home)))) {
            assertThat(file.getPath().getName()).doesNotEndWith(".tmp");
            try (var in = files().open(file.getPath())) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(found::add);
            }
        }
        return found;
    }
}
