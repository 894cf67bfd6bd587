// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Host;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.Started;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A file system that hangs in one call, or refuses it, behind a durable channel. */
class CallTimeoutTest {
    private static final String HOST = "call-timeout";

    @TempDir Path directory;

    private final ManualClock clock = ManualClock.at(SinkRig.NOW);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private TestContext context;
    private HdfsSink sink;
    private long next;

    @BeforeEach
    void open() throws Exception {
        StubFileSystem.configure(directory);
        RealHost real = new RealHost();
        Threads counted =
                (Threads)
                        Proxy.newProxyInstance(
                                Threads.class.getClassLoader(),
                                new Class<?>[] {Threads.class},
                                (_, method, words) -> {
                                    Object made = method.invoke(real.threads(), words);
                                    if (made instanceof Thread thread) {
                                        threads.add(thread);
                                    }
                                    return made;
                                });
        Host host = new RealHost(clock, counted, real.disk(), real.net());
        context = TestContext.named("k1").in(directory).with(host).with(Level.FSYNC);
        sink =
                (HdfsSink)
                        Configs.of(
                                        "hdfs.path", "stub://" + HOST + directory + "/out",
                                        "hdfs.fileType", "DataStream",
                                        "hdfs.rollCount", "4",
                                        "hdfs.rollSize", "0",
                                        "hdfs.rollInterval", "0",
                                        "hdfs.retryInterval", "1",
                                        "hdfs.callTimeout", "10000")
                                .create(context);
        sink.open();
    }

    @AfterEach
    void heal() {
        for (String call :
                List.of("create", "write", "sync", "close", "rename", "refuse", "created")) {
            StubFileSystem.off(HOST, call);
        }
        sink.close();
    }

    private Delivery write(int events) throws IOException, InterruptedException {
        long end = next + events;
        Delivery delivery = sink.write(NumberedEvents.of(context, "c", next, end));
        if (delivery.equals(Delivery.delivered())) {
            next = end;
        }
        return delivery;
    }

    /** Writes a batch that hangs in a call, until the sink gives it up. */
    private void writeHanging(String call, CountDownLatch released) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        StubFileSystem.on(HOST, call, StubFileSystem.hangUntil(released, entered));
        Started<Delivery> writing = Started.call(() -> write(3));
        entered.await();
        clock.awaitSleepers(1);
        clock.advance(Duration.ofSeconds(10));
        writing.result();
        StubFileSystem.off(HOST, call);
    }

    private void assertAllOnce() throws Exception {
        while (sink.maintain().compareTo(Duration.ofSeconds(10)) < 0) {
            clock.advance(Duration.ofSeconds(2));
        }
        sink.close();
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            for (Path file : files.toList()) {
                assertThat(file.toString()).doesNotEndWith(".tmp");
                assertThat(file).isNotEmptyFile();
                Files.readString(file, StandardCharsets.UTF_8).lines().forEach(found::add);
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, next).mapToObj(n -> "e" + n).toList());
        assertThat(context.codes()).doesNotContain("MR-4118", "MR-4123", "MR-4124");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "write", "sync", "close", "rename"})
    void isFreeAgainAndDoublesNothing(String call) throws Exception {
        write(3);
        CountDownLatch released = new CountDownLatch(1);
        writeHanging(call, released);
        assertThat(context.codes()).contains("MR-4109");

        // While the call still hangs.
        while (next < 12) {
            assertThat(write(3)).isEqualTo(Delivery.delivered());
        }
        released.countDown();
        awaitEnd(threads.getFirst());
        write(3);
        assertAllOnce();
        assertThat(threads).hasSize(2);
        awaitEnd(threads.getLast());
    }

    private static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void doesNotPileUpThreads() throws Exception {
        write(3);
        CountDownLatch released = new CountDownLatch(1);
        for (int hung = 0; hung < GuardedCalls.MOST_HANGING; hung++) {
            writeHanging("write", released);
        }
        for (int more = 0; more < 20; more++) {
            assertThat(write(3)).isInstanceOf(Delivery.RetryLater.class);
        }
        assertThat(threads).hasSize(GuardedCalls.MOST_HANGING);

        released.countDown();
        for (Thread thread : threads) {
            awaitEnd(thread);
        }
        assertThat(write(3)).isEqualTo(Delivery.delivered());
        assertAllOnce();
    }

    @Test
    void triesAgainARenameThatIsRefused() throws Exception {
        StubFileSystem.on(HOST, "refuse", path -> {});
        write(3);
        assertThat(write(3)).isEqualTo(Delivery.delivered());
        assertThat(context.codes()).containsExactly("MR-4110");
        assertThat(context.problems().getFirst().what()).contains("refused to rename");
        assertThat(sink.health().state()).isEqualTo(Health.State.DEGRADED);

        clock.advance(Duration.ofSeconds(2));
        sink.maintain();
        assertThat(write(3)).isEqualTo(Delivery.delivered());
        StubFileSystem.off(HOST, "refuse");
        assertAllOnce();
    }

    @Test
    void removesAFileWhoseCreationFailedBehindIt() throws Exception {
        StubFileSystem.on(
                HOST,
                "created",
                path -> {
                    throw new IOException("the answer is lost");
                });
        for (int tries = 0; tries < 3; tries++) {
            assertThatThrownBy(() -> write(3)).isInstanceOf(ProblemException.class);
        }
        StubFileSystem.off(HOST, "created");
        write(3);
        assertAllOnce();
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void passesOverWhatIsWrittenWhenACloseFailed() throws Exception {
        write(3);
        StubFileSystem.on(
                HOST,
                "close",
                path -> {
                    throw new IOException("the last data node is gone");
                });
        for (int tries = 0; tries < 3; tries++) {
            try {
                write(3);
            } catch (ProblemException told) {
                assertThat(told.problem().code()).isEqualTo("MR-4108");
            }
            clock.advance(Duration.ofSeconds(2));
            sink.maintain();
        }
        StubFileSystem.off(HOST, "close");
        while (next < 12) {
            write(3);
        }
        assertAllOnce();
    }
}
