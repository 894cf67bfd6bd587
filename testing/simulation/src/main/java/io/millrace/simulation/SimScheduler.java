// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Runs all threads of a world on the one thread that calls {@link #run}. Among the threads that can
 * go on, it picks one with the seed's random numbers and lets it run until it waits; that is a
 * step. When none can go on, time jumps to the next timer.
 */
final class SimScheduler implements Executor {
    /** What a step costs, so that a loop that asks for the time comes to an end. */
    private static final long STEP_NANOS = 200;

    /** A timer farther away than this is no hope for anybody. */
    private static final long HORIZON_NANOS = 100L * 365 * 24 * 3_600 * 1_000_000_000;

    /** How often, and after how long, a thread is looked after that a monitor blocks. */
    private static final int LOOKS = 10_000;

    private static final long LOOK_NANOS = 20_000;

    private static final double[] FAVOURS = {0, 0, 0.5, 0.9};

    private final SplittableRandom random;
    private final Trace trace;
    private final double favour;
    private final long maxSteps;
    private final Thread.Builder.OfVirtual builder = Continuations.on(this);
    private final List<SimThread> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    /** Live threads by what the JDK submits for them, and by the thread itself: never iterated. */
    private final IdentityHashMap<Runnable, SimThread> byContinuation = new IdentityHashMap<>();

    private final IdentityHashMap<Thread, SimThread> byThread = new IdentityHashMap<>();

    /** The same by ordinal, for reports and for the end of a process. */
    private final Map<Integer, SimThread> live = new TreeMap<>();

    /** What other threads of the JVM woke, which should not be. */
    private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();

    private @Nullable Thread carrier;
    private @Nullable SimThread starting;
    private @Nullable SimThread urgent;
    private @Nullable SimThread running;
    private @Nullable Throwable failure;
    private int threads;
    private long timersSet;
    private long now;
    private long steps;

    SimScheduler(SplittableRandom random, Trace trace, long maxSteps) {
        this.random = random;
        this.trace = trace;
        this.maxSteps = maxSteps;
        this.favour = FAVOURS[random.nextInt(FAVOURS.length)];
    }

