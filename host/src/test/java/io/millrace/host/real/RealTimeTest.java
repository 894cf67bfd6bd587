// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The clock and the threads of the machine. */
class RealTimeTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Host host = new RealHost();
    private final Clock clock = host.clock();
    private final Threads threads = host.threads();

    @Test
    void sleepsTheWholeTime() throws InterruptedException {
        long before = clock.nanos();
        clock.sleep(Duration.ofMillis(20));
        assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(19_000_000);
    }

    @Test
    void returnsAtOnceFromASleepOfNoTime() throws InterruptedException {
        clock.sleep(Duration.ZERO);
        clock.sleep(Duration.ofDays(-1));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void neverSleepsWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> clock.sleep(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void waitsForAConditionUntilTheTimeIsOver() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition never = lock.newCondition();
        lock.lock();
        try {
            long left = 5_000_000;
            long before = clock.nanos();
            while (left > 0) {
                left = clock.awaitNanos(never, left);
            }
            assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(4_900_000);
        } finally {
            lock.unlock();
        }
    }

    @Test
    void saysHowMuchTimeIsLeftWhenTheConditionCame() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        boolean[] came = new boolean[1];
        lock.lock();
        try {
            threads.start(
                    Threads.Kind.VIRTUAL,
                    "signal",
                    () -> {
                        lock.lock();
                        try {
                            came[0] = true;
                            condition.signal();
                        } finally {
                            lock.unlock();
                        }
                    });
            long left = LONG.toNanos();
            while (!came[0]) {
                left = clock.awaitNanos(condition, left);
            }
            assertThat(left).isBetween(1L, LONG.toNanos());
        } finally {
            lock.unlock();
        }
    }

    @Test
    void startsThreadsOfBothKindsUnderTheirNames() throws InterruptedException {
        for (Threads.Kind kind : Threads.Kind.values()) {
            AtomicReference<Thread> ran = new AtomicReference<>();
            Thread thread =
                    threads.start(kind, "name of " + kind, () -> ran.set(Thread.currentThread()));
            assertThat(threads.join(thread, LONG)).isTrue();
            assertThat(ran.get()).isSameAs(thread);
            assertThat(thread.getName()).isEqualTo("name of " + kind);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.isVirtual()).isEqualTo(kind == Threads.Kind.VIRTUAL);
        }
    }

    @Test
    void givesUpWaitingForAThreadThatGoesOn() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread =
                threads.start(
                        Threads.Kind.VIRTUAL,
                        "goes on",
                        () -> {
                            try {
                                end.await();
                            } catch (InterruptedException ended) {
                                Thread.currentThread().interrupt();
                            }
                        });
        assertThat(threads.join(thread, Duration.ofMillis(1))).isFalse();
        assertThat(threads.join(thread, Duration.ZERO)).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> threads.join(thread, LONG))
                .isInstanceOf(InterruptedException.class);
        end.countDown();
        assertThat(threads.join(thread, LONG)).isTrue();
    }

    @Test
    void leavesExceptionsToTheHandlerOfTheThread() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        AtomicReference<Throwable> handled = new AtomicReference<>();
        Thread thread =
                threads.start(
                        Threads.Kind.PLATFORM,
                        "fails",
                        () -> {
                            try {
                                begin.await();
                            } catch (InterruptedException ended) {
                                return;
                            }
                            throw new IllegalStateException("on purpose");
                        });
        thread.setUncaughtExceptionHandler((where, failure) -> handled.set(failure));
        begin.countDown();
        assertThat(threads.join(thread, LONG)).isTrue();
        assertThat(handled.get()).hasMessage("on purpose");
    }
}
