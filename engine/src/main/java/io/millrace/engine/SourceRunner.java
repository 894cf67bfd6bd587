// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.ComponentNode;
import io.millrace.config.SourceNode;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Threads;
import io.millrace.spi.Channel;
import io.millrace.spi.Component;
import io.millrace.spi.Health;
import io.millrace.spi.Interceptor;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;
import io.millrace.spi.Selector;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs one instance of a source on a thread of its own, with its interceptors and its selector, and
 * again after a failure.
 */
final class SourceRunner {
    /** One that worked for this long starts with the shortest pause again. */
    private static final Duration WORKED = Duration.ofSeconds(30);

    private final Parts parts;
    private final SourceNode node;
    private final int instance;
    private final Map<String, ChannelSlot> slots;
    private final ComponentMeters meters;
    private final Signal stop;
    private final Watchdog.Watched calls;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Source current;
    private volatile Health health = Health.down("not started");
    private volatile @Nullable Thread thread;

    SourceRunner(Parts parts, SourceNode node, int instance, Map<String, ChannelSlot> slots) {
        this.parts = parts;
        this.node = node;
        this.instance = instance;
        this.slots = slots;
        this.meters = parts.metersOf(node.component());
        this.stop = new Signal(parts.clock());
        this.calls = parts.watchdog().watch(this::stuck);
    }

    SourceNode node() {
        return node;
    }

    void start() {
        String name = node.component().name() + (instance == 0 ? "" : "-" + instance);
        thread = parts.options().host().threads().start(Threads.Kind.PLATFORM, name, this::run);
    }

    /** Asks the source to end; returns at once. */
    void requestStop() {
        stop.raise();
        lock.lock();
        try {
            if (current != null) {
                current.stop();
            }
        } catch (RuntimeException | Error failed) {
            parts.report(
                    node.component(), "stop", "its thread is interrupted at the deadline", failed);
        } finally {
            lock.unlock();
        }
    }

    boolean join(Duration atMost) throws InterruptedException {
        Thread running = thread;
        return running == null || parts.options().host().threads().join(running, atMost);
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    Health health() {
        Health ours = health;
        if (ours.state() != Health.State.UP) {
            return ours;
        }
        Source running;
        lock.lock();
        try {
            running = current;
        } finally {
            lock.unlock();
        }
        return running == null ? ours : running.health();
    }

    private void run() {
        Thread.currentThread().setContextClassLoader(ComponentContext.loader(node.component()));
        Backoff backoff = parts.backoff();
        try {
            Map<String, Channel> channels = awaitChannels();
            while (!stop.isRaised()) {
                long started = parts.clock().nanos();
                if (attempt(channels)) {
                    return;
                }
                if (parts.clock().nanos() - started > WORKED.toNanos()) {
                    backoff.reset();
                }
                meters.restarts.add(1);
                stop.pause(backoff.next().toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            meters.stopped(parts.clock().millis());
        }
    }

    private Map<String, Channel> awaitChannels() throws InterruptedException {
        Map<String, Channel> open = new LinkedHashMap<>();
        for (String name : node.channels()) {
            ChannelSlot slot = slots.get(name);
            Channel channel = slot == null ? null : slot.awaitOpen();
            if (channel == null) {
                stop.raise();
                break;
            }
            open.put(name, channel);
        }
        return open;
    }

    /** It has a thread of its own, which nobody waits for: to name it is all that is needed. */
    private void stuck(String call, String stack) {
        health = Health.down("has not returned from \"" + call + "\"");
        parts.reportStuck(
                node.component(),
                call,
                stack,
                "nothing comes in through this source until the call returns; the other components"
                        + " go on");
    }

    /**
     * Runs the source until it ends; false if it failed and is to be started again. Whatever it
     * throws is its own failure; even an interrupt, unless the agent stops.
     */
    private boolean attempt(Map<String, Channel> channels) throws InterruptedException {
        List<Component> opened = new ArrayList<>();
        String doing = "open";
        try {
            List<Interceptor> interceptors = new ArrayList<>();
            for (ComponentNode interceptor : node.interceptors()) {
                interceptors.add(open(Interceptor.class, named(interceptor), opened));
            }
            Selector selector = open(Selector.class, named(node.selector()), opened);
            Source source = open(Source.class, node.component(), opened);
            Distribution out =
                    new Distribution(
                            parts,
                            meters,
                            node.component().name(),
                            interceptors,
                            selector,
                            slots,
                            channels);
            meters.started(parts.clock().millis());
            doing = "run";
            runSource(source, out);
            return true;
        } catch (Throwable failed) {
            if (stop.isRaised() && failed instanceof InterruptedException asked) {
                throw asked;
            }
            boolean _ = !stop.isRaised() && Thread.interrupted();
            health = Health.down(Parts.rootCause(failed));
            parts.report(
                    node.component(),
                    doing,
                    "nothing comes in through this source until it works; what it took in before"
                            + " flows on",
                    failed);
            return stop.isRaised();
        } finally {
            setCurrent(null);
            for (Component component : opened.reversed()) {
                close(component);
            }
        }
    }

    private void runSource(Source source, Distribution out)
            throws IOException, InterruptedException {
        setCurrent(source);
        if (stop.isRaised()) {
            return;
        }
        health = Health.up();
        source.run(out);
        if (!stop.isRaised()) {
            health = Health.degraded("it has ended: there is nothing more to read");
            parts.report(
                    node.component(),
                    new Problem(
                            "MR-6009",
                            Problem.Severity.HINT,
                            "",
                            "",
                            "has ended: there is nothing more to read",
                            "what it took in flows on",
                            ""));
        }
    }

    private void setCurrent(@Nullable Source source) {
        lock.lock();
        try {
            current = source;
        } finally {
            lock.unlock();
        }
    }

    /** Interceptors and selectors are named within their source; meters need the whole name. */
    private ComponentNode named(ComponentNode inner) {
        return new ComponentNode(
                inner.kind(),
                node.component().name() + "." + inner.name(),
                inner.descriptor(),
                inner.config(),
                inner.threads(),
                inner.origin(),
                inner.settings());
    }

    private <C extends Component> C open(
            Class<C> kind, ComponentNode component, List<Component> opened)
            throws IOException, InterruptedException {
        ComponentContext context =
                new ComponentContext(
                        parts,
                        component,
                        instance,
                        node.channels(),
                        Level.MEMORY,
                        ComponentContext.NO_HOLDINGS);
        C created = parts.create(kind, component, context);
        opened.add(created);
        calls.enter("open");
        try {
            created.open();
        } finally {
            calls.leave();
        }
        return created;
    }

    private void close(Component component) {
        try {
            component.close();
        } catch (RuntimeException | Error failed) {
            parts.report(node.component(), "close", "what it took in flows on", failed);
        }
    }
}