    /** Virtual nanoseconds since the world began. */
    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Ends the history with a failure; the first one counts. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** The thread that runs now, or null outside the simulation. */
    @Nullable SimThread current() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? byThread.get(thread) : null;
    }

    /** Starts a thread; it runs at some later step. */
    SimThread start(SimProcess process, String name, Runnable task) {
        SimThread started = new SimThread(threads++, name, process, random.nextInt());
        Thread thread =
                builder.name(name)
                        .inheritInheritableThreadLocals(false)
                        .uncaughtExceptionHandler((_, failed) -> process.died(started, failed))
                        .unstarted(() -> {
                            try {
                                task.run();
                            } finally {
                                ended(started);
                            }
                        });
        started.thread = thread;
        byThread.put(thread, started);
        live.put(started.ordinal, started);
        trace.add(started.name);
        starting = started;
        try {
            thread.start();
        } finally {
            starting = null;
        }
        return started;
    }

    private void ended(SimThread thread) {
        thread.ended = true;
        forget(thread);
        for (SimThread joiner : thread.joiners) {
            LockSupport.unpark(joiner.thread());
        }
        thread.joiners.clear();
    }

    private void forget(SimThread thread) {
        live.remove(thread.ordinal);
        byThread.remove(thread.thread());
        if (thread.continuation != null) {
            byContinuation.remove(thread.continuation);
        }
    }

    /** Called by the JDK whenever a thread can go on. */
    @Override
    public void execute(Runnable continuation) {
        SimThread first = starting;
        if (first != null && first.continuation == null) {
            first.continuation = continuation;
            byContinuation.put(continuation, first);
            makeReady(first);
        } else if (isInside(Thread.currentThread())) {
            submit(continuation);
        } else {
            fromOutside.add(continuation);
        }
    }

    private boolean isInside(Thread thread) {
        SimThread self = running;
        return thread.equals(carrier) || (self != null && thread.equals(self.thread));
    }

    private void submit(Runnable continuation) {
        SimThread thread = byContinuation.get(continuation);
        // A thread of a process that is dead never runs again, whoever wakes it.
        if (thread == null) {
            return;
        }
        if (thread.equals(running) && Thread.currentThread().equals(carrier) && !thread.yields) {
            thread.resumes = true;
        } else {
            makeReady(thread);
        }
    }

    private void makeReady(SimThread thread) {
        if (!thread.ready) {
            thread.ready = true;
            ready.add(thread);
        }
    }

    /**
     * Steps until {@code done}.
     *
     * @throws Throwable the failure of the history
     */
    void run(BooleanSupplier done) throws Throwable {
        carrier = Thread.currentThread();
        while (!done.getAsBoolean()) {
            Runnable woken = fromOutside.poll();
            if (woken != null) {
                submit(woken);
                fail(new AssertionError("a thread outside the simulation woke one of its own"));
            }
            if (failure != null) {
                throw failure;
            }
            fireDueTimers();
            SimThread next = next();
            if (next == null) {
                advance();
            } else {
                step(next);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void step(SimThread next) {
        if (++steps > maxSteps) {
            throw new AssertionError(
                    "no end after " + maxSteps + " steps\n" + describe(live.values()));
        }
        now += STEP_NANOS;
        trace.add(next.ordinal);
        Runnable continuation = next.continuation;
        running = next;
        if (continuation != null) {
            do {
                next.resumes = false;
                continuation.run();
            } while (next.resumes || isBlockedFromOutside(next));
        }
        running = null;
    }

    /**
     * A class that is being loaded, or a cache of the JDK, may be locked by a thread of another
     * simulation. That is no event of this one: wait for it, and let the step go on.
     */
    private boolean isBlockedFromOutside(SimThread thread) {
        if (thread.ready || thread.ended || thread.thread().getState() != Thread.State.BLOCKED) {
            return false;
        }
        for (int look = 0; look < LOOKS; look++) {
            if (fromOutside.remove(thread.continuation)) {
                return true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private @Nullable SimThread next() {
        SimThread first = urgent;
        if (first != null) {
            urgent = null;
            ready.remove(first);
            first.ready = false;
            return first;
        }
        if (ready.isEmpty()) {
            return null;
        }
        int picked = pick();
        SimThread thread = ready.get(picked);
        SimThread last = ready.removeLast();
        if (last != thread) {
            ready.set(picked, last);
        }
        thread.ready = false;
        return thread;
    }

    private int pick() {
        int size = ready.size();
        if (size == 1) {
            return 0;
        }
        if (favour > 0 && random.nextDouble() < favour) {
            int best = 0;
            for (int i = 1; i < size; i++) {
                if (ready.get(i).priority > ready.get(best).priority) {
                    best = i;
                }
            }
            return best;
        }
        return random.nextInt(size);
    }

    private void advance() {
        Timer timer = timers.peek();
        if (timer == null || timer.time - now > HORIZON_NANOS) {
            throw new AssertionError("all threads wait for ever\n" + describe(live.values()));
        }
        now = Math.max(now, timer.time);
    }

    private void fireDueTimers() {
        while (urgent == null) {
            Timer timer = timers.peek();
            if (timer == null || timer.time > now) {
                return;
            }
            timers.poll();
            fire(timer);
        }
    }

    /**
     * A wait for a condition is ended by an interrupt that only {@link #awaitNanos} sees. The
     * waiter runs in the very next step, so that no real interrupt can hide behind it. One that was
     * signalled already, and waits for the lock, needs no end.
     */
    private void fire(Timer timer) {
        SimThread waiter = timer.waiter;
        if (timer.lock == null) {
            timer.fired = true;
            LockSupport.unpark(waiter.thread());
        } else if (!waiter.ready && !timer.lock.isQueued(waiter.thread())) {
            timer.fired = true;
            waiter.thread().interrupt();
            urgent = waiter;
        }
    }

    private Timer set(long time, SimThread waiter, @Nullable AbstractQueuedSynchronizer lock) {
        Timer timer = new Timer(time, timersSet++, waiter, lock);
        timers.add(timer);
        return timer;
    }

    private SimThread mustBeCurrent() {
        SimThread self = current();
        if (self == null) {
            throw new IllegalStateException("only threads of the simulation may wait in it");
        }
        return self;
    }

    /** Waits for some virtual time. */
    void sleep(long nanos) throws InterruptedException {
        SimThread self = mustBeCurrent();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return;
        }
        Timer timer = set(after(nanos), self, null);
        while (!timer.fired) {
            LockSupport.park();
            if (!timer.fired && Thread.interrupted()) {
                timers.remove(timer);
                throw new InterruptedException();
            }
        }
    }

    /** Lets virtual time pass, as a device does that is busy: not ended by an interrupt. */
    void pass(long nanos) {
        SimThread self = current();
        if (self == null) {
            return;
        }
        Timer timer = set(after(nanos), self, null);
        boolean interrupted = false;
        while (!timer.fired) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            self.thread().interrupt();
        }
    }

    /** Lets others run. */
    @SuppressWarnings("ThreadPriorityCheck") // The scheduler is ours.
    void yieldNow() {
        SimThread self = current();
        if (self != null) {
            self.yields = true;
            Thread.yield();
            self.yields = false;
        }
    }

    /** As {@link io.millrace.host.Clock#awaitNanos}. */
    @SuppressWarnings("WaitNotInLoop") // The caller loops on its predicate, as the contract says.
    long awaitNanos(java.util.concurrent.locks.Condition condition, long nanos)
            throws InterruptedException {
        SimThread self = mustBeCurrent();
        long end = after(nanos);
        Timer timer = set(end, self, Continuations.lockOf(condition));
        try {
            condition.await();
        } catch (InterruptedException interrupted) {
            if (!timer.fired) {
                throw interrupted;
            }
        } finally {
            if (!timer.fired) {
                timers.remove(timer);
            }
        }
        return end - now;
    }

    /** Waits until a thread ended; false if the time was over first. */
    boolean join(SimThread thread, long nanos) throws InterruptedException {
        SimThread self = mustBeCurrent();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (thread.ended || nanos <= 0) {
            return thread.ended;
        }
        Timer timer = set(after(nanos), self, null);
        thread.joiners.add(self);
        try {
            while (!thread.ended && !timer.fired) {
                LockSupport.park();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            thread.joiners.remove(self);
            timers.remove(timer);
        }
        return thread.ended;
    }

    @Nullable SimThread find(Thread thread) {
        return byThread.get(thread);
    }

    private long after(long nanos) {
        long time = now + Math.max(0, nanos);
        return time < 0 ? Long.MAX_VALUE : time;
    }

    /**
     * Stops all threads of a process for good: no finally block of theirs runs. If the caller is
     * one of them, this method does not return.
     */
    void kill(SimProcess process) {
        for (SimThread thread : List.copyOf(live.values())) {
            if (thread.process == process) {
                forget(thread);
            }
        }
        ready.removeIf(thread -> thread.process == process);
        timers.removeIf(timer -> timer.waiter.process == process);
        stopIfDead();
    }

    /** Never returns if the caller is a thread of a dead process. */
    void stopIfDead() {
        SimThread self = running;
        while (self != null
                && Thread.currentThread().equals(self.thread)
                && !self.process.isAlive()) {
            LockSupport.park();
        }
    }

    /** Names and stacks of all threads. */
    String describe() {
        return describe(live.values());
    }

    private static String describe(Collection<SimThread> threads) {
        StringBuilder text = new StringBuilder();
        for (SimThread thread : threads) {
            text.append(thread).append(thread.ready ? " (ready)" : " (waits)").append('\n');
            for (StackTraceElement element : thread.thread().getStackTrace()) {
                if (!element.getClassName().startsWith("java.lang.VirtualThread")) {
                    text.append("    at ").append(element).append('\n');
                }
            }
        }
        return text.toString();
    }
}
