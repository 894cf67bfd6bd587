// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.ChannelNode;
import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.ledger.Ledger;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Clock;
import io.millrace.host.Threads;
import io.millrace.spi.Channel;
import io.millrace.spi.Health;
import io.millrace.spi.Level;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel of the graph, opened apart so that one which cannot open delays only its own sources
 * and sinks. Safe for any thread.
 */
final class ChannelSlot {
    private final Parts parts;
    private final ChannelNode node;
    private final int order;
    private final ComponentMeters meters;
    private final ChannelBook book;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Channel channel;
    private String trouble = "not open yet";
    private boolean stopped;

    /** {@code order} is the same for all sources, so that none reserves room in another order. */
    ChannelSlot(Parts parts, ChannelNode node, int order) {
        this.parts = parts;
        this.node = node;
        this.order = order;
        this.meters = parts.metersOf(node.component());
        this.book = parts.ledger().book(node.component().name());
        FlowMeters.ofChannel(meters, parts.clock(), this::channel);
        if (parts.ledger().isKept()) {
            FlowMeters.ofLedger(meters, book, parts.ledger().delays(node.component().name()));
        }
    }

    String name() {
        return node.component().name();
    }

    int order() {
        return order;
    }

    ComponentMeters meters() {
        return meters;
    }

    /** What became of its events. */
    ChannelBook book() {
        return book;
    }

    ChannelNode node() {
        return node;
    }

    /** Opens at once where that works, else goes on trying in the background. */
    void start() {
        Backoff backoff = parts.backoff();
        if (!tryOpen()) {
            parts.options()
                    .host()
                    .threads()
                    .start(Threads.Kind.PLATFORM, "open-" + name(), () -> keepTrying(backoff));
        }
    }

    private void keepTrying(Backoff backoff) {
        Clock clock = parts.clock();
        try {
            do {
                clock.sleep(backoff.next());
            } while (!isStopped() && !tryOpen());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryOpen() {
        ComponentContext context =
                new ComponentContext(
                        parts,
                        node.component(),
                        0,
                        List.of(),
                        Level.MEMORY,
                        ComponentContext.NO_HOLDINGS);
        try {
            Channel opened = parts.create(Channel.class, node.component(), context);
            try {
                opened.open();
            } catch (IOException | InterruptedException | RuntimeException | Error failed) {
                opened.close();
                throw failed;
            }
            tellLedger(opened);
            set(opened, "");
            meters.started(parts.clock().millis());
            meters.gauge("channel_events", "Events stored.", () -> opened.fill().events());
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException | RuntimeException | Error failed) {
            set(null, Parts.rootCause(failed));
            parts.report(
                    node.component(), "open", "its sources and sinks wait until it works", failed);
            return false;
        }
    }

    private void tellLedger(Channel opened) {
        Ledger ledger = parts.ledger();
        book.opened(
                opened.level(),
                opened.stored(),
                opened.fill().events(),
                ledger.writtenMillis(),
                parts.clock().millis());
        if (opened.level() != Level.MEMORY && !ledger.hadBefore(name())) {
            // Else a crash in the first second would leave nothing to compare with.
            ledger.write();
        }
    }

    private void set(@Nullable Channel opened, String reason) {
        lock.lock();
        try {
            channel = opened;
            trouble = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the channel is open; null if the agent stops before. */
    @Nullable Channel awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (channel == null && !stopped) {
                changed.await();
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    /** The channel, if it is open now. */
    @Nullable Channel channel() {
        lock.lock();
        try {
            return channel;
        } finally {
            lock.unlock();
        }
    }

    Health health() {
        lock.lock();
        try {
            return channel == null ? Health.down(trouble) : channel.health();
        } finally {
            lock.unlock();
        }
    }

    /** No source emits any more. */
    void seal() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
            if (channel != null) {
                channel.seal();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Channel open = channel();
        if (open != null) {
            book.stopped(open.fill().events(), parts.clock().millis());
            open.close();
        }
        meters.stopped(parts.clock().millis());
    }
}
