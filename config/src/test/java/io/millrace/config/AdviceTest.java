// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final String TEXT =
            """
            a1.sinks.k1.type = hdfs
            a1.sinks.k1.hdfs.path = /logs/%Y-%m-%d
            a1.sinks.k1.hdfs.fileType = DataStream
            a1.sinks.k1.hdfs.rollCount = 0
            a1.sinks.k1.hdfs.rollSize = 0\
            """;

    private static CheckedAll exec(String command) {
        return Flume.checkWith(
                "a1.sources.r1.type = netcat\na1.sources.r1.bind = localhost\n"
                        + "a1.sources.r1.port = 44444",
                "a1.sources.r1.type = exec\na1.sources.r1.command = " + command);
    }

    private static CheckedAll hdfs(String lines) {
        return Flume.checkWith("a1.sinks.k1.type = logger", lines);
    }

    @Test
    void hintsAtTailWithoutPosition() {
        var problem = Flume.only(exec("tail -F /var/log/x"), "MR-1450");
        assertThat(Flume.is(problem, Severity.HINT, 5)).isTrue();
        assertThat(problem.remedy()).contains("taildir");
        assertThat(Flume.codes(exec("/usr/bin/tail -n 0 --follow=name /x")))
                .containsExactly("MR-1450");
    }

    @Test
    void warnsOfTailThatLosesARotatedFile() {
        assertThat(Flume.only(exec("tail -f /var/log/x"), "MR-1451").severity())
                .isEqualTo(Severity.WARNING);
        assertThat(Flume.codes(exec("D:/tools/tail -100f D:/x"))).containsExactly("MR-1451");
        assertThat(exec("detail -f /x").problems()).isEmpty();
    }

    @Test
    void warnsOfShellSyntaxWithoutAShell() {
        assertThat(Flume.only(exec("cat /data/*.csv"), "MR-1452").what()).contains("(*)");
        assertThat(Flume.codes(exec("a | b"))).containsExactly("MR-1452");
        assertThat(Flume.codes(exec("echo $HOME"))).containsExactly("MR-1452");
        assertThat(exec("cat /data/x*\na1.sources.r1.shell = /bin/sh -c").problems()).isEmpty();
        assertThat(exec("curl http://x/?a=1&b=2").problems()).isEmpty();
    }

    @Test
    void hintsAtManySmallFilesAndAtSequenceFiles() {
        var checked = hdfs("a1.sinks.k1.type = hdfs\na1.sinks.k1.hdfs.path = /x");
        assertThat(Flume.codes(checked)).containsExactly("MR-1453", "MR-1454");
        assertThat(checked.count(Severity.HINT)).isEqualTo(2);
    }

    @Test
    void hintsAtTheOneLimitThatIsNotSet() {
        String sink =
                """
                a1.sinks.k1.type = hdfs
                a1.sinks.k1.hdfs.path = /x
                a1.sinks.k1.hdfs.fileType = DataStream
                """;
        assertThat(
                        Flume.only(hdfs(sink + "a1.sinks.k1.hdfs.rollSize = 134217728"), "MR-1453")
                                .what())
                .contains("after 10 events,");
        assertThat(Flume.only(hdfs(sink + "a1.sinks.k1.hdfs.rollCount = 0"), "MR-1453").what())
                .contains("after 1024 bytes,");
    }

    @Test
    void warnsOfAPathThatNeedsATimestamp() {
        var problem = Flume.only(hdfs(TEXT), "MR-1455");
        assertThat(Flume.is(problem, Severity.WARNING, 10)).isTrue();
        assertThat(problem.what())
                .isEqualTo(
                        "sink \"k1\" needs a \"timestamp\" header for its hdfs.path, and source"
                                + " \"r1\" (netcat) sets none");
        assertThat(problem.effect()).contains("time of their arrival");
    }

    @Test
    void isContentWithATimestampFromAnywhere() {
        assertThat(hdfs(TEXT + "\na1.sinks.k1.hdfs.useLocalTimeStamp = true").problems()).isEmpty();
        assertThat(
                        hdfs(TEXT
                                        + "\na1.sources.r1.interceptors = t\n"
                                        + "a1.sources.r1.interceptors.t.type = timestamp")
                                .problems())
                .isEmpty();
        assertThat(hdfs(TEXT.replace("%Y-%m-%d", "%{host}/x")).problems()).isEmpty();
    }

    @Test
    void onlyHintsIfTheEventsMayBringIt() {
        var checked =
                Flume.check(
                        Flume.SOUND
                                .replace("= netcat", "= avro")
                                .replace("a1.sinks.k1.type = logger", TEXT));
        assertThat(Flume.only(checked, "MR-1455").severity()).isEqualTo(Severity.HINT);
    }

    @Test
    void tellsWhereAFileChannelWithoutDirectoriesIs() {
        var one = Flume.checkWith("a1.channels.c1.type = memory", "a1.channels.c1.type = file");
        assertThat(Flume.only(one, "MR-1456").severity()).isEqualTo(Severity.HINT);
        assertThat(Flume.only(one, "MR-1456").effect())
                .contains("below the agent's state directory");
    }

    private static CheckedAll encrypted(String lines) {
        String file = "a1.channels.c1.type = file\na1.channels.c1.dataDirs = /d\n";
        return Flume.checkWith("a1.channels.c1.type = memory", file + lines);
    }

    @Test
    void warnsOfEncryptionThatIsConfiguredInPart() {
        String keys =
                """
                a1.channels.c1.encryption.keyProvider = JCEKSFILE
                a1.channels.c1.encryption.keyProvider.keyStoreFile = /k
                a1.channels.c1.encryption.keyProvider.keyStorePasswordFile = /p
                a1.channels.c1.encryption.keyProvider.keys = one
                """;
        String active = "a1.channels.c1.encryption.activeKey = one\n";
        String cipher = "a1.channels.c1.encryption.cipherProvider = ";
        var half = Flume.only(encrypted(active + cipher + "AESGCM"), "MR-1458");
        assertThat(half.severity()).isEqualTo(Severity.WARNING);
        assertThat(half.what())
                .contains("encryption.keyProvider, encryption.keyProvider.keyStoreFile")
                .doesNotContain("activeKey");
        assertThat(Flume.only(encrypted(keys + cipher + "AESGCM"), "MR-1458").what())
                .endsWith(": encryption.activeKey");
        assertThat(Flume.codes(encrypted(keys + active + cipher + "AESGCM")))
                .doesNotContain("MR-1458");
        assertThat(Flume.codes(encrypted(keys + cipher + "none"))).doesNotContain("MR-1458");
        assertThat(Flume.codes(encrypted(""))).doesNotContain("MR-1458");
    }
}
