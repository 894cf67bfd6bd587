// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

import java.time.Duration;

/** Makes threads. All of them are daemons: the agent decides when the process ends. */
public interface Threads {

    /** What a thread is made for, which decides what it is made of. */
    enum Kind {
        /** Waits on sockets, locks and queues most of its life: cheap, there may be thousands. */
        VIRTUAL,
        /** Reads or writes files, or computes for long: must not hold a carrier of the others. */
        PLATFORM
    }

    /**
     * Starts a thread.
     *
     * @param name shown in logs, thread dumps and problems; name the component in it
     * @param task an exception that escapes it is handed to the thread's uncaught-exception handler
     */
    Thread start(Kind kind, String name, Runnable task);

    /**
     * Waits until a thread ended, for at most the given time.
     *
     * @return whether it ended
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    boolean join(Thread thread, Duration atMost) throws InterruptedException;
}
