// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * One side of a comparison.
 *
 * @param label short, unique in its scenario
 * @param program the program and its version
 * @param setup configuration and JVM options as they were used, for the result file
 * @param trial measures it once
 */
public record Contender(String label, String program, String setup, Trial trial) {

    /** One measurement, from a fresh process to its end. */
    @FunctionalInterface
    public interface Trial {
        /**
         * Runs once.
         *
         * @param directory empty, for this run alone
         * @return the value of every metric of the scenario, by its name
         * @throws RefusedResultException if what arrived is not what was sent
         */
        Map<String, Double> run(Path directory) throws Exception;
    }
}
