// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.host.Threads;

import java.time.Duration;

/** The threads of one process; both kinds are the same here. */
final class SimThreads implements Threads {
    private final SimScheduler scheduler;
    private final SimProcess process;

    SimThreads(SimScheduler scheduler, SimProcess process) {
        this.scheduler = scheduler;
        this.process = process;
    }

    @Override
    public Thread start(Kind kind, String name, Runnable task) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the process " + process.name() + " is dead");
        }
        return scheduler.start(process, name, task).thread();
    }

    @Override
    public boolean join(Thread thread, Duration atMost) throws InterruptedException {
        SimThread joined = scheduler.find(thread);
        return joined == null || scheduler.join(joined, SimClock.nanos(atMost));
    }
}
