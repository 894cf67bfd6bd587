// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.simulation.disk.Fate;
import io.millrace.simulation.disk.Gate;
import io.millrace.simulation.disk.Operation;
import io.millrace.simulation.disk.SimDisk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * A process of the world, and the host that its code is handed. When it dies, its threads never run
 * again, not even their finally blocks, and its handles are of no use any more.
 */
public final class SimProcess implements Host {
    private final World world;
    private final String name;
    private final SimThreads threads;
    private final SimDisk disk;
    private final Net net = new SimNet();
    private boolean isAlive = true;
    private long endedNanos = -1;

    private static final long FOR_EVER = Long.MAX_VALUE;

    /** How many operations of the disk it has still to live, and what comes then. */
    private long operationsLeft = FOR_EVER;

    private Fate end = Fate.KILL_PROCESS;

    SimProcess(World world, String name) {
        this.world = world;
        this.name = name;
        this.threads = new SimThreads(world.scheduler(), this);
        this.disk = world.disk().disk(new ProcessGate());
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return isAlive;
    }

    /** When it died, in virtual nanoseconds of the world; now if it lives. */
    public long endedNanos() {
        return isAlive ? world.nanos() : endedNanos;
    }

    @Override
    public Clock clock() {
        return world.clock();
    }

    @Override
    public Threads threads() {
        return threads;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Net net() {
        return net;
    }

    /**
     * Starts a thread of the process that computes a value. What it throws is kept in the call; an
     * AssertionError ends the history.
     */
    public <T> Call<T> call(String threadName, Callable<T> task) {
        Call<T> call = new Call<>(world, this);
        threads.start(Threads.Kind.VIRTUAL, threadName, () -> call.run(task));
        return call;
    }

    /**
     * Lets the fate come at the n-th operation of this process from now, 1 for the next one; or at
     * the place in the code that the world aims at.
     */
    public void crashAt(long operations, Fate fate) {
        operationsLeft = operations;
        end = fate;
    }

    /** No such fate any more. */
    public void spare() {
        operationsLeft = FOR_EVER;
    }

    /** Kills the process; a thread of it that calls this does not return. */
    public void kill() {
        end();
        world.scheduler().stopIfDead();
    }

    void end() {
        if (isAlive) {
            isAlive = false;
            endedNanos = world.nanos();
            world.log("killed " + name);
            world.scheduler().kill(this);
        }
    }

    void died(SimThread thread, Throwable cause) {
        world.scheduler().fail(new AssertionError("thread " + thread + " died: " + cause, cause));
    }

    private final class ProcessGate implements Gate {
        private Fate fate = Fate.GO_ON;

        @Override
        public int before(Operation.Kind kind, Path path, long position, int length)
                throws IOException {
            mustLive();
            if (world.scheduler().current() == null) {
                return -1;
            }
            cost(kind);
            world.begin(kind, path, position, length);
            if (!isOver(kind)) {
                return -1;
            }
            fate = end;
            if (kind == Operation.Kind.WRITE) {
                return world.diskRandom().nextInt(length + 1);
            }
            dead();
            return 0;
        }

        private boolean isOver(Operation.Kind kind) {
            if (operationsLeft == FOR_EVER) {
                return false;
            }
            operationsLeft--;
            return world.isAiming() ? world.isHit(kind) : operationsLeft <= 0;
        }

        private void cost(Operation.Kind kind) {
            long cost = world.disk().faults().cost(kind, world.diskRandom());
            if (cost > 0) {
                world.scheduler().pass(cost);
            } else if (cost == 0) {
                world.scheduler().yieldNow();
            }
        }

        @Override
        public void after(Operation.Kind kind) {
            if (world.diskRandom().nextInt(4) == 0) {
                world.scheduler().yieldNow();
            }
        }

        @Override
        public long millis() {
            return world.clock().millis();
        }

        @Override
        public boolean isAlive() {
            return isAlive;
        }

        @Override
        public void dead() throws IOException {
            switch (fate) {
                case GO_ON -> {}
                case KILL_PROCESS -> end();
                case CUT_POWER -> world.cutPower();
            }
            mustLive();
        }

        private void mustLive() throws IOException {
            if (!isAlive) {
                world.scheduler().stopIfDead();
                throw new IOException("the process " + name + " is dead");
            }
        }
    }
}
