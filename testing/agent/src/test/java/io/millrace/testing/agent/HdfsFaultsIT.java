// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Tuning;
import io.millrace.host.Net;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What is wrong with HDFS is said in full, keeps the events, and stops nothing else. */
class HdfsFaultsIT {
    /** The sink itself gives its calls up: the engine has no reason to. */
    private static final Tuning PATIENT =
            new Tuning(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMinutes(1));

    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Lab in = new Lab();

    private RunningAgent agent(int port) throws IOException {
        in.fed.addAll(List.of("one", "two"));
        return new RunningAgent(
                "a1",
                sound.beside(
                        """
                        a1.sinks.bad.type = hdfs
                        a1.sinks.bad.hdfs.path = hdfs://127.0.0.1:%d/events
                        a1.sinks.bad.hdfs.callTimeout = 1500
                        a1.sources.bad.type = lab
                        a1.sources.bad.lab = %s
                        """
                                .formatted(port, in.name())),
                directory,
                PATIENT);
    }

    private void assertIsDown(RunningAgent agent) {
        sound.delivers(agent);
        agent.await("tries", () -> agent.meters(Kind.SINK, "bad").failures.value() >= 2);
        assertThat(agent.health(Kind.SINK, "bad").state()).isEqualTo(Health.State.DOWN);
        sound.delivers(agent);
        assertThat(agent.meters(Kind.SINK, "bad").eventsOut.value()).isZero();
    }

    @Test
    void namesANameNodeThatIsNotThere() throws Exception {
        int port;
        try (Net.Listener closed = new RealHost().net().listen("127.0.0.1", 0)) {
            port = closed.address().getPort();
        }
        try (RunningAgent agent = agent(port)) {
            assertThat(agent.said("MR-4101").replace(":" + port, ":<port>"))
                    .isEqualTo(
                            "MR-4101 sink \"bad\" (hdfs) flume.conf:1: the name node of"
                                    + " hdfs://127.0.0.1:<port>/events does not answer: Connection"
                                    + " refused; effect: The events stay in the channel; the sink"
                                    + " keeps trying; remedy: Check that it runs and that host and"
                                    + " port in hdfs.path are those of fs.defaultFS on the name"
                                    + " node (8020 or 9000, not that of the web page)");
            assertIsDown(agent);
        }
    }

    @Test
    void namesANameNodeThatTakesConnectionsAndSaysNothing() throws Exception {
        try (Net.Listener silent = new RealHost().net().listen("127.0.0.1", 0)) {
            int port = silent.address().getPort();
            try (RunningAgent agent = agent(port)) {
                assertThat(agent.said("MR-4109").replace(":" + port, ":<port>"))
                        .isEqualTo(
                                "MR-4109 sink \"bad\" (hdfs) flume.conf:1: the file system of"
                                        + " hdfs://127.0.0.1:<port>/events gave no answer for 1500"
                                        + " ms to \"connect to hdfs://127.0.0.1:<port>/\"; effect:"
                                        + " The sink does not start; the events stay in the"
                                        + " channel, and it tries again; remedy: If the cluster is"
                                        + " only slow, raise hdfs.callTimeout; else look at the"
                                        + " name node and at the network");
                assertIsDown(agent);
            }
        }
    }
}
