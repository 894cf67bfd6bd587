// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Threads;
import io.millrace.simulation.scenario.FileAgentScenario;
import io.millrace.simulation.scenario.FileChannelScenario;
import io.millrace.simulation.toy.ToyScenario;
import io.millrace.simulation.toy.ToyStore;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

class SimulationTest {
    private static final Scenario TOY = new ToyScenario(ToyStore.Fault.NONE);

    /** What another JVM prints. */
    public static void main(String[] arguments) {
        histories().forEach(System.out::println);
    }

    /** The histories of some seeds. */
    private static List<String> histories() {
        List<String> histories = new ArrayList<>();
        for (Scenario scenario : List.of(TOY, new FileChannelScenario(), new FileAgentScenario())) {
            for (long seed = 0; seed < 10; seed++) {
                histories.add(Simulation.run(seed, scenario).toString());
            }
        }
        return histories;
    }

    @Test
    void makesOneHistoryOfOneSeed() {
        assertThat(Simulation.run(7, TOY)).isEqualTo(Simulation.run(7, TOY));
        assertThat(Simulation.run(8, TOY).hash()).isNotEqualTo(Simulation.run(7, TOY).hash());
    }

    @Test
    void makesTheSameHistoryInAnotherJvm() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        SimulationTest.class.getName()));
        Process other =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed;
        try (var output = other.getInputStream()) {
            printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines().toList()).isEqualTo(histories());
    }

    @Test
    void namesTheCommandThatReplays() {
        assertThatThrownBy(() ->
                        Exploration.run(
                                SimulationTest.class,
                                42,
                                world -> {
                                    throw new IllegalStateException("lost");
                                }))
                .hasMessageContaining("-Dtest=SimulationTest -Dsimulation.seed=42")
                .hasMessageContaining("lost");
    }

    @Test
    void tellsOfADeadlockWithAllStacks() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                world -> {
                                    SimProcess process = world.boot("p");
                                    process.call(
                                            "waiter",
                                            () -> {
                                                new CountDownLatch(1).await();
                                                return 1;
                                            });
                                    new CountDownLatch(1).await();
                                }))
                .isInstanceOf(HistoryFailure.class)
                .hasMessageContaining("all threads wait for ever")
                .hasMessageContaining("p-1/waiter#1 (waits)")
                .hasMessageContaining("SimulationTest");
    }

    @Test
    void endsALoopWithoutEnd() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                10_000,
                                world -> {
                                    while (world.clock().nanos() != 0) {
                                        Thread.onSpinWait();
                                    }
                                }))
                .hasMessageContaining("no end after 10000 steps");
    }

    @Test
    void failsWhenAThreadDiesOfAnException() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                world -> {
                                    world.boot("p")
                                            .threads()
                                            .start(
                                                    Threads.Kind.PLATFORM,
                                                    "worker",
                                                    () -> {
                                                        throw new IllegalStateException("oops");
                                                    });
                                    world.sleep(Duration.ofSeconds(1));
                                }))
                .hasMessageContaining("worker")
                .hasMessageContaining("oops");
    }

    @Test
    void waitsForAConditionInVirtualTime() {
        Simulation.run(
                1,
                world -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition condition = lock.newCondition();
                    SimProcess process = world.boot("p");
                    Call<Long> timedOut =
                            process.call(
                                    "timed out",
                                    () -> {
                                        long left = await(world, lock, condition, 3_600);
                                        assertThat(Thread.currentThread().isInterrupted())
                                                .isFalse();
                                        return left;
                                    });
                    long left = timedOut.get("the time", Duration.ofHours(2));
                    assertThat(left).isNotPositive();
                    assertThat(world.nanos()).isGreaterThanOrEqualTo(3_600_000_000_000L);
                    Call<Long> signalled =
                            process.call("signalled", () -> await(world, lock, condition, 3_600));
                    world.sleep(Duration.ofMinutes(10));
                    signal(lock, condition);
                    assertThat(signalled.get("the signal", Duration.ofSeconds(1)))
                            .isBetween(2_999_000_000_000L, 3_000_000_000_000L);
                });
    }

    private static long await(World world, ReentrantLock lock, Condition condition, long seconds)
            throws InterruptedException {
        lock.lock();
        try {
            long left = world.clock().awaitNanos(condition, seconds * 1_000_000_000);
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private static void signal(ReentrantLock lock, Condition condition) {
        lock.lock();
        try {
            condition.signal();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void handsARealInterruptOn() {
        for (long seed = 0; seed < 200; seed++) {
            Simulation.run(seed, SimulationTest::interruptAtTheEndOfAWait);
        }
    }

    /** At the very moment when the wait ends by itself; the interrupt must not get lost. */
    private static void interruptAtTheEndOfAWait(World world) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        SimProcess process = world.boot("p");
        boolean[] wasInterrupted = new boolean[1];
        Thread waiter =
                process.threads()
                        .start(
                                Threads.Kind.VIRTUAL,
                                "waiter",
                                () -> {
                                    try {
                                        while (true) {
                                            await(world, lock, condition, 1);
                                        }
                                    } catch (InterruptedException e) {
                                        wasInterrupted[0] = true;
                                    }
                                });
        world.sleep(Duration.ofSeconds(1).minusNanos(world.random().nextInt(2_000)));
        if (world.random().nextBoolean()) {
            signal(lock, condition);
        }
        waiter.interrupt();
        assertThat(process.threads().join(waiter, Duration.ofMinutes(1))).isTrue();
        assertThat(wasInterrupted[0]).isTrue();
    }

    @Test
    void runsNoFinallyBlockOfADeadProcess() {
        Simulation.run(
                3,
                world -> {
                    List<String> told = new ArrayList<>();
                    SimProcess process = world.boot("p");
                    ReentrantLock lock = new ReentrantLock();
                    process.call(
                            "sleeper",
                            () -> {
                                try {
                                    world.clock().sleep(Duration.ofSeconds(1));
                                } finally {
                                    told.add("sleeper");
                                }
                                return 1;
                            });
                    process.call(
                            "suicide",
                            () -> {
                                lock.lock();
                                try {
                                    process.kill();
                                } finally {
                                    told.add("suicide");
                                }
                                return 1;
                            });
                    world.sleep(Duration.ofMinutes(1));
                    assertThat(told).isEmpty();
                    assertThat(process.isAlive()).isFalse();
                    assertThatThrownBy(() ->
                                    process.threads().start(Threads.Kind.VIRTUAL, "x", () -> {}))
                            .hasMessageContaining("dead");
                });
    }

    @Test
    void joinsForAsLongAsItIsTold() {
        Simulation.run(
                3,
                world -> {
                    SimProcess process = world.boot("p");
                    Thread thread =
                            process.threads()
                                    .start(
                                            Threads.Kind.VIRTUAL,
                                            "sleeper",
                                            () -> sleep(world, Duration.ofSeconds(10)));
                    assertThat(process.threads().join(thread, Duration.ofSeconds(9))).isFalse();
                    assertThat(process.threads().join(thread, Duration.ofSeconds(2))).isTrue();
                    assertThat(process.threads().join(thread, Duration.ofSeconds(2))).isTrue();
                });
    }

    private static void sleep(World world, Duration duration) {
        try {
            world.clock().sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
