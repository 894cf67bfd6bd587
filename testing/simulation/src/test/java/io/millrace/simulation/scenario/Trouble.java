// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.World;
import io.millrace.simulation.disk.Faults;

import java.util.SplittableRandom;

/** What is wrong with the disk during a life of a process. */
enum Trouble {
    NONE,
    /** Syncs fail, once or twice, and lose what they should have made durable. */
    SYNCS_FAIL,
    /** There is no room for a while. */
    FULL,
    /** Nothing can be written until the process is gone. */
    READ_ONLY,
    /** Every sync takes long. */
    SLOW;

    /** None in half of all lives. */
    static Trouble draw(SplittableRandom random) {
        return random.nextBoolean() ? NONE : values()[random.nextInt(values().length)];
    }

    /** Whether all that is asked of the disk is done. */
    boolean isNone() {
        return this == NONE || this == SLOW;
    }

    /** After so many nanoseconds an acknowledgement is durable. */
    long settles() {
        return this == SLOW ? 10_000_000_000L : 300_000_000;
    }

    void begin(World world) {
        SplittableRandom random = world.random();
        Faults faults = world.disk().faults();
        faults.onlyFor(path -> path.startsWith(ChannelScenario.DATA));
        switch (this) {
            case NONE -> {}
            case SYNCS_FAIL -> faults.failSyncs(1 + random.nextInt(2), random.nextInt(4) == 0);
            case FULL -> world.disk().setCapacity(world.disk().used() + random.nextInt(30_000));
            case READ_ONLY -> faults.failWrites(true);
            case SLOW -> faults.syncLatency(1, 500_000_000);
        }
    }

    /** The disk is well again. */
    static void end(World world) {
        world.disk().faults().heal();
        world.disk().faults().syncLatency(0.5, 5_000_000);
        world.disk().setCapacity(Long.MAX_VALUE);
    }
}
