// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import io.millrace.compat.peer.load.LoadEvents.Phase;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Puts events from several producers, each of which waits for its put before the next, and measures
 * every put. First a warm-up, then the measured events, then single ones into the idle agent; each
 * begins when all of before have arrived. In the end it writes a report.
 */
public final class PutLoad {
    /** The name of the file with the report, a {@link Properties} file in the plan's directory. */
    public static final String REPORT = "load.properties";

    private static final long TICK_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 1_500_000_000;
    private static final long RETRY_NANOS = 1_000_000;

    /**
     * What to do.
     *
     * @param producers threads that put at the same time
     * @param batch events of a put
     * @param bodyBytes length of every body
     * @param warmUp events put before, as fast as it goes
     * @param events to be measured
     * @param perMilli events for each millisecond, by one producer; 0 is as fast as it goes
     * @param lone single events in the end
     * @param directory for the report; its disk is the one whose flushes are counted
     */
    public record Plan(
            int producers,
            int batch,
            int bodyBytes,
            long warmUp,
            long events,
            int perMilli,
            int lone,
            Path directory) {

        public Plan {
            if (bodyBytes < LoadEvents.LEAST_BYTES) {
                throw new IllegalArgumentException(
                        "a body has at least " + LoadEvents.LEAST_BYTES + " bytes");
            }
        }
    }

    /** Puts a batch and returns when the agent has acknowledged it. */
    @FunctionalInterface
    public interface Put {
        /**
         * Called by all producers at once.
         *
         * @throws Exception if it was refused; it is tried again
         */
        void put(List<byte[]> bodies) throws Exception;
    }

    private final Plan plan;
    private final Put put;
    private final Supplier<Thread.Builder> producers;
    private final LoadEvents events;
    private final AtomicLong serials = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean isStopped;

    /**
     * @param producers makes the threads that put: those in which the program's own sources serve
     *     their connections
     */
    public PutLoad(Plan plan, Put put, Supplier<Thread.Builder> producers) {
        this(plan, put, producers, LoadEvents.ofThisProcess());
    }

    PutLoad(Plan plan, Put put, Supplier<Thread.Builder> producers, LoadEvents events) {
        this.plan = plan;
        this.put = put;
        this.producers = producers;
        this.events = events;
    }

    /** Ends what runs soon, without a report. */
    public void stop() {
        isStopped = true;
    }

    /** Returns when all is done and the report is written. */
    public void run() throws IOException, InterruptedException {
        produce(Phase.WARM_UP, plan.warmUp, new Delays());
        boolean isComplete = events.await(serials.get());

        Expense before = Expense.now(plan.directory);
        Delays puts = new Delays();
        if (plan.perMilli > 0) {
            pace(puts);
        } else {
            produce(Phase.MEASURED, plan.events, puts);
        }
        Expense allPut = Expense.now(plan.directory);
        isComplete &= events.await(serials.get());
        Expense allArrived = Expense.now(plan.directory);

        for (int i = 0; i < plan.lone && isComplete && !isStopped; i++) {
            LockSupport.parkNanos(IDLE_NANOS);
            byte[] body = next(Phase.LONE);
            put(List.of(body), System.nanoTime());
            isComplete = events.await(serials.get());
        }
        if (!isStopped) {
            report(puts, before, allPut, allArrived);
        }
    }

    private void produce(Phase phase, long count, Delays puts) throws InterruptedException {
        AtomicLong left = new AtomicLong(count / plan.batch);
        List<Thread> threads = new ArrayList<>();
        List<Delays> all = new ArrayList<>();
        for (int i = 0; i < plan.producers; i++) {
            Delays own = new Delays();
            all.add(own);
            threads.add(
                    producers
                            .get()
                            .name("producer-" + i)
                            .start(() -> {
                                while (left.getAndDecrement() > 0 && !isStopped) {
                                    List<byte[]> bodies = batch(phase, plan.batch);
                                    long start = System.nanoTime();
                                    put(bodies, start);
                                    own.add(System.nanoTime() - start);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        all.forEach(puts::addAll);
    }

    /** A put that takes longer than it may makes the later ones late, which counts as theirs. */
    private void pace(Delays puts) {
        long start = System.nanoTime();
        long ticks = plan.events / plan.perMilli;
        for (long tick = 0; tick < ticks && !isStopped; tick++) {
            List<byte[]> bodies = batch(Phase.MEASURED, plan.perMilli);
            long due = start + tick * TICK_NANOS;
            long early;
            while ((early = due - System.nanoTime()) > 0) {
                LockSupport.parkNanos(early);
            }
            put(bodies, due);
            puts.add(System.nanoTime() - due);
        }
    }

    private List<byte[]> batch(Phase phase, int count) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bodies.add(next(phase));
        }
        return bodies;
    }

    private byte[] next(Phase phase) {
        return LoadEvents.body(plan.bodyBytes, phase, serials.getAndIncrement());
    }

    private void put(List<byte[]> bodies, long due) {
        bodies.forEach(body -> LoadEvents.due(body, due));
        while (!isStopped) {
            try {
                put.put(bodies);
                return;
            } catch (InterruptedException e) {
                isStopped = true;
            } catch (Exception e) {
                // What a client does whose events are refused, a full channel included.
                refused.incrementAndGet();
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void report(Delays puts, Expense before, Expense allPut, Expense allArrived)
            throws IOException {
        Properties report = new Properties();
        report.setProperty("sent", Long.toString(serials.get()));
        report.setProperty("arrived", Long.toString(events.arrived()));
        report.setProperty("doubled", Long.toString(events.doubled()));
        report.setProperty("damaged", Long.toString(events.damaged()));
        report.setProperty("refused", Long.toString(refused.get()));
        set(report, "put.seconds", (allPut.nanos() - before.nanos()) / 1e9);
        set(report, "seconds", (allArrived.nanos() - before.nanos()) / 1e9);
        set(report, "cpu.seconds", (allArrived.cpuNanos() - before.cpuNanos()) / 1e9);
        set(report, "flushes", (double) (allArrived.flushes() - before.flushes()));
        percentiles(report, "put", puts);
        percentiles(report, "delivery", events.delays(Phase.MEASURED));
        set(report, "lone.p50", events.delays(Phase.LONE).micros(0.5));
        Path file = plan.directory.resolve(REPORT);
        Path unfinished = file.resolveSibling(REPORT + ".tmp");
        try (Writer out = Files.newBufferedWriter(unfinished)) {
            report.store(out, null);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void percentiles(Properties report, String name, Delays delays) {
        set(report, name + ".p50", delays.micros(0.5));
        set(report, name + ".p99", delays.micros(0.99));
        set(report, name + ".p99.9", delays.micros(0.999));
    }

    private static void set(Properties report, String key, double value) {
        report.setProperty(key, Double.toString(value));
    }
}
