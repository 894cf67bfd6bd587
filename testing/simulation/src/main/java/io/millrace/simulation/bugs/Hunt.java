// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import io.millrace.host.Clock;
import io.millrace.simulation.HistoryFailure;
import io.millrace.simulation.Scenario;
import io.millrace.simulation.Simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for a planted bug with the seeds 0, 1, 2 and so on, until a history fails.
 *
 * @param root of the repository
 * @param output where classes are compiled to
 * @param scenarios the names of the classes, each with a constructor without parameters; a seed
 *     runs them one after another
 * @param clock the machine's
 */
public record Hunt(Path root, Path output, List<String> scenarios, Clock clock) {

    /** Looks with at most so many seeds, for about so long. */
    public Finding run(PlantedBug bug, long seeds, Duration atMost)
            throws IOException, ReflectiveOperationException {
        long begin = clock.nanos();
        long histories = 0;
        long steps = 0;
        try (PatchedClasses classes =
                PatchedClasses.compile(root, bug, output.resolve(bug.name()))) {
            List<Scenario> loaded = new ArrayList<>();
            for (String scenario : scenarios) {
                Object made = classes.loadClass(scenario).getDeclaredConstructor().newInstance();
                loaded.add((Scenario) made);
            }
            long seed = 0;
            while (seed < seeds && clock.nanos() - begin < atMost.toNanos()) {
                for (Scenario scenario : loaded) {
                    histories++;
                    try {
                        steps += Simulation.run(seed, scenario).steps();
                    } catch (HistoryFailure found) {
                        steps += found.history().steps();
                        return new Finding(
                                bug.name(),
                                true,
                                seed,
                                scenario.getClass().getSimpleName(),
                                histories,
                                steps,
                                (clock.nanos() - begin) / 1e9,
                                found.reason());
                    }
                }
                seed++;
            }
            return new Finding(
                    bug.name(),
                    false,
                    seed,
                    "",
                    histories,
                    steps,
                    (clock.nanos() - begin) / 1e9,
                    "");
        }
    }
}
