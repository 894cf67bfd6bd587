// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.config.ComponentNode;
import io.millrace.config.SinkNode;
import io.millrace.config.SourceNode;
import io.millrace.engine.deadletter.DeadLetters;
import io.millrace.engine.deadletter.Refill;
import io.millrace.engine.ledger.Ledger;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.spi.Channel;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running configuration. Made once, started once, stopped once; from one thread, but for {@link
 * #status} and {@link #meters}, which any thread may ask.
 */
public final class Agent {
    private final AgentConfig config;
    private final Parts parts;
    private final Map<String, ChannelSlot> channels = new LinkedHashMap<>();
    private final List<SinkSlot> sinks = new ArrayList<>();
    private final List<SourceRunner> sources = new ArrayList<>();

    private Agent(AgentConfig config, Parts parts) {
        this.config = config;
        this.parts = parts;
    }

    /** An agent for a configuration that was checked; it does nothing yet. */
    public static Agent create(AgentConfig config, AgentOptions options) {
        Host host = options.host();
        ProblemLog problems = new ProblemLog(host.clock());
        StreamTracker streams = new StreamTracker();
        AgentMeters meters = new AgentMeters(config.name());
        Parts parts =
                new Parts(
                        config.name(),
                        options,
                        meters,
                        problems,
                        streams,
                        new Positions(options, streams, problems),
                        new Watchdog(host.clock(), host.threads(), options.tuning().stuckAfter()),
                        new DeadLetters(
                                config,
                                host,
                                options.stateDirectory(),
                                node -> meters(meters, node.component()),
                                (node, problem) ->
                                        problems.report(Parts.at(node.component(), problem))),
                        Ledger.ofAgent(host, options.stateDirectory(), problems::report));
        return new Agent(config, parts);
    }

    /**
     * Starts channels, then sinks, then sources, and returns; what cannot start is tried again in
     * the background and delays nobody else.
     */
    public void start() {
        parts.watchdog().start();
        parts.ledger().open();
        for (ChannelNode node : config.channels()) {
            ChannelSlot slot = new ChannelSlot(parts, node, channels.size());
            channels.put(node.component().name(), slot);
            slot.book().feed(feeders(node));
            slot.start();
        }
        parts.deadLetters().start(this::refill);
        for (SinkNode node : config.sinks()) {
            ComponentNode sink = node.component();
            FlowMeters.ofSink(parts.metersOf(sink), parts.clock(), sink.threads());
        }
        sinks.addAll(new SinkGraph(parts, channels).slots(config.sinks(), config.sinkGroups()));
        sinks.forEach(SinkSlot::start);
        for (SourceNode node : config.sources()) {
            FlowMeters.ofSource(parts.metersOf(node.component()), parts.clock());
            for (int instance = 0; instance < node.component().threads(); instance++) {
                sources.add(new SourceRunner(parts, node, instance, channels));
            }
        }
        sources.forEach(SourceRunner::start);
    }

    /** The sources of a channel. */
    private List<String> feeders(ChannelNode node) {
        return config.sources().stream()
                .filter(source -> source.channels().contains(node.component().name()))
                .map(source -> source.component().name())
                .toList();
    }

    /**
     * Stops sources, lets the sinks drain what memory holds, stops them, closes the channels.
     *
     * @param grace for all of it; what is not done by then is cut off, as safely as a crash would
     *     be
     * @return whether everything ended in time
     */
    public boolean stop(Duration grace) throws InterruptedException {
        Clock clock = parts.clock();
        long deadline = clock.nanos() + grace.toNanos();
        sources.forEach(SourceRunner::requestStop);
        boolean clean = true;
        for (SourceRunner source : sources) {
            if (!source.join(left(deadline))) {
                source.interrupt();
                clean &= source.join(Duration.ofMillis(200));
            }
        }
        parts.deadLetters().stopReplays();
        channels.values().forEach(ChannelSlot::seal);
        sinks.forEach(SinkSlot::requestStop);
        for (SinkSlot sink : sinks) {
            if (!sink.join(left(deadline))) {
                sink.cancel();
                if (!sink.join(Duration.ofMillis(200))) {
                    clean = false;
                    sink.abandon();
                }
            }
        }
        channels.values().forEach(ChannelSlot::close);
        parts.deadLetters().close();
        parts.ledger().close();
        parts.positions().close();
        parts.watchdog().stop();
        return clean && channels.values().stream().allMatch(Agent::isEmpty);
    }

    private static boolean isEmpty(ChannelSlot slot) {
        Channel channel = slot.channel();
        return channel == null
                || channel.level().compareTo(Level.FSYNC) >= 0
                || channel.fill().events() == 0;
    }

    private Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - parts.clock().nanos()));
    }

    /** Tells the user a problem of the agent as a whole; its place is given. */
    public void report(Problem problem) {
        parts.problems().report(problem);
    }

    /** What the agent and its components count. */
    public AgentMeters meters() {
        return parts.meters();
    }

    /** How every component is now. */
    public AgentStatus status() {
        List<AgentStatus.ComponentStatus> all = new ArrayList<>();
        for (SourceNode node : config.sources()) {
            Health worst =
                    sources.stream()
                            .filter(runner -> runner.node().equals(node))
                            .map(SourceRunner::health)
                            .max(java.util.Comparator.comparing(Health::state))
                            .orElse(Health.down("not started"));
            all.add(status(node.component(), worst, Optional.empty()));
        }
        for (ChannelSlot slot : channels.values()) {
            Optional<Channel.Fill> fill = Optional.ofNullable(slot.channel()).map(Channel::fill);
            Health health = worse(slot.health(), parts.deadLetters().of(slot.name()).health());
            all.add(status(slot.node().component(), health, fill));
        }
        for (SinkNode node : config.sinks()) {
            Health worst =
                    sinks.stream()
                            .flatMap(slot -> slot.members().stream())
                            .filter(member -> member.name().equals(node.component().name()))
                            .map(SinkMember::health)
                            .max(java.util.Comparator.comparing(Health::state))
                            .orElse(Health.down("not started"));
            all.add(status(node.component(), worst, Optional.empty()));
        }
        return new AgentStatus(config.name(), all, parts.problems().told());
    }

    private static ComponentMeters meters(AgentMeters meters, ComponentNode node) {
        return meters.component(node.kind(), node.descriptor().type(), node.name());
    }

    private Refill refill(String channel) {
        ChannelSlot slot = channels.get(channel);
        if (slot == null) {
            throw new IllegalArgumentException("no channel \"" + channel + "\"");
        }
        return new ChannelRefill(
                slot,
                config.sinks().stream()
                        .filter(sink -> sink.channel().equals(channel))
                        .map(sink -> parts.metersOf(sink.component()))
                        .toList());
    }

    private static Health worse(Health one, Health other) {
        return other.state().compareTo(one.state()) > 0 ? other : one;
    }

    private AgentStatus.ComponentStatus status(
            ComponentNode node, Health health, Optional<Channel.Fill> fill) {
        return new AgentStatus.ComponentStatus(
                node.kind(),
                node.name(),
                node.descriptor().type(),
                health,
                parts.metersOf(node).restarts.value(),
                fill);
    }
}
