// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.host.Threads;

import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the operator asks of a running agent, by signals. The first TERM or INT asks it to stop; the
 * second ends the process at once, with the code that shells give a process ended by that signal.
 */
public final class Requests {
    private static final int ENDED_BY_SIGNAL = 128;
    private static final int INT = 2;
    private static final int TERM = 15;

    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final Threads threads;
    private final Runnable lastWord;
    private final BlockingQueue<Kind> waiting = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopAsked = new AtomicBoolean();

    /** What is asked for. */
    public enum Kind {
        /** To stop, with the time that it needs. */
        STOP,
        /** To say how it is. */
        DUMP
    }

    /**
     * Nothing is asked for yet.
     *
     * @param lastWord says what the second signal cuts off; it has a second for that
     */
    public Requests(Threads threads, Runnable lastWord) {
        this.threads = threads;
        this.lastWord = lastWord;
    }

    /** Takes the signals from now on. */
    public void listen() {
        Signals.handle("TERM", () -> stop(TERM));
        Signals.handle("INT", () -> stop(INT));
        Signals.handle("USR1", () -> waiting.add(Kind.DUMP));
        Signals.handle("HUP", Requests::hangUp);
    }

    /** Waits for the next request. */
    public Kind next() throws InterruptedException {
        return waiting.take();
    }

    /** Whether a stop was asked for. */
    public boolean isStopAsked() {
        return stopAsked.get();
    }

    private void stop(int signal) {
        if (stopAsked.compareAndSet(false, true)) {
            waiting.add(Kind.STOP);
        } else {
            sayLastWord();
            Runtime.getRuntime().halt(ENDED_BY_SIGNAL + signal);
        }
    }

    /**
     * On a thread of its own: who should read the log may not, and the end does not wait for it.
     */
    private void sayLastWord() {
        try {
            threads.join(threads.start(Threads.Kind.PLATFORM, "last-word", lastWord), LAST_WORD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It ends all the same.
        }
    }

    private static void hangUp() {
        LoggerFactory.getLogger("agent")
                .info("the configuration is not read again: restart the agent after a change");
    }
}
