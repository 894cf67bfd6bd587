// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.frame.Batch;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What a start makes of the files of an earlier one, and what a failure leaves of a batch. */
class HdfsSinkRecoveryTest {
    private static final String HOST = "recovery";
    private static final String FIRST = "FlumeData." + (SinkRig.NOW + 1);
    private static final String SECOND = "FlumeData." + (SinkRig.NOW + 2);

    @TempDir Path directory;
    private final ManualClock clock = ManualClock.at(SinkRig.NOW);
    private final FaultDisk disk = new FaultDisk();
    private TestContext context;

    @BeforeEach
    void makeTheSchemeKnown() throws Exception {
        StubFileSystem.configure(directory);
    }

    @AfterEach
    void heal() {
        List.of("any", "write", "sync", "flush", "rename", "create", "close", "status")
                .forEach(call -> StubFileSystem.off(HOST, call));
    }

    private HdfsSink open(Level channel, String... settings) throws Exception {
        RealHost real = new RealHost();
        context =
                TestContext.named("k1")
                        .in(directory)
                        .with(new RealHost(clock, real.threads(), disk, real.net()))
                        .with(channel);
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path", "stub://" + HOST + directory + "/out",
                                        "hdfs.fileType", "DataStream",
                                        "hdfs.rollCount", "0",
                                        "hdfs.rollSize", "0",
                                        "hdfs.rollInterval", "0",
                                        "hdfs.retryInterval", "1"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        HdfsSink sink = (HdfsSink) Configs.of(all).create(context);
        sink.open();
        return sink;
    }

    /** Nothing the sink does has an effect any more. */
    private static void kill(HdfsSink sink) {
        StubFileSystem.on(
                HOST,
                "any",
                path -> {
                    throw new IOException("killed");
                });
        sink.close();
        StubFileSystem.off(HOST, "any");
    }

    private Path out(String name) {
        return directory.resolve("out").resolve(name);
    }

    private String text(String name) throws IOException {
        return Files.readString(out(name), StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("out"))) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    @Test
    void finishesWhatACrashLeft() throws Exception {
        HdfsSink killed = open(Level.MEMORY);
        killed.write(batch("a", "b"));
        kill(killed);
        assertThat(names()).containsExactly(FIRST + ".tmp");

        HdfsSink next = open(Level.MEMORY);
        next.maintain();
        assertThat(text(FIRST)).isEqualTo("a\nb\n");
        next.close();
        assertThat(context.codes()).isEmpty();
    }

    /** Without a sync for each batch the power takes the record's end, but not the file's. */
    @Test
    void cutsNothingOffWhoseCommitThePowerMayHaveTaken() throws Exception {
        HdfsSink killed = open(Level.MEMORY);
        killed.write(batch("a", "b"));
        kill(killed);
        TestFiles.append(out(FIRST + ".tmp"), "c\n");
        disk.restart();
        // The name node is away at first: the process dies before it can finish the file.
        StubFileSystem.on(
                HOST,
                "any",
                path -> {
                    throw new IOException("away");
                });
        HdfsSink second = open(Level.MEMORY);
        second.maintain();
        second.close();
        StubFileSystem.off(HOST, "any");

        HdfsSink third = open(Level.MEMORY);
        third.maintain();
        third.close();
        assertThat(text(FIRST)).isEqualTo("a\nb\nc\n");
    }

    @Test
    void cutsOffWhatWasNotCommittedAlsoBehindAChannelInMemory() throws Exception {
        HdfsSink killed = open(Level.MEMORY);
        killed.write(batch("a", "b"));
        kill(killed);
        TestFiles.append(out(FIRST + ".tmp"), "half an ev");
        HdfsSink next = open(Level.MEMORY);
        next.maintain();
        next.close();
        assertThat(text(FIRST)).isEqualTo("a\nb\n");
    }

