// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import java.io.IOException;
import java.time.Duration;

/**
 * What a history of a channel is about.
 *
 * @param config the same for all lives
 * @param isDurable whether events outlive their process
 * @param survivesPower whether they outlive the power too
 * @param isDamaged whether bits turn round while no process lives
 * @param streams how many producers can put their events in again
 * @param retention how long delivered events stay on disk
 * @param mostDisk what the channel may take when it is empty and nothing is retained
 * @param watch looks at the disk whenever a life is over
 */
record Plan(
        ComponentConfig<Channel> config,
        boolean isDurable,
        boolean survivesPower,
        boolean isDamaged,
        int streams,
        Duration retention,
        long mostDisk,
        Watch watch) {

    /** Looks for what must not be. */
    interface Watch {
        void look() throws IOException;
    }

    /** A channel that forgets all with its process. */
    static Plan ofMemory(ComponentConfig<Channel> config) {
        return new Plan(config, false, false, false, 0, Duration.ZERO, Long.MAX_VALUE, () -> {});
    }

    /** The same, and nobody asks whether what is retained can be read on the disk. */
    Plan watchedBy(Watch other) {
        return new Plan(
                config,
                isDurable,
                survivesPower,
                isDamaged,
                streams,
                Duration.ZERO,
                retention.isZero() ? mostDisk : Long.MAX_VALUE,
                other);
    }
}
