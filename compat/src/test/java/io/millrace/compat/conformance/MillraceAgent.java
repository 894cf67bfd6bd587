// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.Tuning;
import io.millrace.engine.monitor.Monitoring;
import io.millrace.engine.monitor.MonitoringOptions;
import io.millrace.engine.plugin.Plugins;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Problem;

import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/** Runs one agent of a configuration file until the process is asked to end. */
final class MillraceAgent {
    private static final Duration GRACE = Duration.ofSeconds(15);

    private MillraceAgent() {}

    /** Takes the name of the agent, its file, and the port of its HTTP monitoring. */
    public static void main(String[] words) throws Exception {
        Path file = Path.of(words[1]);
        Path directory = file.toAbsolutePath().getParent();
        Host host = new RealHost();
        Plugins types = new Plugins(MillraceAgent.class.getClassLoader(), List.of());
        Lookups lookups = Lookups.ofProcess(() -> Instant.ofEpochMilli(host.clock().millis()));
        Checked checked =
                ConfigurationReader.read(List.of(file), lookups)
                        .check(words[0], types, CheckOptions.LENIENT);
        for (Problem problem : checked.problems()) {
            LoggerFactory.getLogger(MillraceAgent.class).warn("{}", problem);
        }
        Agent agent =
                Agent.create(
                        checked.agent().orElseThrow(),
                        new AgentOptions(
                                host, directory.resolve("state"), directory, Tuning.STANDARD));
        Properties monitoring = new Properties();
        monitoring.setProperty("millrace.monitoring.port", words[2]);
        agent.start();
        Monitoring.start(agent, MonitoringOptions.from(monitoring), host);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
        // For ever: the agent's threads are daemons, and the end of the process stops the agent.
        Thread.currentThread().join();
    }

    private static void stop(Agent agent) {
        try {
            agent.stop(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
