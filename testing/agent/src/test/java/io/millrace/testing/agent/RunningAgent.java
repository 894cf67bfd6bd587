// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.Lookups;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.Tuning;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.engine.plugin.Plugins;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An agent in this JVM, made from the text of a configuration file, with HDFS behind its wall. The
 * directory is the one of {@code --conf}, and holds the file as well as the agent's state.
 */
final class RunningAgent implements AutoCloseable {
    /** Where the build lays the plugin; each directory below is one. */
    static final Path PLUGINS = Corpus.ROOT.resolve("connectors/hdfs/target/plugin");

    /** Pauses of milliseconds, so that a test sees many attempts; a call is stuck after 1 s. */
    static final Tuning QUICK =
            new Tuning(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1));

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Host host;
    private final Checked checked;
    private final LogOfTest log;
    private final Agent agent;
    private boolean stopped;

    RunningAgent(String name, String text, Path directory) throws IOException {
        this(name, text, directory, Tuning.STANDARD);
    }

    RunningAgent(String name, String text, Path directory, Tuning tuning) throws IOException {
        this(name, text, directory, tuning, new RealHost());
    }

    RunningAgent(String name, String text, Path directory, Tuning tuning, Host host)
            throws IOException {
        this.host = host;
        Path file = Files.writeString(directory.resolve("flume.conf"), text);
        checked =
                ConfigurationReader.read(List.of(file), Lookups.ofProcess(InstantSource.system()))
                        .check(name, plugins(), CheckOptions.LENIENT);
        agent =
                Agent.create(
                        checked.agent().orElseThrow(() -> new AssertionError(checked.problems())),
                        new AgentOptions(host, directory.resolve("state"), directory, tuning));
        log = LogOfTest.of(directory);
        agent.start();
    }

    private static Plugins plugins() throws IOException {
        return new Plugins(
                new WithoutPlugins(RunningAgent.class.getClassLoader()), List.of(PLUGINS));
    }

    /** The tests' class path knows HDFS for other tests; an agent has it as a plugin alone. */
    private static final class WithoutPlugins extends ClassLoader {
        private static final String OF_PLUGIN = "io/millrace/hdfs/HdfsSink.class";

        WithoutPlugins(ClassLoader all) {
            super(all);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> kept = new ArrayList<>();
            URL plugin = getParent().getResource(OF_PLUGIN);
            for (URL url : Collections.list(super.getResources(name))) {
                if (plugin == null || !place(url, name).equals(place(plugin, OF_PLUGIN))) {
                    kept.add(url);
                }
            }
            return Collections.enumeration(kept);
        }

        private static String place(URL url, String name) {
            String text = url.toString();
            return text.substring(0, text.length() - name.length());
        }
    }

    /**
     * Waits for a problem, and gives its line of the log as a user finds it, but for the directory
     * of the test.
     */
    String said(String code) {
        await(code, () -> log.first(code).isPresent());
        return log.first(code).orElseThrow();
    }

    /** A line that names frames of a stack, without what changes with each edit of a test. */
    static String withoutLines(String said) {
        return said.replaceAll("\\(\\w+\\.java:\\d+\\)", "")
                .replaceAll("lambda\\$\\w+\\$\\d+", "lambda");
    }

    Agent agent() {
        return agent;
    }

    /** What was said of the file. */
    List<Problem> problems() {
        return checked.problems();
    }

    /** What was said since the start. */
    List<Problem> told() {
        return agent.status().problems().stream().map(told -> told.problem()).toList();
    }

    ComponentMeters meters(Kind kind, String name) {
        return agent.meters().components().stream()
                .filter(meters -> meters.kind() == kind && meters.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Health health(Kind kind, String name) {
        return agent.status().components().stream()
                .filter(component -> component.kind() == kind && component.name().equals(name))
                .findFirst()
                .orElseThrow()
                .health();
    }

    /** Waits for what another thread does; fails with what the agent said. */
    void await(String what, BooleanSupplier condition) {
        Clock clock = host.clock();
        long deadline = clock.nanos() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanos() > deadline) {
                throw new AssertionError("no " + what + " in time; the agent says " + told());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** How often a component was started again. */
    long restarts(Kind kind, String name) {
        return meters(kind, name).restarts.value();
    }

    /** Stops it; whether it ended in time and left nothing in a channel. */
    boolean stop() throws InterruptedException {
        stopped = true;
        return agent.stop(GRACE);
    }

    @Override
    public void close() {
        log.close();
        if (!stopped) {
            try {
                agent.stop(Duration.ofSeconds(1));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
