// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.hdfs.GuardedCalls.HungException;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

class GuardedCallsTest {
    private final ManualClock clock = ManualClock.at(0);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private GuardedCalls calls(Duration timeout) {
        RealHost real = new RealHost();
        Threads recorded =
                new Threads() {
                    @Override
                    public Thread start(Kind kind, String name, Runnable task) {
                        Thread thread = real.threads().start(kind, name, task);
                        threads.add(thread);
                        return thread;
                    }

                    @Override
                    public boolean join(Thread thread, Duration atMost)
                            throws InterruptedException {
                        return real.threads().join(thread, atMost);
                    }
                };
        return new GuardedCalls(
                TestContext.named("k1")
                        .with(new RealHost(clock, recorded, real.disk(), real.net()))
                        .host(),
                "calls",
                timeout);
    }

    private static void nothing() {}

    @Test
    void runsTasksOnOneThreadOfItsOwn() throws Exception {
        try (GuardedCalls calls = calls(Duration.ofSeconds(1))) {
            List<Thread> ran = new CopyOnWriteArrayList<>();
            calls.run(steps -> ran.add(Thread.currentThread()), GuardedCallsTest::nothing);
            calls.run(steps -> ran.add(Thread.currentThread()), GuardedCallsTest::nothing);

            assertThat(ran).hasSize(2).allMatch(threads.getFirst()::equals);
            assertThat(threads).singleElement().extracting(Thread::getName).isEqualTo("calls-1");
        }
        threads.getFirst().join();
    }

    @Test
    void throwsWhatTheTaskThrew() throws Exception {
        try (GuardedCalls calls = calls(Duration.ofSeconds(1))) {
            assertThatThrownBy(() ->
                            calls.run(
                                    steps -> fail(new IOException("io")),
                                    GuardedCallsTest::nothing))
                    .isInstanceOf(IOException.class)
                    .hasMessage("io");
            assertThatThrownBy(() ->
                            calls.run(
                                    steps -> fail(new IllegalStateException("s")),
                                    GuardedCallsTest::nothing))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() ->
                            calls.run(
                                    steps -> fail(new LinkageError("l")),
                                    GuardedCallsTest::nothing))
                    .isInstanceOf(LinkageError.class);
            // The thread outlives all of that.
            calls.run(steps -> {}, GuardedCallsTest::nothing);
            assertThat(threads).hasSize(1);
        }
    }

    private static void fail(Throwable failure) throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    @Test
    void countsTheTimeFromTheLastStep() throws Exception {
        try (GuardedCalls calls = calls(Duration.ofSeconds(10))) {
            calls.run(
                    steps -> {
                        for (int i = 0; i < 5; i++) {
                            steps.next("write", "file");
                            clock.advance(Duration.ofSeconds(9));
                        }
                    },
                    GuardedCallsTest::nothing);
            assertThat(calls.hanging()).isZero();
        }
    }

    @Test
    void givesUpATaskWithoutSteps() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean cameBack = new AtomicBoolean();
        AtomicBoolean wentOn = new AtomicBoolean();
        try (GuardedCalls calls = calls(Duration.ofSeconds(10))) {
            FutureTask<Throwable> running =
                    new FutureTask<>(() ->
                            catchThrowable(() ->
                                    calls.run(
                                            steps -> {
                                                steps.next("flush", "/a/b");
                                                entered.countDown();
                                                awaitDeaf(released);
                                                steps.next("close", "/a/b");
                                                wentOn.set(true);
                                            },
                                            () -> cameBack.set(true))));
            Thread.ofPlatform().start(running);
            entered.await();
            clock.awaitSleepers(1);
            clock.advance(Duration.ofSeconds(10));

            assertThat(running.get())
                    .isInstanceOf(HungException.class)
                    .hasMessage("no answer for 10000 ms to \"flush /a/b\"");
            assertThat(calls.hanging()).isEqualTo(1);
            assertThat(cameBack).isFalse();
            calls.run(steps -> {}, GuardedCallsTest::nothing);
            assertThat(threads).hasSize(2);

            released.countDown();
            calls.awaitHanging();
            assertThat(calls.hanging()).isZero();
            assertThat(cameBack).isTrue();
            // Its next step failed: nobody waits for what it does any more.
            assertThat(wentOn).isFalse();
            threads.getFirst().join();
        }
    }

    @Test
    void interruptsWhatItGivesUp() throws Exception {
        try (GuardedCalls calls = calls(Duration.ofSeconds(10))) {
            FutureTask<Throwable> running =
                    new FutureTask<>(() ->
                            catchThrowable(
                                    () -> calls.run(this::waitForEver, GuardedCallsTest::nothing)));
            Thread.ofPlatform().start(running);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofSeconds(10));
            assertThat(running.get()).isInstanceOf(HungException.class);
            threads.getFirst().join();
        }
    }

    @Test
    void givesUpTheTaskOfACallerThatIsInterrupted() throws Exception {
        AtomicBoolean cameBack = new AtomicBoolean();
        try (GuardedCalls calls = calls(Duration.ofSeconds(10))) {
            FutureTask<Throwable> running =
                    new FutureTask<>(() ->
                            catchThrowable(
                                    () -> calls.run(this::waitForEver, () -> cameBack.set(true))));
            Thread caller = Thread.ofPlatform().start(running);
            clock.awaitSleepers(1);
            caller.interrupt();

            assertThat(running.get()).isInstanceOf(InterruptedException.class);
            threads.getFirst().join();
            assertThat(cameBack).isTrue();
        }
    }

    @Test
    void waitsWithoutLimitUntilItIsClosing() throws Exception {
        try (GuardedCalls calls = calls(Duration.ZERO)) {
            FutureTask<Throwable> running =
                    new FutureTask<>(() ->
                            catchThrowable(
                                    () -> calls.run(this::waitForEver, GuardedCallsTest::nothing)));
            Thread.ofPlatform().start(running);
            clock.awaitSleepers(1);
            clock.advance(Duration.ofDays(1));
            assertThat(running.isDone()).isFalse();

            calls.closing();
            assertThat(running.get()).isInstanceOf(HungException.class);
        }
    }

    private void waitForEver(GuardedCalls.Steps steps) throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void awaitDeaf(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                // Deaf, as many a call into a library is.
            }
        }
    }
}
