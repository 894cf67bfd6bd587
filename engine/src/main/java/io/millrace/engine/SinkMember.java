// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkNode;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One instance of a sink and how it does: opened with back-off, written to under the watchdog,
 * created anew after a failure that it did not explain. Used by its runner's thread, but for {@link
 * #health}.
 */
final class SinkMember {
    private final Parts parts;
    private final SinkNode node;
    private final ComponentContext context;
    private final ComponentMeters meters;
    private final Backoff backoff;
    private final Watchdog.Watched calls;
    private final ClassLoader loader;
    private final @Nullable BodyCheck bodies;
    private volatile @Nullable Sink sink;
    private volatile String trouble = "not open yet";
    private volatile boolean givenUp;
    private final AtomicLong damaged = new AtomicLong();
    private long retryAtNanos;
    private String crash = "";

    SinkMember(
            Parts parts,
            SinkNode node,
            ComponentContext context,
            Backoff backoff,
            Watchdog.Watched calls) {
        this.parts = parts;
        this.node = node;
        this.context = context;
        this.meters = parts.metersOf(node.component());
        this.backoff = backoff;
        this.calls = calls;
        this.loader = ComponentContext.loader(node.component());
        this.bodies = node.verify() ? new BodyCheck() : null;
        this.retryAtNanos = parts.clock().nanos();
    }

    String name() {
        return node.component().name();
    }

    ComponentMeters meters() {
        return meters;
    }

    /** Its runner is given up: from now on an interrupt is meant. */
    void giveUp() {
        givenUp = true;
    }

    /**
     * What the last write failed with if that was an exception of the sink's own, which may be due
     * to an event; else empty.
     */
    String crash() {
        return crash;
    }

    /** How long until it may be tried again; zero or less if now. */
    long pauseNanos() {
        return retryAtNanos - parts.clock().nanos();
    }

    /** Whether it can be written to now; opens it where that is due. */
    boolean isReady() throws InterruptedException {
        if (pauseNanos() > 0) {
            return false;
        }
        return sink != null || open();
    }

    private boolean open() throws InterruptedException {
        Thread.currentThread().setContextClassLoader(loader);
        Sink created = null;
        try {
            created = parts.create(Sink.class, node.component(), context);
            calls.enter("open");
            created.open();
            sink = created;
            trouble = "";
            meters.started(parts.clock().millis());
            return true;
        } catch (Throwable failed) {
            throwIfMeant(failed);
            failed(
                    "open",
                    "the events stay in channel \"" + node.channel() + "\" until it works",
                    failed);
            if (created != null) {
                close(created);
            }
            return false;
        } finally {
            calls.leave();
        }
    }

    int batchSize() {
        Sink open = sink;
        return open == null ? 1 : Math.max(1, open.batchSize());
    }

    /** Lets the sink do what is due; how long until it wants that again. */
    Duration maintain() throws InterruptedException {
        Sink open = sink;
        if (open == null) {
            return Duration.ofHours(1);
        }
        Thread.currentThread().setContextClassLoader(loader);
        calls.enter("maintain");
        try {
            return open.maintain();
        } catch (IOException failed) {
            throwIfMeant(failed);
            failed(
                    "do what was due by time",
                    "events stay in channel \"" + node.channel() + "\"",
                    failed);
        } catch (Throwable failed) {
            throwIfMeant(failed);
            broken("do what was due by time", failed);
        } finally {
            calls.leave();
        }
        return Duration.ofNanos(Math.max(0, pauseNanos()));
    }

    /** Writes a batch; a failure becomes {@link Delivery.RetryLater}. */
    Delivery write(Batch batch) throws InterruptedException {
        Sink open = sink;
        crash = "";
        if (open == null) {
            return retryLater();
        }
        Thread.currentThread().setContextClassLoader(loader);
        meters.eventsIn.add(batch.size());
        meters.batchesIn.add(1);
        (batch.size() >= open.batchSize() ? meters.batchesFull : meters.batchesPartial).add(1);
        if (bodies != null) {
            List<Delivery.Rejected> changed = bodies.damaged(batch);
            if (!changed.isEmpty()) {
                return damaged(changed);
            }
        }
        long started = parts.clock().nanos();
        calls.enter("write");
        try {
            Delivery delivery = open.write(batch);
            if (delivery instanceof Delivery.RetryLater later) {
                refused(later);
            } else if (delivery instanceof Delivery.Refused) {
                meters.failures.add(1);
            } else {
                backoff.reset();
                trouble = "";
            }
            return delivery;
        } catch (IOException failed) {
            throwIfMeant(failed);
            failed("write " + batch.size() + " events", stay(), failed);
            return retryLater();
        } catch (Throwable failed) {
            throwIfMeant(failed);
            broken("write " + batch.size() + " events", failed);
            // Out of memory or a missing class are not due to the event.
            if (failed instanceof RuntimeException || failed instanceof StackOverflowError) {
                crash = Parts.rootCause(failed);
            }
            return retryLater();
        } finally {
            calls.leave();
            meters.batchTime.add(parts.clock().nanos() - started);
        }
    }

    /** What is left of the batch comes again at once. */
    private Delivery damaged(List<Delivery.Rejected> changed) {
        damaged.addAndGet(changed.size());
        parts.report(node.component(), BodyCheck.problem(changed.size()));
        return new Delivery.Partly(List.of(), changed, Duration.ZERO);
    }

    /**
     * Whatever a component throws is a failure of that component alone; even an interrupt, unless
     * the engine sent it. One that a component swallowed must not end the runner either.
     */
    private void throwIfMeant(Throwable failed) throws InterruptedException {
        if (givenUp && failed instanceof InterruptedException stop) {
            throw stop;
        }
        if (!givenUp) {
            boolean _ = Thread.interrupted();
        }
    }

    private String stay() {
        return "they stay in channel \"" + node.channel() + "\" and are tried again";
    }

    private Delivery retryLater() {
        return new Delivery.RetryLater(Duration.ofNanos(Math.max(0, pauseNanos())), trouble);
    }

    private void refused(Delivery.RetryLater later) {
        meters.failures.add(1);
        Duration pause = backoff.next();
        if (!later.after().isZero()) {
            pause = later.after();
        }
        retryAtNanos = parts.clock().nanos() + pause.toNanos();
        trouble = later.reason();
        parts.report(node.component(), Delivering.notNow(later.reason(), stay()));
    }

    private void failed(String doing, String effect, Throwable failure) {
        meters.failures.add(1);
        retryAtNanos = parts.clock().nanos() + backoff.next().toNanos();
        trouble = Parts.rootCause(failure);
        parts.report(node.component(), doing, effect, failure);
    }

    /** An exception that is no part of the contract: the instance is not trusted any more. */
    private void broken(String call, Throwable failure) {
        failed(call, stay() + " by a new instance of the sink", failure);
        meters.restarts.add(1);
        close();
    }

    Health health() {
        Sink open = sink;
        if (open == null || !trouble.isEmpty()) {
            return Health.down(trouble);
        }
        long changed = damaged.get();
        if (changed > 0) {
            return Health.down(changed + " events had damaged bodies since the start");
        }
        return open.health();
    }

    void close() {
        Sink open = sink;
        sink = null;
        if (open != null) {
            calls.enter("close");
            close(open);
            calls.leave();
            meters.stopped(parts.clock().millis());
        }
    }

    private void close(Sink open) {
        try {
            open.close();
        } catch (RuntimeException | Error failed) {
            parts.report(
                    node.component(), "close", "what it had delivered stays delivered", failed);
        }
    }
}
