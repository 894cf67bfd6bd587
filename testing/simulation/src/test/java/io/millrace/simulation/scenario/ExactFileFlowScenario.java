// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.Scenario;
import io.millrace.simulation.World;

/** A log, a channel of files and a directory: each line is there once, whatever happens. */
public final class ExactFileFlowScenario implements Scenario {

    @Override
    public void run(World world) throws Exception {
        FileFlowScenario flow =
                world.random().nextBoolean()
                        ? FileFlowScenario.exactly()
                        : FileFlowScenario.exactlyOfTaildir();
        flow.run(world);
    }
}
