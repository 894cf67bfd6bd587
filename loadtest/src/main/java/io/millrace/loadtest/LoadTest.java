// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.config.AgentConfig;
import io.millrace.config.SourceNode;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.AgentStatus.ComponentStatus;
import io.millrace.engine.Tuning;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.loadtest.LoadSource.Order;
import io.millrace.loadtest.LoadSource.Orders;
import io.millrace.spi.Channel;
import io.millrace.spi.ProblemException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs an agent in this process under load. The load takes the place of one source; the others do
 * not run. Used once, by one thread.
 */
public final class LoadTest {
    private static final Faults NO_FAULTS = new Faults(0, Duration.ofSeconds(30));
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Setup setup;
    private final Faults faults;
    private final Host host;
    private final Progress progress;
    private final Measures measures = new Measures();
    private final Orders orders;
    private final Driven driven;
    private final Agent agent;
    private final Window window;

    /**
     * What to measure.
     *
     * @param config the user's agent
     * @param source whose place the load takes
     * @param farEnd whether every sink is replaced by one that looks at each event and keeps none
     * @param place an empty directory for what the agent keeps beside its channels
     * @param configurationDirectory for configuration files of libraries
     */
    public record Setup(
            AgentConfig config,
            SourceNode source,
            boolean farEnd,
            Path place,
            Path configurationDirectory) {}

    public LoadTest(Setup setup, Host host, Progress progress) {
        this(setup, host, progress, NO_FAULTS);
    }

    /**
     * What tests plant.
     *
     * @param dropEvery the far end drops one event of so many; 0 for none
     * @param startLimit how long the agent may take to get ready
     */
    record Faults(long dropEvery, Duration startLimit) {}

    LoadTest(Setup setup, Host host, Progress progress, Faults faults) {
        this.setup = setup;
        this.faults = faults;
        this.host = host;
        this.progress = progress;
        this.orders = new Orders(host.clock().nanos());
        Driven.FarEnds farEnds =
                channel -> new FarEnd.Config(channel, orders, measures, faults.dropEvery);
        this.driven =
                Driven.of(
                        setup.config,
                        setup.source,
                        new LoadSource.Load(orders, measures),
                        setup.farEnd ? Optional.of(farEnds) : Optional.empty());
        this.agent =
                Agent.create(
                        driven.config(),
                        new AgentOptions(
                                host, setup.place, setup.configurationDirectory, Tuning.STANDARD));
        this.window = new Window(agent, measures, host.clock(), progress);
    }

    /**
     * Warms up, measures, waits until the channels are empty, and stops.
     *
     * @throws ProblemException if the agent does not get ready, or its channels are not empty
     */
    public Result run(Plan plan) throws ProblemException, InterruptedException {
        return within(plan, () -> List.of(measure(plan)));
    }

    /**
     * Raises the load step by step, to find the rate from which on it does not keep up.
     *
     * @param plan the first rate, warm-up before the first step, duration of a step
     */
    public Result ramp(Plan plan, Ramp.Limits limits)
            throws ProblemException, InterruptedException {
        Ramp ramp = new Ramp(limits);
        return within(
                        plan,
                        () -> {
                            List<Measurement> steps = new ArrayList<>();
                            Plan step = plan;
                            Optional<Double> rate = Optional.of(plan.eventsPerSecond());
                            while (rate.isPresent() && !progress.isStopAsked()) {
                                step = step.at(rate.get());
                                Measurement measured = measure(step);
                                steps.add(measured);
                                rate = ramp.after(measured);
                                // What the last step left would be the next one's delay.
                                orders.give(Orders.PAUSE);
                                drain(step.drain());
                                step = step.lasting(Duration.ZERO, step.duration());
                            }
                            return steps;
                        })
                .withKnee(ramp.knee());
    }

    private interface Steps {
        List<Measurement> run() throws InterruptedException;
    }

    private Result within(Plan plan, Steps steps) throws ProblemException, InterruptedException {
        progress.phase("start");
        agent.start();
        try {
            awaitReady();
            List<Measurement> measured = steps.run();
            orders.give(Orders.PAUSE);
            progress.phase("drain");
            drain(plan.drain());
            List<ChannelCount> counts =
                    new Counting(driven, agent, measures, setup.farEnd).counts();
            return new Result(plan, measured, counts, Optional.empty());
        } finally {
            orders.give(Orders.PAUSE);
            agent.stop(GRACE);
        }
    }

    /** The source runs, so its channels are open. */
    private void awaitReady() throws ProblemException, InterruptedException {
        Clock clock = host.clock();
        long deadline = clock.nanos() + faults.startLimit.toNanos();
        while (!orders.isReady()) {
            if (clock.nanos() > deadline) {
                throw cannot(
                        "the agent did not get ready within "
                                + faults.startLimit.toSeconds()
                                + " s: "
                                + health(),
                        "see to what is named, or try the configuration with \"millrace agent\"");
            }
            clock.sleep(LOOK);
        }
        long waiting = window.waiting();
        if (waiting > 0) {
            throw cannot(
                    "the channels hold " + waiting + " events already",
                    "measure with channels that are empty");
        }
    }

    private static ProblemException cannot(String what, String remedy) {
        return new ProblemException("MR-6321", what, "nothing was measured", remedy, null);
    }

    private String health() {
        List<String> reasons = new ArrayList<>();
        for (ComponentStatus component : agent.status().components()) {
            if (!component.health().reason().isEmpty()) {
                reasons.add(component.name() + ": " + component.health().reason());
            }
        }
        return String.join("; ", reasons);
    }

    private Measurement measure(Plan plan) throws InterruptedException {
        Clock clock = host.clock();
        orders.give(new Order(clock.nanos(), plan));
        if (plan.warmUp().isPositive()) {
            progress.phase("warm-up");
            window.run(plan, plan.warmUp());
        }
        progress.phase(
                plan.isPaced()
                        ? String.format(
                                Locale.ROOT, "measured at %,.0f events/s", plan.eventsPerSecond())
                        : "measured");
        return window.run(plan, plan.duration());
    }

    /** Until nobody puts and nothing waits, or nothing moves for so long. */
    private void drain(Duration standstill) throws InterruptedException {
        Clock clock = host.clock();
        long before = -1;
        long since = clock.nanos();
        while (!orders.isIdle() || window.waiting() > 0) {
            long delivered = window.delivered();
            if (delivered != before) {
                before = delivered;
                since = clock.nanos();
            } else if (clock.nanos() - since > standstill.toNanos()) {
                return;
            }
            clock.sleep(LOOK);
        }
    }

    /** How full the channels are. */
    static long waiting(Agent agent) {
        return agent.status().components().stream()
                .map(ComponentStatus::fill)
                .flatMap(Optional::stream)
                .mapToLong(Channel.Fill::events)
                .sum();
    }
}
