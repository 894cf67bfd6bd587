// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Kills whole agents that follow a log and write it to HDFS or to the local disk, at times of all
 * kinds and at each step of the sink, while the log is written and rotated. {@code
 * -Dcrash.hdfs=100} kills a hundred of each kind, {@code -Dcrash.hdfs.step=0} each at the next step
 * from the first on, {@code -Dcrash.seed=<seed>} as a run before did.
 */
class HdfsKillIT {
    private static final int KILLS_OF_BUILD = 2;
    private static final int KILLS = Integer.getInteger("crash.hdfs", KILLS_OF_BUILD);
    private static final int FIRST_STEP = Integer.getInteger("crash.hdfs.step", -1);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final Path PLUGIN = Path.of("../../connectors/hdfs/target/plugin/hdfs");
    private static final int MOST_STEPS = 400;
    private static final int PAUSE_MILLIS = 5;
    private static final int PATIENCE_MILLIS = 2000;

    @TempDir static Path clusterDirectory;
    private static MiniDFSCluster cluster;

    @TempDir Path home;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void startCluster() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, clusterDirectory.toString());
        conf.set("dfs.heartbeat.interval", "1");
        conf.set("dfs.namenode.lease-recheck-interval-ms", "100");
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
    }

    @AfterAll
    static void stopCluster() {
        cluster.shutdown(true);
    }

    private static String flow(Path home, String out) {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = TAILDIR
        a.sources.r.filegroups = f
        a.sources.r.filegroups.f = %1$s/logs/app\\\\.log.*
        a.sources.r.positionFile = %1$s/positions.json
        a.sources.r.channels = c
        a.channels.c.type = file
        a.channels.c.checkpointDir = %1$s/channel
        a.channels.c.dataDirs = %1$s/channel
        a.channels.c.minimumRequiredSpace = 0
        a.sinks.k.type = hdfs
        a.sinks.k.hdfs.path = %2$s
        a.sinks.k.hdfs.fileType = DataStream
        a.sinks.k.hdfs.rollCount = 300
        a.sinks.k.hdfs.rollSize = 0
        a.sinks.k.hdfs.rollInterval = 0
        a.sinks.k.hdfs.retryInterval = 1
        a.sinks.k.channel = c
        """
                .formatted(home, out);
    }

    /** What the agents have for Hadoop; they die after so many steps. */
    private void configure(long steps) throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("conf")).resolve("core-site.xml"),
                """
                <configuration>
                <property><name>fs.hdfs.impl</name><value>%s</value></property>
                <property><name>fs.file.impl</name><value>%s</value></property>
                <property><name>%s</name><value>%d</value></property>
                </configuration>
                """
                        .formatted(
                                HaltingFiles.Hdfs.class.getName(),
                                HaltingFiles.Local.class.getName(),
                                HaltingFiles.STEPS,
                                steps));
    }

    /** The plugin with file systems that halt beside it. */
    private Path plugins() throws IOException {
        Path plugins = home.resolve("plugins");
        Path plugin = Files.createDirectories(plugins.resolve("hdfs"));
        try (var files = Files.walk(PLUGIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path link = plugin.resolve(PLUGIN.relativize(file));
                Files.createDirectories(link.getParent());
                Files.createLink(link, file);
            }
        }
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(plugin.resolve("halting.jar")))) {
            String name = HaltingFiles.class.getName().replace('.', '/');
            Path classes =
                    Path.of(
                            HaltingFiles.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .getPath());
            Path directory = classes.resolve(name).getParent();
            try (var files = Files.list(directory)) {
                for (Path file : files.filter(HdfsKillIT::isHalting).toList()) {
                    jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    Files.copy(file, jar);
                }
            }
        }
        return plugins;
    }

    private static boolean isHalting(Path file) {
        return file.getFileName().toString().startsWith("HaltingFiles");
    }

    private WholeAgent start(String flow, Path plugins, long steps) throws IOException {
        configure(steps);
        return WholeAgent.start(
                home,
                flow,
                "160m",
                List.of(),
                "--plugins-path",
                plugins.toString(),
                "--conf",
                home.resolve("conf").toString());
    }

    static List<Arguments> kinds() {
        List<Arguments> some =
                List.of(
                        Arguments.of("hdfs", LogOfLines.Rotation.RENAME),
                        Arguments.of("file", LogOfLines.Rotation.COPY_TRUNCATE));
        List<Arguments> others =
                List.of(
                        Arguments.of("hdfs", LogOfLines.Rotation.COPY_TRUNCATE),
                        Arguments.of("file", LogOfLines.Rotation.RENAME));
        return KILLS <= KILLS_OF_BUILD
                ? some
                : Stream.concat(some.stream(), others.stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void hasEachLineOnce(String scheme, LogOfLines.Rotation rotation) throws Exception {
        String out =
                scheme.equals("hdfs")
                        ? cluster.getURI() + "/" + rotation
                        : "file://" + home.resolve("out-" + rotation);
        String flow = flow(home, out);
        Path plugins = plugins();
        Files.createDirectories(home.resolve("out-" + rotation));
        cluster.getFileSystem().mkdirs(new org.apache.hadoop.fs.Path("/" + rotation));
        LogOfLines log = new LogOfLines(home.resolve("logs"), rotation, 700);
        int halted = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean byStep = FIRST_STEP >= 0 || kill % 2 == 1;
            long steps = byStep ? step(kill) : Long.MAX_VALUE;
            int millis = byStep ? PATIENCE_MILLIS : 100 + random.nextInt(900);
            try (WholeAgent agent = start(flow, plugins, steps)) {
                if (writeUntilKilled(agent.process(), log, millis)) {
                    halted++;
                }
            }
        }
        try (WholeAgent agent = start(flow, plugins, Long.MAX_VALUE)) {
            log.append(10);
            awaitAll(agent.process(), log, out);
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
            assertThat(agent.process().output()).doesNotContain("MR-4118", "MR-4123", "MR-4124");
        }
        LogOfLines.Scan scan = scan(log, out, true);
        System.out.printf(
                "%s, %s (seed %d): %d agents killed, %d of them at a step, %d lines in %d files of"
                        + " the log, %d lost, %d doubled%n",
                scheme,
                rotation,
                SEED,
                KILLS,
                halted,
                log.lines(),
                log.rotations() + 1,
                scan.lost(),
                scan.doubled());
        assertThat(log.rotations()).isPositive();
        assertThat(scan.lost()).isZero();
        assertThat(scan.doubled()).isZero();
    }

    private int step(int death) {
        return FIRST_STEP < 0 ? random.nextInt(MOST_STEPS) : FIRST_STEP + death;
    }

    /** Whether the process ended by itself. */
    private static boolean writeUntilKilled(Forked process, LogOfLines log, int millis)
            throws Exception {
        boolean runs = false;
        for (int left = millis; left > 0; ) {
            log.append(5);
            if (process.endsWithin(PAUSE_MILLIS)) {
                assertThat(process.code()).as(process.output()).isEqualTo(137);
                return true;
            }
            runs = runs || process.output().contains(" runs: ");
            left -= runs ? PAUSE_MILLIS : 0;
        }
        process.kill();
        return false;
    }

    private static void awaitAll(Forked process, LogOfLines log, String out) throws Exception {
        for (int tries = 0; tries < 300; tries++) {
            assertThat(process.endsWithin(100)).as(process.output()).isFalse();
            LogOfLines.Scan scan = scan(log, out, false);
            // What agents before left is finished when it can be; one file is this one's.
            if (scan.lost() == 0 && scan.unfinished() <= 1) {
                return;
            }
        }
        // The scan of what is there says what is missing.
    }

    /** Reads all files, also those that are in use unless all are to be complete. */
    private static LogOfLines.Scan scan(LogOfLines log, String out, boolean complete)
            throws IOException {
        LogOfLines.Scan scan = log.new Scan();
        for (String name : names(out)) {
            if (name.endsWith(".tmp")) {
                assertThat(complete).as(name).isFalse();
                scan.addUnfinished();
            }
            try (InputStream in = open(out, name)) {
                String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                scan.add(name, complete ? text : text.substring(0, text.lastIndexOf('\n') + 1));
            } catch (IOException renamed) {
                if (complete) {
                    throw renamed;
                }
            }
        }
        return scan;
    }

    private static Path local(String out) {
        return Path.of(URI.create(out));
    }

    private static List<String> names(String out) throws IOException {
        if (out.startsWith("file:")) {
            try (var files = Files.list(local(out))) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> !name.endsWith(".crc"))
                        .toList();
            }
        }
        return Stream.of(cluster.getFileSystem().listStatus(new org.apache.hadoop.fs.Path(out)))
                .map(file -> file.getPath().getName())
                .toList();
    }

    private static InputStream open(String out, String name) throws IOException {
        return out.startsWith("file:")
                ? Files.newInputStream(local(out).resolve(name))
                : cluster.getFileSystem().open(new org.apache.hadoop.fs.Path(out, name));
    }
}
