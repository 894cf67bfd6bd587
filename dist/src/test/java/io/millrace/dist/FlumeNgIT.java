// SPDX-License-Identifier: Apache-2.0

package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class FlumeNgIT {
    private static final String FLOW =
            """
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = seq
            a1.sources.r1.totalEvents = 3
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.sinks.k1.type = logger
            a1.sinks.k1.channel = c1
            """;

    @TempDir private Path directory;

    @Test
    void printsFiveLinesForTheVersion() throws Exception {
        var ended = flume("version");
        assertThat(ended.out().lines()).hasSize(5);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @Test
    void helpsAndRefusesAsFlumesScript() throws Exception {
        assertThat(flume("help").code()).isZero();
        assertThat(flume("help").out()).contains("--conf-file");
        assertThat(flume("gaent").code()).isEqualTo(1);
        assertThat(flume().code()).isEqualTo(1);
        assertThat(flume("tool", "FCINTEGRITYTOOL").err()).contains("MR-6302");
    }

    @Test
    void printsTheCommandInsteadOfRunningIt() throws Exception {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                directory.resolve("conf/flume-env.sh"),
                """
                JAVA_OPTS="-Xmx64m -XX:+UseParallelGC"
                [[ -n x ]] && FLUME_CLASSPATH=/opt/more.jar
                """);
        var ended =
                flume(
                        "agent",
                        "-d",
                        "-c",
                        "conf",
                        "-n",
                        "a b",
                        "-Dx=y z",
                        "-Xss2m",
                        "-C",
                        "/opt/extra.jar",
                        "--plugins-path",
                        "/opt/plugins");
        assertThat(ended.out())
                .contains("-Xmx64m", "-XX:+UseParallelGC", "a\\ b", "-Dx=y\\ z", "-Xss2m")
                .contains("/opt/extra.jar:/opt/more.jar", "--plugins-path /opt/plugins")
                .doesNotContain("-Xmx256m", "UseSerialGC");
        assertThat(ended.code()).isZero();
    }

    @Test
    void runsFlumesLineAndStopsOnSigterm() throws Exception {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                directory.resolve("conf/flume-env.sh"),
                "export JAVA_OPTS=\"-Xmx64m -XX:+UseConcMarkSweepGC\"\n");
        Files.writeString(directory.resolve("my flume.conf"), FLOW);
        try (var agent =
                Launched.start(
                        directory,
                        Map.of("JAVA_OPTS", "-Xmx1k"),
                        Launched.FLUME_NG,
                        "agent",
                        "--conf",
                        "conf",
                        "-f",
                        "my flume.conf",
                        "--name",
                        "a1",
                        "-Dflume.root.logger=INFO,console",
                        "-i",
                        "5")) {
            agent.until("MR-6303.*--poll-interval").until("MR-6304").until("body: 32");
            assertThat(agent.signal("TERM").code()).isZero();
            assertThat(agent.output()).contains(" INFO  ").doesNotContain("{\"time\"");
        }
    }

    @Test
    void keepsALogFileWhereItIsAskedFor() throws Exception {
        Files.writeString(directory.resolve("flume.conf"), FLOW);
        try (var agent =
                Launched.start(
                        directory,
                        Map.of(),
                        Launched.FLUME_NG,
                        "agent",
                        "-n",
                        "a1",
                        "-f",
                        "flume.conf",
                        "-Dflume.root.logger=INFO,console,LOGFILE",
                        "-Dflume.log.dir=logs")) {
            agent.until("body: 32");
            assertThat(agent.signal("INT").code()).isZero();
        }
        assertThat(directory.resolve("logs/flume.log")).content().contains("body: 32", "stopped");
    }

    private Launched.Ended flume(String... words) throws Exception {
        String[] command = new String[words.length + 1];
        command[0] = Launched.FLUME_NG;
        System.arraycopy(words, 0, command, 1, words.length);
        return Launched.run(directory, Map.of(), command);
    }
}
