// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.host.Net;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What is wrong with a source is said in full, and stops nothing else. */
class SourceFaultsTest {
    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Lab bad = new Lab();
    private final Lab out = new Lab();

    private RunningAgent agent(String source) throws IOException {
        String text = source + "a1.sinks.bad.type = lab\na1.sinks.bad.lab = " + out.name() + "\n";
        return new RunningAgent("a1", sound.beside(text), directory, RunningAgent.QUICK);
    }

    private RunningAgent agentOfLab() throws IOException {
        return agent("a1.sources.bad.type = lab\na1.sources.bad.lab = " + bad.name() + "\n");
    }

    private void awaitRestarts(RunningAgent agent, int restarts) {
        agent.await(restarts + " restarts", () -> agent.restarts(Kind.SOURCE, "bad") >= restarts);
    }

    private void assertDeliversAgain(RunningAgent agent) {
        bad.fed.add("after the fault");
        agent.await("what came after the fault", () -> !out.delivered.isEmpty());
        assertThat(out.delivered).containsExactly("after the fault");
        assertThat(agent.health(Kind.SOURCE, "bad").state()).isEqualTo(Health.State.UP);
    }

    @Test
    void listensWhenThePortIsFree() throws Exception {
        Net net = new RealHost().net();
        Net.Listener other = net.listen("127.0.0.1", 0);
        int port = other.address().getPort();
        try (RunningAgent agent =
                agent(
                        """
                        a1.sources.bad.type = netcat
                        a1.sources.bad.bind = 127.0.0.1
                        a1.sources.bad.port = %d
                        """
                                .formatted(port))) {
            assertThat(agent.said("MR-2010").replace("" + port, "<port>"))
                    .isEqualTo(
                            "MR-2010 source \"bad\" (netcat) flume.conf:1: cannot listen on"
                                + " 127.0.0.1:<port>: Address already in use; effect: clients"
                                + " cannot connect; the source tries again from time to time;"
                                + " remedy: end the other program on this port, or choose a port"
                                + " and an address of this machine that are free");
            sound.delivers(agent);
            awaitRestarts(agent, 3);
            assertThat(agent.health(Kind.SOURCE, "bad").state()).isEqualTo(Health.State.DOWN);
            other.close();
            agent.await(
                    "listening source",
                    () -> agent.health(Kind.SOURCE, "bad").state() == Health.State.UP);
            try (Net.Connection client = net.connect("127.0.0.1", port, Duration.ofSeconds(20))) {
                byte[] line = "at last\n".getBytes(StandardCharsets.UTF_8);
                client.write(line, 0, line.length);
                agent.await("the line", () -> !out.delivered.isEmpty());
            }
            assertThat(out.delivered).containsExactly("at last");
        } finally {
            other.close();
        }
    }

    @Test
    void waitsForAMissingFile() throws Exception {
        Path log = directory.resolve("shop.log");
        try (RunningAgent agent =
                agent(
                        """
                        a1.sources.bad.type = file
                        a1.sources.bad.filepath = %s
                        """
                                .formatted(log))) {
            assertThat(agent.said("MR-2030"))
                    .isEqualTo(
                            "MR-2030 source \"bad\" (file) flume.conf:1: there is no file shop.log;"
                                + " effect: nothing is read until it is created; then it is read"
                                + " from its beginning; remedy: check the spelling of the path, and"
                                + " whether the directory may be entered");
            sound.delivers(agent);
            assertThat(agent.health(Kind.SOURCE, "bad").state()).isEqualTo(Health.State.DEGRADED);
            Files.writeString(log, "at last\n");
            agent.await("the line", () -> !out.delivered.isEmpty());
            assertThat(out.delivered).containsExactly("at last");
        }
    }

    @Test
    void opensAgainAfterAnException() throws Exception {
        bad.open =
                () -> {
                    throw new IOException("the licence server does not answer");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001"))
                    .isEqualTo(
                            "MR-6001 source \"bad\" (lab) flume.conf:1: failed to open: the licence"
                                + " server does not answer (IOException); effect: nothing comes in"
                                + " through this source until it works; what it took in before"
                                + " flows on; remedy: see to what the cause names; it is tried"
                                + " again until it works");
            sound.delivers(agent);
            awaitRestarts(agent, 3);
            bad.open = () -> {};
            assertDeliversAgain(agent);
        }
    }

    @Test
    void runsAgainAfterADefect() throws Exception {
        bad.run =
                () -> {
                    throw new IllegalStateException("a defect");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001"))
                    .isEqualTo(
                            "MR-6001 source \"bad\" (lab) flume.conf:1: failed to run: a defect"
                                + " (IllegalStateException); effect: nothing comes in through this"
                                + " source until it works; what it took in before flows on; remedy:"
                                + " this is a defect of the component; --log-level debug shows"
                                + " where");
            sound.delivers(agent);
            awaitRestarts(agent, 3);
            bad.run = () -> {};
            assertDeliversAgain(agent);
        }
    }

    @Test
    void runsAgainAfterAnError() throws Exception {
        bad.run =
                () -> {
                    throw new StackOverflowError();
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001"))
                    .isEqualTo(
                            "MR-6001 source \"bad\" (lab) flume.conf:1: failed to run:"
                                + " StackOverflowError; effect: nothing comes in through this"
                                + " source until it works; what it took in before flows on; remedy:"
                                + " this is a defect of the component; --log-level debug shows"
                                + " where");
            sound.delivers(agent);
            awaitRestarts(agent, 3);
            bad.run = () -> {};
            assertDeliversAgain(agent);
        }
    }

    @Test
    void runsAgainAfterAnInterruptThatNobodySent() throws Exception {
        bad.run =
                () -> {
                    throw new InterruptedException("by a library");
                };
        try (RunningAgent agent = agentOfLab()) {
            assertThat(agent.said("MR-6001"))
                    .isEqualTo(
                            "MR-6001 source \"bad\" (lab) flume.conf:1: failed to run: by a library"
                                + " (InterruptedException); effect: nothing comes in through this"
                                + " source until it works; what it took in before flows on; remedy:"
                                + " this is a defect of the component; --log-level debug shows"
                                + " where");
            sound.delivers(agent);
            awaitRestarts(agent, 3);
            bad.run = () -> {};
            assertDeliversAgain(agent);
        }
    }

    @Test
    void namesWhereAnOpenHangs() throws Exception {
        CountDownLatch wakes = new CountDownLatch(1);
        bad.open = wakes::await;
        try (RunningAgent agent = agentOfLab()) {
            sound.delivers(agent);
            assertThat(RunningAgent.withoutLines(agent.said("MR-6008")))
                    .isEqualTo(
                            "MR-6008 source \"bad\" (lab) flume.conf:1: has not returned from"
                                + " \"open\" for 1 s; it stands in"
                                + " java.util.concurrent.CountDownLatch.await <"
                                + " io.millrace.testing.agent.LabSourceConfig$LabSource.open;"
                                + " effect: nothing comes in through this source until the call"
                                + " returns; the other components go on; remedy: find out what the"
                                + " call waits for: the innermost frame stands first");
            sound.delivers(agent);
            wakes.countDown();
            assertDeliversAgain(agent);
        }
    }
}
