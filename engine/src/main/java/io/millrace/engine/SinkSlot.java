// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.SinkNode;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The place of a runner: where the watchdog finds its thread stuck in a component, another runner
 * takes its place with new instances. Safe for any thread.
 */
final class SinkSlot {
    private final Parts parts;
    private final SinkNode node;
    private final Function<Watchdog.Watched, SinkRunner> runners;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SinkRunner runner;
    private Watchdog.@Nullable Watched watched;
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
        parts.report(
                node.component(),
                new Problem(
                        "MR-6008",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        "does not return from \""
                                + call
                                + "\" for "
                                + parts.options().tuning().stuckAfter().toSeconds()
                                + " s; it stands in "
                                + stack,
                        "its batch goes back to channel \""
                                + node.channel()
                                + "\" and a new instance takes over; if the old one delivers after"
                                + " all, those events are doubled",
                        "see what the named call waits for"));
        parts.metersOf(node.component()).restarts.add(1);
        lock.lock();
        try {
            if (runner != null) {
                runner.abandon();
            }
            if (watched != null) {
                parts.watchdog().forget(watched);
            }
        } finally {
            lock.unlock();
        }
        start();
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
