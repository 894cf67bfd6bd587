// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.Events;

import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.authorize.AuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import javax.security.sasl.SaslException;

/** What becomes of events, files and messages when the file system fails or hangs. */
class HdfsSinkFailureTest {
    private static final long FIRST = SinkRig.NOW + 1;
    private static final String HOST = "failures";

    @TempDir Path directory;

    @BeforeEach
    void makeTheSchemeKnown() throws Exception {
        StubFileSystem.configure(directory);
    }

    @AfterEach
    void heal() {
        List.of("create", "write", "flush", "close", "rename")
                .forEach(call -> StubFileSystem.off(HOST, call));
    }

    private SinkRig rig(String... settings) throws Exception {
        String[] all =
                Stream.concat(
                                Stream.of("hdfs.path", "stub://" + HOST + directory + "/out"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        return SinkRig.text(directory, all);
    }

    private static ProblemException failure(SinkRig rig, Batch batch) {
        return catchThrowableOfType(ProblemException.class, () -> rig.write(batch));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("MR-4100", new IllegalArgumentException("Wrong FS: x")),
                Arguments.of("MR-4101", new ConnectException("Connection refused")),
                Arguments.of("MR-4101", new IOException(new EOFException("End of File"))),
                Arguments.of(
                        "MR-4102", new IllegalArgumentException(new UnknownHostException("nn"))),
                Arguments.of("MR-4103", new AccessControlException("Permission denied: user=x")),
                Arguments.of(
                        "MR-4103",
                        new RemoteException(
                                AccessControlException.class.getName(), "user=x, access=WRITE")),
                Arguments.of("MR-4104", new IOException("Mkdirs failed to create /x")),
                Arguments.of(
                        "MR-4105",
                        new RemoteException(
                                SafeModeException.class.getName(), "Name node is in safe mode.")),
                Arguments.of("MR-4106", new IOException("No space left on device")),
                Arguments.of("MR-4106", new DSQuotaExceededException(10, 20)),
                Arguments.of(
                        "MR-4107",
                        new IOException("File /x could only be written to 0 of the 1 nodes")),
                Arguments.of("MR-4108", new IOException("something else")),
                Arguments.of(
                        "MR-4115",
                        new org.apache.hadoop.fs.UnsupportedFileSystemException(
                                "No FileSystem for scheme \"foo\"")),
                Arguments.of(
                        "MR-4133",
                        new SaslException(
                                "GSS initiate failed",
                                new IOException(new ConnectException("Connection refused")))),
                Arguments.of(
                        "MR-4134",
                        new IOException(
                                new IllegalArgumentException(
                                        "Server has invalid Kerberos principal:"
                                                + " nn/a@EXAMPLE.COM"))),
                Arguments.of("MR-4134", new SaslException("GSS initiate failed")),
                Arguments.of(
                        "MR-4134",
                        new RemoteException(
                                AccessControlException.class.getName(),
                                "SIMPLE authentication is not enabled.  Available:[TOKEN,"
                                        + " KERBEROS]")),
                Arguments.of(
                        "MR-4134",
                        new IOException(
                                "Server asks us to fall back to SIMPLE auth, but this client is"
                                        + " configured to only allow secure connections.")),
                Arguments.of(
                        "MR-4135",
                        new RemoteException(
                                AuthorizationException.class.getName(),
                                "User: flume is not allowed to impersonate bob")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void explainsWhatTheFileSystemThrew(String code, Exception thrown) throws Exception {
        try (SinkRig rig = rig()) {
            StubFileSystem.on(
                    HOST,
                    "create",
                    path -> {
                        if (thrown instanceof RuntimeException unchecked) {
                            throw unchecked;
                        }
                        throw (IOException) thrown;
                    });
            Problem problem = failure(rig, batch("a")).problem();

            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.what()).contains(directory + "/out");
            assertThat(problem.effect()).contains("stay in the channel");
            assertThat(problem.remedy()).isNotEmpty();
            assertThat(rig.sink.health().state()).isEqualTo(Health.State.DOWN);
            // Nothing was written, so nothing can be there twice.
            assertThat(rig.context.codes()).doesNotContain("MR-4118");

            StubFileSystem.off(HOST, "create");
            assertThat(rig.write(batch("a"))).isEqualTo(Delivery.delivered());
            assertThat(rig.sink.health().state()).isEqualTo(Health.State.UP);
        }
    }

    @Test
    void countsWhatMayComeTwice() throws Exception {
        try (SinkRig rig = rig()) {
            rig.write(batch("before"));
            StubFileSystem.on(
                    HOST,
                    "flush",
                    path -> {
                        throw new IOException("pipeline broken");
                    });
            assertThat(failure(rig, batch("a", "b")).problem().code()).isEqualTo("MR-4108");
            assertThat(rig.context.meters().value("possible_duplicate_events_total")).isEqualTo(2);
            assertThat(rig.context.codes()).containsExactly("MR-4118");

            StubFileSystem.off(HOST, "flush");
            rig.write(batch("a", "b"));
            rig.sink.close();
            assertThat(rig.text("FlumeData." + FIRST)).startsWith("before\n");
            assertThat(rig.text("FlumeData." + (FIRST + 1))).isEqualTo("a\nb\n");
        }
    }

    @Test
    void closesTheFileOfAFailedBatch() throws Exception {
        try (SinkRig rig = rig()) {
            rig.write(batch("before"));
            StubFileSystem.on(
                    HOST,
                    "write",
                    path -> {
                        throw new IOException("pipeline broken");
                    });
            failure(rig, batch("a"));
            StubFileSystem.off(HOST, "write");
            rig.sink.maintain();

            assertThat(rig.names()).containsExactly("FlumeData." + FIRST);
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("before\n");
        }
    }

    @Test
    void triesAgainToRename() throws Exception {
        try (SinkRig rig = rig("hdfs.rollCount", "1", "hdfs.retryInterval", "60")) {
            StubFileSystem.on(
                    HOST,
                    "rename",
                    path -> {
                        throw new IOException("not now");
                    });
            // The events are flushed: that the file is not renamed does not hold them up.
            assertThat(rig.write(batch("a", "b"))).isEqualTo(Delivery.delivered());
            assertThat(rig.context.codes()).containsExactly("MR-4110");
            assertThat(rig.sink.health().state()).isEqualTo(Health.State.DEGRADED);
            assertThat(rig.names()).contains("FlumeData." + FIRST + ".tmp");

            StubFileSystem.off(HOST, "rename");
            rig.clock.advance(Duration.ofSeconds(59));
            assertThat(rig.sink.maintain()).isEqualTo(Duration.ofSeconds(1));
            assertThat(rig.names()).contains("FlumeData." + FIRST + ".tmp");
            rig.clock.advance(Duration.ofSeconds(1));
            rig.sink.maintain();
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\n");
            assertThat(rig.sink.health().state()).isEqualTo(Health.State.UP);
        }
    }

    @Test
    void leavesTheFileAfterTheLastTry() throws Exception {
        try (SinkRig rig =
                rig("hdfs.rollCount", "1", "hdfs.retryInterval", "60", "hdfs.closeTries", "2")) {
            StubFileSystem.on(
                    HOST,
                    "rename",
                    path -> {
                        throw new IOException("never");
                    });
            rig.write(batch("a", "b"));
            rig.clock.advance(Duration.ofSeconds(60));
            rig.sink.maintain();
            assertThat(rig.context.codes()).containsExactly("MR-4110", "MR-4111");

            StubFileSystem.off(HOST, "rename");
            rig.clock.advance(Duration.ofSeconds(60));
            rig.sink.maintain();
            assertThat(rig.text("FlumeData." + FIRST + ".tmp")).isEqualTo("a\n");
        }
    }

    @Test
    void triesAgainToClose() throws Exception {
        try (SinkRig rig = rig("hdfs.idleTimeout", "5", "hdfs.retryInterval", "60")) {
            rig.write(batch("a"));
            StubFileSystem.on(
                    HOST,
                    "close",
                    path -> {
                        throw new IOException("not now");
                    });
            rig.clock.advance(Duration.ofSeconds(5));
            rig.sink.maintain();
            assertThat(rig.context.codes()).containsExactly("MR-4110");

            StubFileSystem.off(HOST, "close");
            rig.clock.advance(Duration.ofSeconds(60));
            rig.sink.maintain();
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("a\n");
        }
    }

    @Test
    void givesUpACallThatHangsAndClosesItsFileLater() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        try (SinkRig rig = rig("hdfs.callTimeout", "10000")) {
            rig.write(batch("before"));
            StubFileSystem.on(HOST, "flush", StubFileSystem.hangUntil(released, entered));
            FutureTask<Delivery> writing = new FutureTask<>(() -> rig.write(batch("a")));
            Thread thread = Thread.ofPlatform().start(writing);
            entered.await();
            rig.clock.awaitSleepers(1);
            rig.clock.advance(Duration.ofSeconds(10));

            assertThat(writing.get()).isInstanceOf(Delivery.RetryLater.class);
            thread.join();
            assertThat(rig.context.codes()).containsExactly("MR-4109", "MR-4118");
            assertThat(rig.context.problems().getFirst().what()).contains("flush", "10000 ms");

            // The sink is free while the call still hangs.
            StubFileSystem.off(HOST, "flush");
            assertThat(rig.write(batch("a"))).isEqualTo(Delivery.delivered());

            released.countDown();
            rig.sink.close();
            assertThat(rig.names()).hasSize(2).noneMatch(name -> name.endsWith(".tmp"));
            assertThat(rig.text("FlumeData." + FIRST)).isEqualTo("before\na\n");
        }
    }

    @Test
    void triesNoMoreWhileTooManyCallsHang() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (SinkRig rig = rig("hdfs.callTimeout", "1000")) {
            for (int hung = 0; hung < GuardedCalls.MOST_HANGING; hung++) {
                CountDownLatch entered = new CountDownLatch(1);
                StubFileSystem.on(HOST, "create", StubFileSystem.hangUntil(released, entered));
                FutureTask<Delivery> writing = new FutureTask<>(() -> rig.write(batch("a")));
                Thread.ofPlatform().start(writing);
                entered.await();
                rig.clock.awaitSleepers(1);
                rig.clock.advance(Duration.ofSeconds(1));
                assertThat(writing.get()).isInstanceOf(Delivery.RetryLater.class);
            }
            StubFileSystem.off(HOST, "create");
            assertThat(rig.write(batch("a")))
                    .isInstanceOfSatisfying(
                            Delivery.RetryLater.class,
                            retry -> assertThat(retry.reason()).contains("8 calls"));
            released.countDown();
        }
    }

    @Test
    void losesNoEventOverRandomFailures() throws Exception {
        java.util.Random random = new java.util.Random(20260102);
        String[] calls = {"create", "write", "flush", "close", "rename"};
        List<String> expected = new java.util.ArrayList<>();
        try (SinkRig rig = rig("hdfs.rollCount", "7", "hdfs.retryInterval", "1")) {
            for (String call : calls) {
                StubFileSystem.on(
                        HOST,
                        call,
                        path -> {
                            if (random.nextInt(8) == 0) {
                                throw new IOException(call + " failed by chance");
                            }
                        });
            }
            for (int i = 0; i < 300; i++) {
                Batch batch = Events.numbered("e" + i + "-", 1 + random.nextInt(20));
                expected.addAll(Events.texts(batch));
                for (boolean delivered = false; !delivered; ) {
                    try {
                        delivered = rig.write(batch).equals(Delivery.delivered());
                    } catch (ProblemException retried) {
                        rig.clock.advance(Duration.ofMillis(300));
                    }
                }
            }
            heal();
            rig.sink.close();
            List<String> found = new java.util.ArrayList<>();
            for (String name : rig.names()) {
                assertThat(name).doesNotEndWith(".tmp");
                rig.text(name).lines().forEach(found::add);
            }
            assertThat(found).containsAll(expected);
        }
    }
}
