// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkNode;
import io.millrace.host.Threads;
import io.millrace.spi.Health;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The place of a runner: where the watchdog finds its thread stuck in a component, another runner
 * takes its place with new instances. Safe for any thread.
 */
final class SinkSlot {
    /** So many threads may hang in the sink at a time. */
    private static final int MOST_STUCK = 4;

    private final Parts parts;
    private final SinkNode node;
    private final Function<Watchdog.Watched, SinkRunner> runners;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SinkRunner runner;
    private Watchdog.@Nullable Watched watched;
    private final List<SinkRunner> stuck = new ArrayList<>();
    private boolean stopping;

    SinkSlot(Parts parts, SinkNode node, Function<Watchdog.Watched, SinkRunner> runners) {
        this.parts = parts;
        this.node = node;
        this.runners = runners;
    }

    SinkNode node() {
        return node;
    }

    void start() {
        lock.lock();
        try {
            if (stopping) {
                return;
            }
            Watchdog.Watched calls = parts.watchdog().watch(this::stuck);
            watched = calls;
            runner = runners.apply(calls);
            runner.start();
        } finally {
            lock.unlock();
        }
    }

    private void stuck(String call, String stack) {
        boolean replaced;
        lock.lock();
        try {
            if (runner != null) {
                runner.abandon();
                stuck.add(runner);
            }
            if (watched != null) {
                parts.watchdog().forget(watched);
            }
            replaced = stuck.size() < MOST_STUCK;
        } finally {
            lock.unlock();
        }
        parts.reportStuck(node.component(), call, stack, effect(call, replaced));
        parts.metersOf(node.component()).restarts.add(1);
        if (replaced) {
            start();
        } else {
            parts.options()
                    .host()
                    .threads()
                    .start(Threads.Kind.VIRTUAL, "unstick-" + node.component().name(), this::await);
        }
    }

    private String effect(String call, boolean replaced) {
        String next =
                replaced
                        ? " and a new instance takes over"
                        : "; a new instance takes over when one of "
                                + MOST_STUCK
                                + " that hang has returned";
        return call.equals("write")
                ? "its batch goes back to channel \""
                        + node.channel()
                        + "\""
                        + next
                        + "; if the old one delivers after all, those events are doubled"
                : "the events stay in channel \"" + node.channel() + "\"" + next;
    }

    /** A destination that hangs for good must not cost a thread more with each attempt. */
    private void await() {
        try {
            while (!hasRoom()) {
                parts.clock().sleep(parts.options().tuning().longestPause());
            }
            start();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (SinkRunner hanging : List.copyOf(stuck)) {
                if (hanging.join(Duration.ZERO)) {
                    stuck.remove(hanging);
                }
            }
            return stopping || stuck.size() < MOST_STUCK;
        } finally {
            lock.unlock();
        }
    }

    void requestStop() {
        SinkRunner running = stopping();
        if (running != null) {
            running.requestStop();
        }
    }

    void cancel() {
        SinkRunner running = stopping();
        if (running != null) {
            running.cancel();
        }
    }

    void abandon() {
        SinkRunner running = stopping();
        if (running != null) {
            running.abandon();
        }
    }

    private @Nullable SinkRunner stopping() {
        lock.lock();
        try {
            stopping = true;
            return runner;
        } finally {
            lock.unlock();
        }
    }

    boolean join(Duration atMost) throws InterruptedException {
        SinkRunner running = stopping();
        return running == null || running.join(atMost);
    }

    List<SinkMember> members() {
        lock.lock();
        try {
            return runner == null ? List.of() : runner.members();
        } finally {
            lock.unlock();
        }
    }

    Health health() {
        return members().stream()
                .map(SinkMember::health)
                .max(java.util.Comparator.comparing(Health::state))
                .orElse(Health.down("not started"));
    }
}
