// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Tuning;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.FaultDisk.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What is wrong with a sink is said in full, keeps its events, and stops nothing else. */
class SinkFaultsTest {
    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Lab in = new Lab();
    private final Lab bad = new Lab();

    private RunningAgent agent(String sink, Tuning tuning) throws IOException {
        String text = sink + "a1.sources.bad.type = lab\na1.sources.bad.lab = " + in.name() + "\n";
        in.fed.addAll(List.of("one", "two"));
        return new RunningAgent("a1", sound.beside(text), directory, tuning);
    }

    private RunningAgent agentOfLab() throws IOException {
        return agentOfLab(RunningAgent.QUICK);
    }

    private RunningAgent agentOfLab(Tuning tuning) throws IOException {
        return agent("a1.sinks.bad.type = lab\na1.sinks.bad.lab = " + bad.name() + "\n", tuning);
    }

    private static void awaitFailures(RunningAgent agent, int failures) {
        agent.await(
                failures + " failures",
                () -> agent.meters(Kind.SINK, "bad").failures.value() >= failures);
    }

    private void assertDeliversAll(RunningAgent agent) {
        agent.await("the events that waited", () -> bad.delivered.size() >= 2);
        assertThat(bad.delivered).containsExactly("one", "two");
        agent.await("health", () -> agent.health(Kind.SINK, "bad").state() == Health.State.UP);
    }

