// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkNode;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.host.Threads;
import io.millrace.spi.Channel;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Moves batches from one channel to one sink, or to the sinks of a group, on a thread of its own.
 *
 * <p>A take stays open until the delivery is known; what was not delivered goes back to the head of
 * the channel. A runner that is {@link #abandon abandoned} gives its take back and never
 * acknowledges anything again, whatever its thread, stuck in a component, does later.
 */
final class SinkRunner {
    private final Parts parts;
    private final String name;
    private final SinkNode node;
    private final ChannelSlot slot;
    private final Delivering delivering;
    private final HeldBatches held;
    private final Signal stop;
    private final Signal cancel;
    private volatile boolean abandoned;
    private volatile Channel.@Nullable Take current;
    private volatile @Nullable Thread thread;
    private volatile SinkMember lastWriter;

    /** {@code node} is the sink, or the first of the group: it names the runner in messages. */
    SinkRunner(
            Parts parts,
            String name,
            SinkNode node,
            ChannelSlot slot,
            Function<HeldBatches, Delivering> delivering) {
        this.parts = parts;
        this.name = name;
        this.node = node;
        this.slot = slot;
        this.held = new HeldBatches(this::release);
        this.delivering = delivering.apply(held);
        this.lastWriter = this.delivering.members().getFirst();
        this.stop = new Signal(parts.clock());
        this.cancel = new Signal(parts.clock());
    }

    List<SinkMember> members() {
        return delivering.members();
    }

    void start() {
        thread = parts.options().host().threads().start(Threads.Kind.PLATFORM, name, this::run);
    }

    /** Asks it to end: over memory when the channel is empty, else after the batch at hand. */
    void requestStop() {
        stop.raise();
    }

    /** Asks it to end at the next opportunity, whatever is in the channel. */
    void cancel() {
        stop.raise();
        cancel.raise();
    }

    boolean join(Duration atMost) throws InterruptedException {
        Thread running = thread;
        return running == null || parts.options().host().threads().join(running, atMost);
    }

    /** Gives up on its thread; another runner may take over at once. */
    void abandon() {
        abandoned = true;
        delivering.members().forEach(SinkMember::giveUp);
        cancel();
        Channel.Take take = current;
        if (take != null) {
            take.close();
        }
        held.giveBackAll();
        Thread stuck = thread;
        if (stuck != null) {
            stuck.interrupt();
        }
    }

    private void run() {
        Backoff backoff = parts.backoff();
        try {
            Channel channel = slot.awaitOpen();
            while (channel != null && !isDrained(channel)) {
                cancelOrPause(backoff.next());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            delivering.close();
            held.giveBackAll();
        }
    }

    /** Drains until it is asked to end; false if that failed and is to be tried again. */
    private boolean isDrained(Channel channel) {
        try {
            drain(channel);
            return true;
        } catch (Throwable failed) {
            if (abandoned || cancel.isRaised()) {
                return true;
            }
            parts.report(
                    node.component(),
                    "take from its channel",
                    "the events stay in channel \"" + node.channel() + "\" until it works",
                    failed);
            return false;
        }
    }

    private void drain(Channel channel) throws InterruptedException, IOException {
        final boolean leaveRest = channel.level().compareTo(Level.FSYNC) >= 0;
        final ComponentMeters channelMeters = slot.meters();
        while (!cancel.isRaised() && !(leaveRest && stop.isRaised())) {
            if (!delivering.isReady()) {
                cancelOrPause(delivering.untilReady());
                continue;
            }
            Duration due = delivering.maintain();
            Optional<Channel.Take> take =
                    channel.take(delivering.batchSize(), Math.max(1, due.toNanos()));
            if (take.isPresent()) {
                deliver(take.get());
            } else {
                channelMeters.takesEmpty.add(1);
                delivering.members().getFirst().meters().batchesEmpty.add(1);
                if (stop.isRaised()) {
                    return;
                }
            }
        }
    }

    private void cancelOrPause(Duration pause) throws InterruptedException {
        cancel.pause(Math.max(1_000_000, pause.toNanos()));
    }

    private void deliver(Channel.Take take) throws InterruptedException {
        current = take;
        Batch batch = take.batch();
        slot.meters().eventsTaken.add(batch.size());
        boolean keep = false;
        try {
            held.expect(take);
            Delivering.Attempt attempt = delivering.write(batch);
            lastWriter = attempt.member();
            keep = attempt.delivery() instanceof Delivery.Held;
            if (!keep) {
                held.forget(batch);
            }
            if (!abandoned) {
                settle(take, attempt);
            }
        } catch (IOException failed) {
            parts.report(
                    slot.node().component(),
                    "acknowledge delivered events",
                    "they may be delivered twice",
                    failed);
        } finally {
            current = null;
            if (!keep) {
                held.forget(batch);
                take.close();
            }
        }
    }

    private void settle(Channel.Take take, Delivering.Attempt attempt)
            throws IOException, InterruptedException {
        ComponentMeters meters = attempt.member().meters();
        switch (attempt.delivery()) {
            case Delivery.Delivered all -> {
                release(take, 0, take.batch().size());
                meters.batchesOut.add(1);
            }
            case Delivery.Partly partly -> {
                for (Delivery.Range range : partly.delivered()) {
                    release(take, range.from(), range.to());
                }
                for (Delivery.Rejected rejected : partly.rejected()) {
                    reject(take, rejected, meters);
                }
                take.close();
                if (!partly.retryAfter().isZero()) {
                    cancelOrPause(partly.retryAfter());
                }
            }
            case Delivery.RetryLater later -> {
                take.close();
                cancelOrPause(later.after());
            }
            case Delivery.Held held -> {
                // The sink says later what became of it.
            }
        }
    }

    private void release(Channel.Take take, int from, int to) throws IOException {
        if (abandoned) {
            return;
        }
        take.acknowledge(from, to);
        Batch delivered = take.batch().slice(from, to);
        parts.streams().delivered(delivered);
        slot.meters().eventsReleased.add(delivered.size());
        ComponentMeters meters = lastWriter.meters();
        meters.eventsOut.add(delivered.size());
        meters.bytesOut.add(delivered.bodyBytes());
    }

    /** There is no place yet where refused events are kept: they are counted and named. */
    private void reject(Channel.Take take, Delivery.Rejected rejected, ComponentMeters meters)
            throws IOException {
        take.acknowledge(rejected.event(), rejected.event() + 1);
        parts.streams().delivered(take.batch().slice(rejected.event(), rejected.event() + 1));
        slot.meters().eventsReleased.add(1);
        meters.eventsRejected.add(1);
        parts.report(
                node.component(),
                new Problem(
                        "MR-6007",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        "the destination refused an event for good: " + rejected.reason(),
                        "the event is dropped and counted in millrace_sink_rejected_events_total",
                        "mend what produces such events, or the destination"));
    }
}
