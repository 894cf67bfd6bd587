// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

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
 */
record Plan(
        ComponentConfig<Channel> config,
        boolean isDurable,
        boolean survivesPower,
        boolean isDamaged,
        int streams,
        Duration retention,
        long mostDisk) {

    /** A channel that forgets all with its process. */
    static Plan ofMemory(ComponentConfig<Channel> config) {
        return new Plan(config, false, false, false, 0, Duration.ZERO, Long.MAX_VALUE);
    }
}