    @Test
    void writesWhenTheDirectoryIsThere() throws Exception {
        // Below a regular file not even root can write.
        Path inTheWay = Files.writeString(directory.resolve("data"), "a file");
        try (RunningAgent agent =
                agent(
                        """
                        a1.sinks.bad.type = file_roll
                        a1.sinks.bad.sink.directory = %s
                        """
                                .formatted(inTheWay.resolve("events")),
                        RunningAgent.QUICK)) {
            assertThat(agent.said("MR-4000"))
                    .isEqualTo(
                            "MR-4000 sink \"bad\" (file_roll) flume.conf:1: the directory"
                                + " data/events (sink.directory) does not exist; effect: Nothing is"
                                + " written; the events stay in the channel, and the sink tries"
                                + " again; remedy: Create the directory and let the user that runs"
                                + " the agent write to it");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            Files.delete(inTheWay);
            Files.createDirectories(inTheWay.resolve("events"));
            agent.await("both events", () -> agent.meters(Kind.SINK, "bad").eventsOut.value() == 2);
            assertThat(agent.stop()).isTrue();
        }
        try (var files = Files.list(inTheWay.resolve("events"))) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasContent("one\ntwo\n"));
        }
    }

    /** Nothing is forbidden to root, who may run this: so the disk says it. */
    @Test
    void writesWhenTheDirectoryMayBeWrittenTo() throws Exception {
        Path events = Files.createDirectories(directory.resolve("events"));
        RealHost real = new RealHost();
        FaultDisk disk = new FaultDisk();
        disk.onlyIn(path -> path.startsWith(events));
        for (int i = 0; i < 3; i++) {
            disk.failNext(Operation.OPEN, new AccessDeniedException(events.toString()));
        }
        String text =
                """
                a1.sinks.bad.type = file_roll
                a1.sinks.bad.sink.directory = %s
                a1.sources.bad.type = lab
                a1.sources.bad.lab = %s
                """
                        .formatted(events, in.name());
        in.fed.addAll(List.of("one", "two"));
        try (RunningAgent agent =
                new RunningAgent(
                        "a1",
                        sound.beside(text),
                        directory,
                        RunningAgent.QUICK,
                        new RealHost(real.clock(), real.threads(), disk, real.net()))) {
            assertThat(agent.said("MR-4000"))
                    .isEqualTo(
                            "MR-4000 sink \"bad\" (file_roll) flume.conf:1: the directory events"
                                    + " (sink.directory) cannot be written to (permission denied);"
                                    + " effect: Nothing is written; the events stay in the channel,"
                                    + " and the sink tries again; remedy: Create the directory and"
                                    + " let the user that runs the agent write to it");
            sound.delivers(agent);
            agent.await("both events", () -> agent.meters(Kind.SINK, "bad").eventsOut.value() == 2);
            assertThat(agent.meters(Kind.SINK, "bad").failures.value()).isEqualTo(3);
            assertThat(agent.stop()).isTrue();
        }
    }

    @Test
    void opensAgainAfterAnException() throws Exception {
        bad.open =
                () -> {
                    throw new IOException("the licence server does not answer");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001").replaceAll("\\d events", "<n> events"))
                    .isEqualTo(
                            "MR-6001 sink \"bad\" (lab) flume.conf:1: failed to open: the licence"
                                + " server does not answer (IOException); effect: the events stay"
                                + " in channel \"bad\" until it works; remedy: see to what the"
                                + " cause names; it is tried again until it works");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            bad.open = () -> {};
            assertDeliversAll(agent);
        }
    }

    @Test
    void writesAgainAfterAnException() throws Exception {
        bad.write =
                () -> {
                    throw new IOException("the destination is down");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001").replaceAll("\\d events", "<n> events"))
                    .isEqualTo(
                            "MR-6001 sink \"bad\" (lab) flume.conf:1: failed to write <n> events:"
                                + " the destination is down (IOException); effect: they stay in"
                                + " channel \"bad\" and are tried again; remedy: see to what the"
                                + " cause names; it is tried again until it works");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            assertThat(agent.restarts(Kind.SINK, "bad")).isZero();
            bad.write = () -> {};
            assertDeliversAll(agent);
        }
    }

    @Test
    void replacesAnInstanceWithADefect() throws Exception {
        bad.write =
                () -> {
                    throw new IllegalStateException("a defect");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001").replaceAll("\\d events", "<n> events"))
                    .isEqualTo(
                            "MR-6001 sink \"bad\" (lab) flume.conf:1: failed to write <n> events: a"
                                + " defect (IllegalStateException); effect: they stay in channel"
                                + " \"bad\" and are tried again by a new instance of the sink;"
                                + " remedy: this is a defect of the component; --log-level debug"
                                + " shows where");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            assertThat(agent.restarts(Kind.SINK, "bad")).isPositive();
            bad.write = () -> {};
            assertDeliversAll(agent);
        }
    }

    @Test
    void replacesAnInstanceAfterAnError() throws Exception {
        bad.write =
                () -> {
                    throw new StackOverflowError();
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001").replaceAll("\\d events", "<n> events"))
                    .isEqualTo(
                            "MR-6001 sink \"bad\" (lab) flume.conf:1: failed to write <n> events:"
                                + " StackOverflowError; effect: they stay in channel \"bad\" and"
                                + " are tried again by a new instance of the sink; remedy: this is"
                                + " a defect of the component; --log-level debug shows where");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            bad.write = () -> {};
            assertDeliversAll(agent);
        }
    }

    @Test
    void replacesAnInstanceAfterAnInterruptThatNobodySent() throws Exception {
        bad.write =
                () -> {
                    throw new InterruptedException("by a library");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001").replaceAll("\\d events", "<n> events"))
                    .isEqualTo(
                            "MR-6001 sink \"bad\" (lab) flume.conf:1: failed to write <n> events:"
                                + " by a library (InterruptedException); effect: they stay in"
                                + " channel \"bad\" and are tried again by a new instance of the"
                                + " sink; remedy: this is a defect of the component; --log-level"
                                + " debug shows where");
            sound.delivers(agent);
            awaitFailures(agent, 3);
            bad.write = () -> {};
            assertDeliversAll(agent);
        }
    }

    @Test
    void namesWhereAWriteHangsAndReplacesTheInstance() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        bad.write =
                () -> {
                    if (calls.getAndIncrement() == 0) {
                        waitDeaf(never);
                        throw new IOException("gave up");
                    }
                };
        try (RunningAgent agent = agentOfLab()) {
            sound.delivers(agent);
            assertThat(RunningAgent.withoutLines(agent.said("MR-6008")))
                    .isEqualTo(
                            "MR-6008 sink \"bad\" (lab) flume.conf:1: has not returned from"
                                + " \"write\" for 1 s; it stands in"
                                + " java.util.concurrent.CountDownLatch.await <"
                                + " io.millrace.testing.agent.SinkFaultsTest.waitDeaf <"
                                + " io.millrace.testing.agent.SinkFaultsTest.lambda <"
                                + " io.millrace.testing.agent.LabSinkConfig$LabSink.write; effect:"
                                + " its batch goes back to channel \"bad\" and a new instance takes"
                                + " over; if the old one delivers after all, those events are"
                                + " doubled; remedy: find out what the call waits for: the"
                                + " innermost frame stands first");
            sound.delivers(agent);
            assertDeliversAll(agent);
        } finally {
            never.countDown();
        }
    }

    @Test
    void namesWhereAnOpenHangsAndReplacesTheInstance() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        bad.open =
                () -> {
                    if (calls.getAndIncrement() == 0) {
                        waitDeaf(never);
                    }
                };
        try (RunningAgent agent = agentOfLab()) {
            sound.delivers(agent);
            assertThat(RunningAgent.withoutLines(agent.said("MR-6008")))
                    .isEqualTo(
                            "MR-6008 sink \"bad\" (lab) flume.conf:1: has not returned from"
                                + " \"open\" for 1 s; it stands in"
                                + " java.util.concurrent.CountDownLatch.await <"
                                + " io.millrace.testing.agent.SinkFaultsTest.waitDeaf <"
                                + " io.millrace.testing.agent.SinkFaultsTest.lambda <"
                                + " io.millrace.testing.agent.LabSinkConfig$LabSink.open; effect:"
                                + " the events stay in channel \"bad\" and a new instance takes"
                                + " over; remedy: find out what the call waits for: the innermost"
                                + " frame stands first");
            sound.delivers(agent);
            assertDeliversAll(agent);
        } finally {
            never.countDown();
        }
    }

    @Test
    void costsNoThreadMoreWithEachAttemptIfItHangsForGood() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        bad.write =
                () -> {
                    calls.incrementAndGet();
                    waitDeaf(never);
                };
        Tuning impatient =
                new Tuning(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100));
        try (RunningAgent agent = agentOfLab(impatient)) {
            agent.await("the fourth that hangs", () -> agent.restarts(Kind.SINK, "bad") == 4);
            assertThat(agent.told())
                    .anySatisfy(problem ->
                            assertThat(problem.effect())
                                    .isEqualTo(
                                            "its batch goes back to channel \"bad\"; a new instance"
                                                + " takes over when one of 4 that hang has"
                                                + " returned; if the old one delivers after all,"
                                                + " those events are doubled"));
            sound.delivers(agent);
            assertThat(calls).hasValue(4);
            bad.write = () -> {};
            never.countDown();
            agent.await("the fifth", () -> bad.delivered.size() >= 2);
        } finally {
            never.countDown();
        }
    }

    /** Waits as a bad library does: an interrupt is swallowed. */
    private static void waitDeaf(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // On it waits.
            }
        }
    }
}
