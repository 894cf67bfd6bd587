// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.ComponentNode;
import io.millrace.config.DeadLetterSettings;
import io.millrace.config.Origin;
import io.millrace.config.SinkGroupNode;
import io.millrace.config.SinkNode;
import io.millrace.config.SourceNode;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spec.catalogue.ValueType;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Emitter;
import io.millrace.spi.Interceptor;
import io.millrace.spi.Sink;
import io.millrace.spi.Source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Builds an agent of components that a test writes down as functions, and runs it with short
 * pauses.
 */
public final class TestAgent implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    private static final Tuning QUICK =
            new Tuning(Duration.ofMillis(2), Duration.ofMillis(10), Duration.ofMillis(200));

    private final List<SourceNode> sources = new ArrayList<>();
    private final List<ChannelNode> channels = new ArrayList<>();
    private final List<SinkNode> sinks = new ArrayList<>();
    private final List<SinkGroupNode> groups = new ArrayList<>();
    private final Path state;
    private Host host = new RealHost();
    private DeadLetterSettings deadLetters = DeadLetterSettings.DEFAULT;
    private Agent agent;

    public TestAgent(Path state) {
        this.state = state;
    }

    /** Waits for what becomes true soon. */
    static void await(BooleanSupplier condition) {
        Clock clock = new RealHost().clock();
        long end = clock.nanos() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(clock.nanos()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Whether the agent told of a problem with this code. */
    boolean said(String code) {
        return agent.status().problems().stream()
                .anyMatch(told -> told.problem().code().equals(code));
    }

    /** What a source of a test does. */
    public interface Script {
        void run(Emitter out) throws IOException, InterruptedException;
    }

    /** What a sink of a test does. */
    public interface Writing {
        Delivery write(Batch batch) throws IOException, InterruptedException;
    }

    /** On another disk than the machine's. */
    public TestAgent on(Disk disk) {
        host = new HostOn(new RealHost(), disk);
        return this;
    }

    private record HostOn(Host host, Disk disk) implements Host {

        @Override
        public Clock clock() {
            return host.clock();
        }

        @Override
        public Threads threads() {
            return host.threads();
        }

        @Override
        public Net net() {
            return host.net();
        }
    }

    /** For the channels that are added from now on. */
    public TestAgent deadLetters(DeadLetterSettings settings) {
        deadLetters = settings;
        return this;
    }

    public TestAgent memory(String name, int capacity) throws Exception {
        Map<String, String> settings = Map.of("capacity", String.valueOf(capacity));
        channels.add(new ChannelNode(real(Kind.CHANNEL, "memory", name, settings), deadLetters));
        return this;
    }

    public TestAgent file(String name, Map<String, String> settings) throws Exception {
        channels.add(new ChannelNode(real(Kind.CHANNEL, "file", name, settings), deadLetters));
        return this;
    }

    public TestAgent channel(String name, Function<Context, Channel> make) {
        channels.add(
                new ChannelNode(node(Kind.CHANNEL, name, 1, channelConfig(make)), deadLetters));
        return this;
    }

    public TestAgent source(String name, List<String> to, Script script) throws Exception {
        return source(
                name, to, context -> new ScriptSource(script), List.of(), "replicating", Map.of());
    }

    public TestAgent source(
            String name,
            List<String> to,
            Function<Context, Source> make,
            List<Interceptor> interceptors,
            String selector,
            Map<String, String> selectorSettings)
            throws Exception {
        List<ComponentNode> nodes = new ArrayList<>();
        for (Interceptor interceptor : interceptors) {
            ComponentConfig<Interceptor> config = context -> interceptor;
            nodes.add(node(Kind.INTERCEPTOR, "i" + nodes.size(), 1, config));
        }
        ComponentConfig<Source> config = make::apply;
        sources.add(
                new SourceNode(
                        node(Kind.SOURCE, name, 1, config),
                        to,
                        real(Kind.SELECTOR, selector, "selector", selectorSettings),
                        nodes));
        return this;
    }

    public TestAgent sink(String name, String channel, Writing writing) {
        return sink(name, channel, 1, context -> new WritingSink(writing));
    }

    public TestAgent sink(String name, String channel, int threads, Function<Context, Sink> make) {
        ComponentConfig<Sink> config = make::apply;
        sinks.add(new SinkNode(node(Kind.SINK, name, threads, config), channel));
        return this;
    }

    /** Its bodies are compared with the checksum of their source. */
    public TestAgent verifiedSink(String name, String channel, Writing writing) {
        ComponentConfig<Sink> config = context -> new WritingSink(writing);
        sinks.add(new SinkNode(node(Kind.SINK, name, 1, config), channel, true));
        return this;
    }

    public TestAgent group(
            String name, String type, Map<String, String> settings, String... members) {
        groups.add(
                new SinkGroupNode(
                        name, Arrays.asList(members), type, settings, new Origin("test.conf", 9)));
        return this;
    }

    public TestAgent start() {
        agent =
                Agent.create(
                        new AgentConfig("a1", sources, channels, sinks, groups),
                        new AgentOptions(host, state, state, QUICK));
        agent.start();
        return this;
    }

    public Agent agent() {
        return agent;
    }

    public ComponentMeters meters(Kind kind, String name) {
        return agent.meters().component(kind, "test", name);
    }

    public boolean stop() throws InterruptedException {
        return agent.stop(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        if (agent != null) {
            try {
                agent.stop(Duration.ofMillis(500));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ComponentConfig<Channel> channelConfig(Function<Context, Channel> make) {
        return make::apply;
    }

    private static ComponentNode node(Kind kind, String name, int threads, Object config) {
        ComponentDescriptor descriptor =
                new ComponentDescriptor(
                        kind,
                        "test",
                        List.of(),
                        Stability.STABLE,
                        "0.1",
                        true,
                        "A test's.",
                        "",
                        "C",
                        "F",
                        List.of(),
                        List.of());
        return new ComponentNode(
                kind, name, descriptor, config, threads, new Origin("test.conf", 1), Map.of());
    }

    /** A component from the class path, configured by texts. */
    static ComponentNode real(Kind kind, String type, String name, Map<String, String> settings)
            throws Exception {
        ClassLoader loader = TestAgent.class.getClassLoader();
        ComponentDescriptor descriptor = Catalogue.load(loader).find(kind, type).orElseThrow();
        Object[] values = new Object[descriptor.properties().size()];
        for (int i = 0; i < values.length; i++) {
            PropertyDescriptor property = descriptor.properties().get(i);
            values[i] = value(property, settings);
        }
        Class<?> factory = Class.forName(descriptor.factoryClass());
        Object config =
                ((io.millrace.spec.catalogue.ConfigFactory)
                                factory.getDeclaredConstructor().newInstance())
                        .create(values);
        return new ComponentNode(
                kind, name, descriptor, config, 1, new Origin("test.conf", 1), settings);
    }

    private static Object value(PropertyDescriptor property, Map<String, String> settings)
            throws Exception {
        if (property.type() == ValueType.MAP) {
            String prefix = property.key().substring(0, property.key().length() - 1);
            Map<String, String> map = new HashMap<>();
            settings.forEach((key, text) -> {
                if (key.startsWith(prefix)) {
                    map.put(key.substring(prefix.length()), text);
                }
            });
            return map;
        }
        String text = settings.getOrDefault(property.key(), property.defaultValue());
        return text == null ? null : ValueParser.parse(property, text);
    }

    /** A batch of texts. */
    public static Batch batch(String... bodies) {
        BlockBuilder builder = new BlockBuilder(64);
        for (String body : bodies) {
            builder.append(body);
        }
        return Batch.of(builder.build(0));
    }

    /** A batch of numbers from {@code from} to before {@code to}. */
    public static Batch numbers(int from, int to) {
        BlockBuilder builder = new BlockBuilder(64);
        for (int number = from; number < to; number++) {
            builder.append(Integer.toString(number));
        }
        return Batch.of(builder.build(0));
    }

    /** Runs a script, then waits to be stopped. */
    static final class ScriptSource implements Source {
        private final Script script;
        private final CountDownLatch stopped = new CountDownLatch(1);

        ScriptSource(Script script) {
            this.script = script;
        }

        @Override
        public void run(Emitter out) throws IOException, InterruptedException {
            script.run(out);
            stopped.await();
        }

        @Override
        public void stop() {
            stopped.countDown();
        }
    }

    /** A sink of one function. */
    record WritingSink(Writing writing) implements Sink {

        @Override
        public Delivery write(Batch batch) throws IOException, InterruptedException {
            return writing.write(batch);
        }
    }

    /** Collects what is delivered, and waits for it. */
    public static final class Deliveries {
        private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

        public Delivery take(Batch batch) {
            batch.forEach(event -> bodies.add(event.text()));
            return Delivery.delivered();
        }

        public List<String> await(int count) throws InterruptedException {
            List<String> taken = new ArrayList<>();
            while (taken.size() < count) {
                String next = bodies.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new AssertionError(taken.size() + " of " + count + " came: " + taken);
                }
                taken.add(next);
            }
            return taken;
        }

        public int count() {
            return bodies.size();
        }

        public boolean isEmpty() {
            return bodies.isEmpty();
        }
    }
}
