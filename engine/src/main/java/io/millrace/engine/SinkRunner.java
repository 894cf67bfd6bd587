// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkNode;
import io.millrace.engine.deadletter.DeadLetterStore;
import io.millrace.engine.deadletter.Fault;
import io.millrace.engine.deadletter.Undeliverable;
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
import java.util.ArrayList;
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
    /** A batch that a new instance of the sink fails on too is taken apart. */
    private static final int CRASHES_TO_ISOLATE = 2;

    private static final Duration HELD_AT_STOP = Duration.ofMillis(5);

    private final Parts parts;
    private final String name;
    private final SinkNode node;
    private final ChannelSlot slot;
    private final Delivering delivering;
    private final HeldBatches held;
    private final Signal stop;
    private final Signal cancel;
    private final DeadLetterStore deadLetters;
    private final Backoff burials;
    private volatile boolean abandoned;
    private volatile Channel.@Nullable Take current;
    private volatile @Nullable Thread thread;

    /** Whether what was buried last is kept, and not dropped; of the runner's own thread. */
    private boolean isKept;

    private volatile SinkMember lastWriter;

    /** Batches in a row that the sink failed on with an exception of its own. */
    private int crashes;

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
        this.deadLetters = parts.deadLetters().of(slot.name());
        this.burials = parts.backoff();
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
                pause(backoff.next());
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
        final ComponentMeters channelMeters = slot.meters();
        while (!isOver(channel)) {
            if (!delivering.isReady()) {
                pause(delivering.untilReady());
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
                    if (held.isEmpty()) {
                        return;
                    }
                    pause(HELD_AT_STOP); // What the sink gives back has to be taken again.
                }
            }
        }
    }

    /** Whether nothing more is to be taken: what is durable can wait for the next start. */
    private boolean isOver(Channel channel) {
        boolean leaveRest = channel.level().compareTo(Level.FSYNC) >= 0;
        return cancel.isRaised() || (leaveRest && stop.isRaised());
    }

    void pause(Duration pause) throws InterruptedException {
        cancel.pause(Math.max(1_000_000, pause.toNanos()));
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Waits until a sink can be written to; false if the runner is to end before. */
    boolean awaitReady() throws InterruptedException {
        Channel channel = slot.channel();
        while (channel != null && !isOver(channel)) {
            if (delivering.isReady()) {
                delivering.maintain();
                return true;
            }
            pause(delivering.untilReady());
        }
        return false;
    }

    private void deliver(Channel.Take take) throws InterruptedException {
        current = take;
        slot.meters().eventsTaken.add(take.batch().size());
        boolean keep = false;
        try {
            Delivering.Attempt attempt = write(take);
            keep = attempt.delivery() instanceof Delivery.Held;
            if (!abandoned) {
                Optional<Undeliverable> suspicion = suspicion(take, attempt);
                if (suspicion.isPresent()) {
                    keep = true;
                    isolate(take, suspicion.get());
                } else {
                    settle(take, attempt);
                }
            } else if (attempt.delivery() instanceof Delivery.Delivered) {
                slot.book().doubled(take.batch());
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
                held.forget(take.batch());
                take.close();
            }
        }
    }

    /** Hands events to the sink; unless it holds them, the caller settles and closes the take. */
    Delivering.Attempt write(Channel.Take take) throws InterruptedException {
        held.expect(take);
        boolean keep = false;
        try {
            Delivering.Attempt attempt = delivering.write(take.batch());
            lastWriter = attempt.member();
            keep = attempt.delivery() instanceof Delivery.Held;
            return attempt;
        } finally {
            if (!keep) {
                held.forget(take.batch());
            }
        }
    }

    /** Whether an event of the batch is to blame for what came of it, as far as that is known. */
    private Optional<Undeliverable> suspicion(Channel.Take take, Delivering.Attempt attempt) {
        if (attempt.delivery() instanceof Delivery.Refused refused) {
            return Optional.of(
                    new Undeliverable(take.batch().event(0), Fault.REFUSED, refused.reason(), 1));
        }
        if (attempt.crash().isEmpty()) {
            crashes = attempt.delivery() instanceof Delivery.RetryLater ? crashes : 0;
            return Optional.empty();
        }
        crashes++;
        return crashes < CRASHES_TO_ISOLATE
                ? Optional.empty()
                : Optional.of(
                        new Undeliverable(
                                take.batch().event(0), Fault.CRASHED, attempt.crash(), crashes));
    }

    private void isolate(Channel.Take take, Undeliverable suspicion)
            throws IOException, InterruptedException {
        new Isolation(this, deadLetters.settings().attempts())
                .of(take, suspicion.attempts(), suspicion.fault(), suspicion.reason());
    }

    /** Lets go what was delivered, keeps what was rejected, and pauses if the sink wants that. */
    void settle(Channel.Take take, Delivering.Attempt attempt)
            throws IOException, InterruptedException {
        switch (attempt.delivery()) {
            case Delivery.Delivered all -> {
                release(take, 0, take.batch().size(), attempt.member().meters(), true);
            }
            case Delivery.Partly partly -> settle(take, partly, attempt.member().meters());
            case Delivery.RetryLater later -> {
                take.close();
                pause(later.after());
            }
            case Delivery.Refused refused ->
                    throw new IllegalStateException("a refused batch is taken apart");
            case Delivery.Held held -> {
                // The sink says later what became of it.
            }
        }
    }

    private void settle(Channel.Take take, Delivery.Partly partly, ComponentMeters sink)
            throws IOException, InterruptedException {
        for (Delivery.Range range : partly.delivered()) {
            release(take, range.from(), range.to(), sink, false);
        }
        List<Undeliverable> events = new ArrayList<>(partly.rejected().size());
        for (Delivery.Rejected rejected : partly.rejected()) {
            events.add(
                    new Undeliverable(
                            take.batch().event(rejected.event()),
                            Fault.REJECTED,
                            rejected.reason(),
                            1));
        }
        if (!events.isEmpty() && bury(events)) {
            for (Delivery.Rejected rejected : partly.rejected()) {
                buried(take, rejected.event());
            }
        }
        take.close();
        if (!partly.retryAfter().isZero()) {
            pause(partly.retryAfter());
        }
    }

    private void release(Channel.Take take, int from, int to, ComponentMeters sink, boolean isLast)
            throws IOException {
        Batch delivered = take.batch().slice(from, to);
        if (abandoned) {
            slot.book().doubled(delivered);
            return;
        }
        try {
            take.acknowledge(from, to);
        } catch (IOException failed) {
            slot.book().doubled(delivered);
            throw failed;
        }
        slot.book().delivered(delivered, parts.clock().millis());
        parts.streams().delivered(delivered);
        slot.meters().eventsReleased.add(delivered.size());
        sink.eventsOut.add(delivered.size());
        sink.bytesOut.add(delivered.bodyBytes());
        if (isLast) {
            sink.batchesOut.add(1);
        }
    }

    /**
     * Whether the sink delivers other events of the channel, if there are any: what a sink that
     * fails on all it was given so far is judged by.
     */
    boolean canDeliverOthers() throws IOException, InterruptedException {
        Channel channel = slot.channel();
        if (channel == null || !awaitReady()) {
            return false;
        }
        Optional<Channel.Take> others = channel.take(delivering.batchSize(), 0);
        if (others.isEmpty()) {
            return false;
        }
        Channel.Take take = others.get();
        slot.meters().eventsTaken.add(take.batch().size());
        boolean keep = false;
        try {
            Delivering.Attempt attempt = write(take);
            keep = attempt.delivery() instanceof Delivery.Held;
            boolean delivers =
                    !abandoned
                            && !(attempt.delivery() instanceof Delivery.RetryLater)
                            && !(attempt.delivery() instanceof Delivery.Refused);
            if (delivers) {
                settle(take, attempt);
            }
            return delivers;
        } finally {
            if (!keep) {
                take.close();
            }
        }
    }

    /**
     * Puts events into the dead letters; only then may the channel let them go.
     *
     * @return false if they have to stay in the channel
     */
    boolean bury(List<Undeliverable> events) throws InterruptedException {
        if (abandoned) {
            return false;
        }
        SinkMember member = lastWriter;
        try {
            DeadLetterStore.Outcome outcome = deadLetters.keep(events, member.name());
            burials.reset();
            isKept = outcome == DeadLetterStore.Outcome.KEPT;
            if (outcome == DeadLetterStore.Outcome.KEPT) {
                events.forEach(this::reportKept);
            }
            member.meters().eventsRejected.add(events.size());
            events.forEach(event -> member.meters().deadLetters(event.fault().word()).add(1));
            return true;
        } catch (IOException failed) {
            parts.report(slot.node().component(), "keep dead letters", "", failed);
            pause(burials.next());
            return false;
        }
    }

    /** Lets an event go that {@link #bury} has put away. */
    void buried(Channel.Take take, int event) throws IOException {
        if (abandoned) {
            return;
        }
        take.acknowledge(event, event + 1);
        Batch refused = take.batch().slice(event, event + 1);
        if (isKept) {
            slot.book().deadLettered(refused, parts.clock().millis());
        } else {
            slot.book().lost(refused, parts.clock().millis());
        }
        parts.streams().delivered(refused);
        slot.meters().eventsReleased.add(1);
    }

    private void reportKept(Undeliverable event) {
        String effect = "the event is kept in the dead letters of channel \"" + slot.name() + "\"";
        String remedy =
                "look at it with millrace deadletter ls, mend what produces such events, or the"
                        + " destination, then replay it";
        Problem problem =
                event.fault() == Fault.CRASHED
                        ? new Problem(
                                "MR-6055",
                                Problem.Severity.ERROR,
                                "",
                                "",
                                "the sink fails on an event: " + event.reason(),
                                effect,
                                remedy)
                        : new Problem(
                                "MR-6007",
                                Problem.Severity.ERROR,
                                "",
                                "",
                                "an event was refused for good: " + event.reason(),
                                effect,
                                remedy);
        parts.report(node.component(), problem);
    }

    /** The sink fails on everything that it was given. */
    void reportBroken(String reason) {
        parts.report(
                node.component(),
                new Problem(
                        "MR-6053",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        "the sink fails on every event that it is given"
                                + (reason.isEmpty() ? "" : ": " + reason),
                        "no event is put into the dead letters, since none of them alone is to"
                                + " blame; they stay in channel \""
                                + slot.name()
                                + "\" and are tried again",
                        "mend the sink; if it is the events after all, one that it can deliver"
                                + " shows that"));
    }
}
