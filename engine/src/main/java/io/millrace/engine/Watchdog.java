// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.host.Clock;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Notices calls into components that do not return, and says where they stand. It never touches the
 * data path: a call costs two plain writes.
 */
final class Watchdog {
    private static final int MOST_FRAMES = 12;
    private static final String ENGINE = "io.millrace.engine.";

    private final Clock clock;
    private final Threads threads;
    private final long stuckNanos;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;

    Watchdog(Clock clock, Threads threads, Duration stuckAfter) {
        this.clock = clock;
        this.threads = threads;
        this.stuckNanos = stuckAfter.toNanos();
    }

    /** The calls of one thread into one component. */
    final class Watched {
        private final BiConsumer<String, String> onStuck;
        private volatile @Nullable Thread caller;
        private volatile long sinceNanos;
        private volatile @Nullable String call;

        private Watched(BiConsumer<String, String> onStuck) {
            this.onStuck = onStuck;
        }

        /** The calling thread goes into the component. */
        void enter(String what) {
            caller = Thread.currentThread();
            sinceNanos = clock.nanos();
            call = what;
        }

        /** It came back. */
        void leave() {
            call = null;
        }

        private void check() {
            String stuckIn = call;
            Thread stuck = caller;
            if (stuckIn != null && stuck != null && clock.nanos() - sinceNanos > stuckNanos) {
                call = null;
                onStuck.accept(stuckIn, stack(stuck));
            }
        }
    }

    /**
     * Watches a component; {@code onStuck} gets the name of the call and the stack, once per call.
     */
    Watched watch(BiConsumer<String, String> onStuck) {
        Watched added = new Watched(onStuck);
        watched.add(added);
        return added;
    }

    void forget(Watched gone) {
        watched.remove(gone);
    }

    void start() {
        thread = threads.start(Threads.Kind.VIRTUAL, "watchdog", this::run);
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(Duration.ofNanos(Math.max(1, stuckNanos / 4)));
                watched.forEach(Watched::check);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the component waits in, and its own frames; not the JDK's and the engine's inside. */
    private static String stack(Thread thread) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : thread.getStackTrace()) {
            boolean isOfComponent = !frame.getClassName().startsWith(ENGINE);
            if (frames.size() == MOST_FRAMES || !(isOfComponent || frames.isEmpty())) {
                break;
            }
            if (frames.size() == 1 && isOfJdk(frames.getFirst()) && isOfJdk(frame.getClassName())) {
                frames.clear(); // The last of the JDK is what the component called.
            }
            frames.add(
                    frame.getClassName()
                            + "."
                            + frame.getMethodName()
                            + "("
                            + frame.getFileName()
                            + ":"
                            + frame.getLineNumber()
                            + ")");
        }
        return frames.isEmpty() ? "no stack" : String.join(" < ", frames);
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
    }
}
