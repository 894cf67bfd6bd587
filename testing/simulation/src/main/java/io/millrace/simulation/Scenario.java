// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** What happens in a world, told by its operator, who survives every crash. */
@FunctionalInterface
public interface Scenario {

    /**
     * Runs on a thread of the simulation that belongs to no process; the history ends when it
     * returns. It draws its random numbers from the world. A failure is what it throws.
     */
    void run(World world) throws Exception;
}
