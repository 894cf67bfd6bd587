// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.World;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What administrators and time servers do to the time of day. */
final class WallClock {
    /** An hour of summer time, a leap second, a machine that thinks it is 1970, past 2038. */
    private static final List<Duration> JUMPS =
            List.of(
                    Duration.ofHours(1),
                    Duration.ofHours(-1),
                    Duration.ofSeconds(-1),
                    Duration.ofDays(-365L * 56),
                    Duration.ofDays(365L * 20));

    private WallClock() {}

    /** Sets the time of day, in one of five cases. */
    static void mayJump(World world, SplittableRandom random) {
        if (random.nextInt(5) == 0) {
            Duration jump = JUMPS.get(random.nextInt(JUMPS.size()));
            world.log("the time of day jumps by " + jump);
            world.clock().jump(jump);
        }
    }
}
