// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What the scheduler knows of one thread. Touched by the carrier alone. */
final class SimThread {
    final int ordinal;
    final String name;
    final SimProcess process;

    /** The higher, the sooner it runs in histories that play favourites. */
    final int priority;

    /** Threads to wake when this one ends. */
    final List<SimThread> joiners = new ArrayList<>(1);

    @Nullable Thread thread;

    /** What the JDK hands over each time that the thread can go on; one object for its life. */
    @Nullable Runnable continuation;

    boolean ready;

    /** It lets others run. */
    boolean yields;

    /** A monitor that it waited for was free again at once: its step goes on. */
    boolean resumes;

    boolean ended;

    SimThread(int ordinal, String name, SimProcess process, int priority) {
        this.ordinal = ordinal;
        this.name = name;
        this.process = process;
        this.priority = priority;
    }

    Thread thread() {
        if (thread == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return thread;
    }

    @Override
    public String toString() {
        return process.name() + "/" + name + "#" + ordinal;
    }
}
