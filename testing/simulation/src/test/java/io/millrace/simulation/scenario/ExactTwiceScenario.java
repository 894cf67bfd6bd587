// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.Scenario;
import io.millrace.simulation.World;

/** A rotated log, two channels of files, and two directories: each line is once in each. */
public final class ExactTwiceScenario implements Scenario {

    @Override
    public void run(World world) throws Exception {
        FileFlowScenario.exactlyTwiceOfTaildir().run(world);
    }
}
