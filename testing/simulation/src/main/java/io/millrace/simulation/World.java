// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.simulation.disk.Media;
import io.millrace.simulation.disk.Operation;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One machine and all that happens to it, from one seed. Used by threads of its simulation. */
public final class World {
    private static final int REMEMBERED = 200;

    /** {@code -Dsimulation.log=true} prints everything that happens. */
    private static final boolean IS_LOUD = Boolean.getBoolean("simulation.log");

    private static final long FIRST_LOOK_NANOS = 20_000;
    private static final long SLOWEST_LOOK_NANOS = 20_000_000;

    private final Trace trace = new Trace();
    private final SimScheduler scheduler;
    private final SimClock clock;
    private final Media media;
    private final SplittableRandom diskRandom;
    private final SplittableRandom random;
    private final SimProcess operator;
    private final List<SimProcess> processes = new ArrayList<>();
    private final ArrayDeque<String> log = new ArrayDeque<>(REMEMBERED);
    private @Nullable Failpoint aim;
    private int hits;
    private int boots;

    World(long seed, long maxSteps) {
        SplittableRandom source = new SplittableRandom(seed);
        this.scheduler = new SimScheduler(source.split(), trace, maxSteps);
        this.clock = new SimClock(scheduler, source.split());
        this.media = new Media(source.split());
        this.diskRandom = source.split();
        this.random = source.split();
        this.operator = new SimProcess(this, "operator");
    }

    /** Random numbers for the scenario. */
    public SplittableRandom random() {
        return random;
    }

    public SimClock clock() {
        return clock;
    }

    /** The disk, as who built it sees it. */
    public Media disk() {
        return media;
    }

    /** Virtual nanoseconds since the world began. */
    public long nanos() {
        return scheduler.now();
    }

    public long steps() {
        return scheduler.steps();
    }

    /** Starts a process without threads. */
    public SimProcess boot(String name) {
        SimProcess booted = new SimProcess(this, name + "-" + ++boots);
        processes.add(booted);
        log("booted " + booted.name());
        return booted;
    }

    /**
     * Kills all processes and loses what was not synced, or some of it. A thread of a process that
     * calls this does not return.
     */
    public void cutPower() {
        for (SimProcess process : processes) {
            process.end();
        }
        processes.clear();
        log("power cut");
        media.cut();
        scheduler.stopIfDead();
    }

    /** Lets time pass for the operator. */
    public void sleep(Duration duration) throws InterruptedException {
        scheduler.sleep(SimClock.nanos(duration));
    }

    /**
     * Waits until something holds; looks often at first, then every 20 ms.
     *
     * @throws AssertionError if it does not hold in time, with the stacks of all threads
     */
    public void await(String what, Duration atMost, BooleanSupplier holds)
            throws InterruptedException {
        long end = scheduler.now() + SimClock.nanos(atMost);
        long look = FIRST_LOOK_NANOS;
        while (!holds.getAsBoolean()) {
            if (scheduler.now() > end) {
                throw new AssertionError(
                        "not within %s: %s%n%s".formatted(atMost, what, scheduler.describe()));
            }
            scheduler.sleep(look);
            look = Math.min(2 * look, SLOWEST_LOOK_NANOS);
        }
    }

    /** Remembers a line for the report of a failure. */
    public void log(String line) {
        if (log.size() == REMEMBERED) {
            log.removeFirst();
        }
        String timed = scheduler.now() / 1_000 + "us " + line;
        log.addLast(timed);
        if (IS_LOUD) {
            System.out.println(timed);
        }
    }

    /**
     * From now on a process that is to crash does so at this place in the code, whenever it gets
     * there.
     */
    public void aimAt(Failpoint place) {
        aim = place;
    }

    boolean isAiming() {
        return aim != null;
    }

    /** Whether the calling thread is at the place that is aimed at. */
    boolean isHit(Operation.Kind kind) {
        boolean isHit =
                kind.isChange()
                        && Failpoint.here(kind).filter(here -> here.equals(aim)).isPresent();
        hits += isHit ? 1 : 0;
        return isHit;
    }

    /** How many processes died at the place that is aimed at. */
    public int hits() {
        return hits;
    }

    /** The last lines, the newest last. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** Adds a fact to what the history is known by. */
    public void trace(long fact) {
        trace.add(fact);
    }

    long hash() {
        return trace.hash();
    }

    SimScheduler scheduler() {
        return scheduler;
    }

    SplittableRandom diskRandom() {
        return diskRandom;
    }

    SimProcess operator() {
        return operator;
    }

    void begin(Operation.Kind kind, Path path, long position, int length) {
        Operation operation = new Operation(media.begin(), kind, path, position, length);
        trace.add(kind.name());
        trace.add(path.toString());
        trace.add(position);
        trace.add(length);
        SimThread thread = scheduler.current();
        log((thread == null ? "?" : thread.name) + ": " + operation);
    }
}
