// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Threads;

import java.time.Duration;

/** Virtual threads on the JDK's scheduler, and platform threads. */
final class RealThreads implements Threads {

    @Override
    public Thread start(Kind kind, String name, Runnable task) {
        return switch (kind) {
            case VIRTUAL -> Thread.ofVirtual().name(name).start(task);
            case PLATFORM -> Thread.ofPlatform().name(name).daemon(true).start(task);
        };
    }

    @Override
    public boolean join(Thread thread, Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }
}
