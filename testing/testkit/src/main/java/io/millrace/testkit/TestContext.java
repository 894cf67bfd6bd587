// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Context;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A context as the engine would hand it out, on the real host, with what was reported. */
public final class TestContext implements Context {
    private final String name;
    private final Host host;
    private final int instance;
    private final int instances;
    private final Level level;
    private final Path directory;
    private final TestMeters meters = new TestMeters();
    private final RecordingHoldings holdings = new RecordingHoldings();
    private final List<Problem> problems = new CopyOnWriteArrayList<>();

    private TestContext(
            String name, Host host, int instance, int instances, Level level, Path directory) {
        this.name = name;
        this.host = host;
        this.instance = instance;
        this.instances = instances;
        this.level = level;
        this.directory = directory;
    }

    /** The context of a component of agent {@code a1} on the machine, one instance. */
    public static TestContext named(String name) {
        return new TestContext(
                name,
                new RealHost(),
                0,
                1,
                Level.MEMORY,
                Path.of("target", "tmp", "state-" + name));
    }

    /** The same with another host. */
    public TestContext with(Host other) {
        return new TestContext(name, other, instance, instances, level, directory);
    }

    /** The same with another clock. */
    public TestContext with(Clock clock) {
        return with(new RealHost(clock, host.threads(), host.disk(), host.net()));
    }

    /** The same with another acknowledgement level of the channel. */
    public TestContext with(Level other) {
        return new TestContext(name, host, instance, instances, other, directory);
    }

    /** The same with state and configuration below a directory. */
    public TestContext in(Path other) {
        return new TestContext(name, host, instance, instances, level, other);
    }

    /** The same as one of several instances. */
    public TestContext instance(int which, int of) {
        return new TestContext(name, host, which, of, level, directory);
    }

    /** What the component reported so far. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The codes of {@link #problems}, in order. */
    public List<String> codes() {
        return problems.stream().map(Problem::code).toList();
    }

    @Override
    public String agent() {
        return "a1";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int instance() {
        return instance;
    }

    @Override
    public int instances() {
        return instances;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public TestMeters meters() {
        return meters;
    }

    @Override
    public List<String> channels() {
        return List.of("c1");
    }

    @Override
    public Level channelLevel() {
        return level;
    }

    @Override
    public RecordingHoldings holdings() {
        return holdings;
    }

    @Override
    public Path stateDirectory() {
        return directory.resolve("state");
    }

    @Override
    public Path configurationDirectory() {
        return directory;
    }

    @Override
    public void report(Problem problem) {
        problems.add(problem);
    }
}
