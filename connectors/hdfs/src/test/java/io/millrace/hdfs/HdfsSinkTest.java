// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;
import static io.millrace.testkit.Events.numbered;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Delivery;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class HdfsSinkTest {
    private static final long FIRST = SinkRig.NOW + 1;

    @TempDir Path directory;

    @Test
    void namesFilesWithPrefixAndCountedTime() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.rollCount", "2")) {
            assertThat(rig.write(batch("a", "b", "c"))).isEqualTo(Delivery.delivered());

            assertThat(rig.names())
                    .containsExactly("FlumeData." + FIRST, "FlumeData." + (FIRST + 1) + ".tmp");
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\nb\n");
            assertThat(rig.text("FlumeData." + (FIRST + 1) + ".tmp")).isEqualTo("c\n");
        }
    }

    @Test
    void putsThePartsOfTheInUseNameAroundPrefixAndSuffix() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.filePrefix",
                        "%{kind}-x",
                        "hdfs.fileSuffix",
                        ".log",
                        "hdfs.inUsePrefix",
                        "_",
                        "hdfs.inUseSuffix",
                        ".open")) {
            rig.write(batch(Map.of("kind", "web"), "a"));
            assertThat(rig.names()).containsExactly("_web-x." + FIRST + ".log.open");

            rig.sink.close();
            assertThat(rig.names()).containsExactly("web-x." + FIRST + ".log");
        }
    }

    @Test
    void writesWithoutInUseSuffixIfTold() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.emptyInUseSuffix", "true")) {
            rig.write(batch("a"));
            assertThat(rig.names()).containsExactly("FlumeData." + FIRST);
            rig.sink.close();
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\n");
        }
    }

    @Test
    void makesNoFileWithoutAnEvent() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.rollCount", "2")) {
            rig.sink.maintain();
            assertThat(rig.names()).isEmpty();

            rig.write(batch("a", "b"));
            assertThat(rig.names()).hasSize(1);
        }
        // The full file was not followed by an empty one.
        assertThat(directory.resolve("out")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void rollsBySizeOfBodiesOnceItIsReached() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.rollSize", "10")) {
            rig.write(batch("1234", "5678", "9", "0", "next"));

            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("1234\n5678\n9\n0\n");
            assertThat(rig.text("FlumeData." + (FIRST + 1) + ".tmp")).isEqualTo("next\n");
        }
    }

    @Test
    void rollsByIntervalAndForgetsTheNumber() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.rollInterval", "30")) {
            rig.write(batch("a"));
            assertThat(rig.sink.maintain()).isEqualTo(Duration.ofSeconds(30));
            rig.clock.advance(Duration.ofSeconds(29));
            rig.write(batch("b"));
            assertThat(rig.sink.maintain()).isEqualTo(Duration.ofSeconds(1));
            assertThat(rig.names()).containsExactly("FlumeData." + FIRST + ".tmp");

            rig.clock.advance(Duration.ofSeconds(1));
            rig.sink.maintain();
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\nb\n");

            rig.write(batch("c"));
            assertThat(rig.names())
                    .containsExactly(
                            "FlumeData." + FIRST, "FlumeData." + (FIRST + 30_000) + ".tmp");
        }
    }

    @Test
    void closesAnIdleFileAndLeavesABusyOne() throws Exception {
        try (SinkRig rig =
                SinkRig.text(directory, "hdfs.idleTimeout", "10", "hdfs.filePrefix", "%{kind}")) {
            rig.write(batch(Map.of("kind", "idle"), "a"));
            rig.write(batch(Map.of("kind", "busy"), "b"));
            rig.clock.advance(Duration.ofSeconds(6));
            rig.write(batch(Map.of("kind", "busy"), "c"));
            rig.clock.advance(Duration.ofSeconds(4));
            assertThat(rig.sink.maintain()).isEqualTo(Duration.ofSeconds(6));

            assertThat(rig.names()).containsExactly("busy." + FIRST + ".tmp", "idle." + FIRST);
        }
    }

    @Test
    void closesTheFileUsedTheLongestAgo() throws Exception {
        try (SinkRig rig =
                SinkRig.text(directory, "hdfs.maxOpenFiles", "2", "hdfs.filePrefix", "%{k}")) {
            rig.write(batch(Map.of("k", "a"), "1"));
            rig.write(batch(Map.of("k", "b"), "2"));
            rig.write(batch(Map.of("k", "a"), "3"));
            rig.write(batch(Map.of("k", "c"), "4"));

            assertThat(rig.names())
                    .containsExactly("a." + FIRST + ".tmp", "b." + FIRST, "c." + FIRST + ".tmp");
            assertThat(rig.context.meters().value("open_files")).isEqualTo(2);
            assertThat(rig.context.meters().value("connections_opened_total")).isEqualTo(3);
            assertThat(rig.context.meters().value("connections_closed_total")).isEqualTo(1);
        }
    }

    @Test
    void takesABatchOfMorePathsThanOpenFiles() throws Exception {
        BlockBuilder builder = new BlockBuilder(64);
        for (int i = 0; i < 7; i++) {
            builder.append("e" + i).header("k", "p" + i % 5);
        }
        Block block = builder.build(SinkRig.NOW);
        try (SinkRig rig =
                SinkRig.text(directory, "hdfs.maxOpenFiles", "2", "hdfs.filePrefix", "%{k}")) {
            assertThat(rig.write(Batch.of(block))).isEqualTo(Delivery.delivered());
            rig.sink.close();

            assertThat(rig.names()).hasSize(5);
            assertThat(rig.text("p0." + FIRST)).isEqualTo("e0\ne5\n");
            assertThat(rig.text("p4." + FIRST)).isEqualTo("e4\n");
        }
    }

    @Test
    void fillsTimeAndHeadersIntoThePath() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.path",
                        directory.resolve("out").toUri() + "/%Y-%m-%d/%H%M/%{app}",
                        "hdfs.round",
                        "true",
                        "hdfs.roundValue",
                        "10",
                        "hdfs.roundUnit",
                        "minute",
                        "hdfs.timeZone",
                        "Asia/Tokyo")) {
            rig.write(batch(Map.of("timestamp", "" + SinkRig.NOW, "app", "shop"), "a"));

            assertThat(rig.names())
                    .containsExactly("2026-01-02/1200/shop/FlumeData." + FIRST + ".tmp");
        }
    }

    @Test
    void takesTheTimeOfArrivalWhereTheHeaderIsMissing() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.path",
                        directory.resolve("out").toUri() + "/%y-%m-%d",
                        "hdfs.timeZone",
                        "UTC")) {
            assertThat(rig.write(batch("a"))).isEqualTo(Delivery.delivered());

            assertThat(rig.names()).containsExactly("26-01-02/FlumeData." + FIRST + ".tmp");
            assertThat(rig.context.codes()).containsExactly("MR-4900");
        }
    }

    @Test
    void takesTheLocalTimeIfTold() throws Exception {
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.path",
                        directory.resolve("out").toUri() + "/%Y",
                        "hdfs.useLocalTimeStamp",
                        "true",
                        "hdfs.timeZone",
                        "UTC")) {
            rig.write(batch(Map.of("timestamp", "0"), "a"));
            assertThat(rig.names()).containsExactly("2026/FlumeData." + FIRST + ".tmp");
        }
    }

    @Test
    void showsDeliveredEventsToReadersAtOnce() throws Exception {
        try (SinkRig rig = SinkRig.text(directory)) {
            rig.write(batch("one"));
            rig.write(batch("two"));
            assertThat(rig.text("FlumeData." + FIRST + ".tmp")).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void goesRoundANameThatIsTaken() throws Exception {
        try (SinkRig first = SinkRig.text(directory);
                SinkRig second = SinkRig.text(directory, "hdfs.delivery", "flume")) {
            first.write(batch("a"));
            second.write(batch("b"));
            first.sink.close();
            second.sink.close();

            assertThat(first.text("FlumeData." + FIRST)).isEqualTo("a\n");
            assertThat(first.text("FlumeData." + (FIRST + 1))).isEqualTo("b\n");
        }
    }

    @Test
    void writesManySmallFilesOfOneBatch() throws Exception {
        try (SinkRig rig = SinkRig.text(directory, "hdfs.rollCount", "10")) {
            rig.write(numbered("event ", 95));
            rig.sink.close();

            assertThat(rig.names()).hasSize(10);
            assertThat(rig.text("FlumeData." + (FIRST + 9)))
                    .isEqualTo("event 90\nevent 91\nevent 92\nevent 93\nevent 94\n");
        }
    }

    @Test
    void closesTwiceAndWritesNothingAfterwards() throws Exception {
        try (SinkRig rig = SinkRig.text(directory)) {
            rig.write(batch("a"));
            rig.sink.close();
            rig.sink.close();

            assertThat(rig.sink.write(batch("b"))).isInstanceOf(Delivery.RetryLater.class);
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\n");
        }
    }

    @Test
    void readsHadoopsConfigurationBesideTheAgents() throws Exception {
        TestFiles.write(
                directory.resolve("core-site.xml"),
                "<configuration><property><name>fs.defaultFS</name><value>file:///</value>"
                        + "</property><property><name>hdfs.append.support</name>"
                        + "<value>true</value></property></configuration>");
        String[] raw = {"hdfs.emptyInUseSuffix", "true", "hdfs.useRawLocalFileSystem", "true"};
        try (SinkRig first = SinkRig.text(directory, raw)) {
            first.write(batch("a"));
        }
        try (SinkRig second = SinkRig.text(directory, raw)) {
            second.write(batch("b"));
            // Same number, same name: continued.
            assertThat(second.text("FlumeData." + FIRST)).isEqualTo("a\nb\n");
        }
    }
}