    @Test
    void leavesWhatACrashLeftIfItIsToBeAsFlume() throws Exception {
        HdfsSink killed = open(Level.FSYNC, "hdfs.delivery", "flume");
        killed.write(batch("a"));
        kill(killed);
        HdfsSink next = open(Level.FSYNC, "hdfs.delivery", "flume");
        next.maintain();
        next.close();
        assertThat(names()).containsExactly(FIRST + ".tmp");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void cutsOffWhatWasNotCommitted() throws Exception {
        HdfsSink killed = open(Level.FSYNC);
        killed.write(NumberedEvents.of(context, "c", 0, 2));
        kill(killed);
        TestFiles.append(out(FIRST + ".tmp"), "half an ev");

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(text(FIRST)).isEqualTo("e0\ne1\n");
    }

    @Test
    void passesOverWhatComesAgain() throws Exception {
        HdfsSink killed = open(Level.FSYNC);
        killed.write(NumberedEvents.of(context, "c", 0, 5));
        kill(killed);

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        assertThat(next.write(NumberedEvents.of(context, "c", 3, 7)))
                .isEqualTo(Delivery.delivered());
        assertThat(context.meters().value("redelivered_events_total")).isEqualTo(2);
        // Of another channel nothing came before.
        next.write(NumberedEvents.of(context, "other", 0, 1));
        next.close();
        assertThat(text(FIRST)).isEqualTo("e0\ne1\ne2\ne3\ne4\n");
        assertThat(text(SECOND)).isEqualTo("e5\ne6\ne0\n");
    }

    @Test
    void removesAFileOfNothing() throws Exception {
        HdfsSink killed = open(Level.FSYNC);
        StubFileSystem.on(
                HOST,
                "write",
                path -> {
                    throw new IOException("full");
                });
        assertThatThrownBy(() -> killed.write(NumberedEvents.of(context, "c", 0, 5)))
                .isInstanceOf(ProblemException.class);
        StubFileSystem.off(HOST, "write");
        kill(killed);
        assertThat(names()).containsExactly(FIRST + ".tmp");

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void touchesNoFileOfSomebodyElse() throws Exception {
        Files.createDirectories(directory.resolve("out"));
        TestFiles.write(out(FIRST + ".tmp"), "not ours");
        HdfsSink sink = open(Level.FSYNC);
        sink.write(NumberedEvents.of(context, "c", 0, 1));
        kill(sink);
        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(text(FIRST + ".tmp")).isEqualTo("not ours");
        assertThat(text(SECOND)).isEqualTo("e0\n");
    }

    @Test
    void saysThatAcknowledgedBytesAreMissing() throws Exception {
        HdfsSink killed = open(Level.FSYNC);
        killed.write(NumberedEvents.of(context, "c", 0, 2));
        kill(killed);
        TestFiles.write(out(FIRST + ".tmp"), "e0\n");

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(context.codes()).containsExactly("MR-4123");
        assertThat(context.problems().getFirst().what()).contains("3 bytes of the 6");
        assertThat(text(FIRST)).isEqualTo("e0\n");
    }

    @Test
    void saysThatAnAcknowledgedFileIsGone() throws Exception {
        HdfsSink killed = open(Level.FSYNC);
        killed.write(NumberedEvents.of(context, "c", 0, 2));
        kill(killed);
        Files.delete(out(FIRST + ".tmp"));

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(context.codes()).containsExactly("MR-4124");
    }

    @Test
    void saysNothingOfAFileThatWasRenamedAndTakenAway() throws Exception {
        HdfsSink killed = open(Level.FSYNC, "hdfs.rollCount", "2");
        StubFileSystem.on(
                HOST,
                "rename",
                path -> {
                    throw new IOException("killed");
                });
        killed.write(NumberedEvents.of(context, "c", 0, 3));
        StubFileSystem.off(HOST, "rename");
        kill(killed);
        Files.delete(out(FIRST + ".tmp"));

        HdfsSink next = open(Level.FSYNC);
        next.maintain();
        next.close();
        assertThat(context.codes()).isEmpty();
        assertThat(names()).containsExactly(SECOND);
    }

    @Test
    void saysThatTheChannelNumbersNothingIfExactlyOnceWasAskedFor() throws Exception {
        HdfsSink sink = open(Level.MEMORY, "hdfs.delivery", "exactly_once");
        sink.write(batch("a"));
        sink.write(batch("b"));
        sink.close();
        assertThat(context.codes()).containsExactly("MR-4122");
        assertThat(text(FIRST)).isEqualTo("a\nb\n");
    }

    @Test
    void writesABatchAnewWhoseCommitFailed() throws Exception {
        HdfsSink sink = open(Level.FSYNC);
        sink.write(NumberedEvents.of(context, "c", 0, 1));
        disk.failNext(FaultDisk.Operation.SYNC, new IOException("local disk failed"));
        ProblemException failed =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> sink.write(NumberedEvents.of(context, "c", 1, 3)));
        assertThat(failed.problem().code()).isEqualTo("MR-4128");
        sink.maintain();
        assertThat(text(FIRST)).isEqualTo("e0\n");

        sink.write(NumberedEvents.of(context, "c", 1, 2));
        sink.close();
        assertThat(text(SECOND)).isEqualTo("e1\n");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void leavesValidCompressedFiles() throws Exception {
        String[] gzip = {"hdfs.fileType", "CompressedStream", "hdfs.codeC", "gzip"};
        HdfsSink killed = open(Level.FSYNC, gzip);
        killed.write(NumberedEvents.of(context, "c", 0, 2));
        killed.write(NumberedEvents.of(context, "c", 2, 3));
        StubFileSystem.on(
                HOST,
                "sync",
                path -> {
                    throw new IOException("killed");
                });
        assertThatThrownBy(() -> killed.write(NumberedEvents.of(context, "c", 3, 4)))
                .isInstanceOf(ProblemException.class);
        StubFileSystem.off(HOST, "sync");
        kill(killed);

        HdfsSink next = open(Level.FSYNC, gzip);
        next.maintain();
        next.close();
        byte[] bytes = Files.readAllBytes(out(FIRST + ".gz"));
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("e0\ne1\ne2\n");
        }
    }

    @Test
    void doublesNothingOverRandomFailures() throws Exception {
        Random random = new Random(20261121);
        HdfsSink sink = open(Level.FSYNC, "hdfs.rollCount", "7");
        for (String call : List.of("create", "write", "sync", "close", "rename", "status")) {
            StubFileSystem.on(
                    HOST,
                    call,
                    path -> {
                        if (random.nextInt(12) == 0) {
                            throw new IOException(call + " failed by chance");
                        }
                    });
        }
        long next = 0;
        while (next < 1000) {
            long end = next + 1 + random.nextInt(20);
            Batch batch = NumberedEvents.of(context, "c", next, end);
            try {
                sink.maintain();
                if (sink.write(batch).equals(Delivery.delivered())) {
                    next = end;
                }
            } catch (ProblemException retried) {
                clock.advance(Duration.ofMillis(300));
            }
        }
        heal();
        sink.close();
        List<String> found = new ArrayList<>();
        for (String name : names()) {
            assertThat(name).doesNotEndWith(".tmp");
            text(name).lines().forEach(found::add);
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, next).mapToObj(n -> "e" + n).toList());
        assertThat(context.codes()).doesNotContain("MR-4118");
    }
}
