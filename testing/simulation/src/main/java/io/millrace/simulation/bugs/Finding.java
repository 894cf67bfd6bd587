// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

/**
 * How the hunt for one bug ended.
 *
 * @param bug its name
 * @param isFound whether a history failed
 * @param seed of that history, or of the last one that was tried
 * @param scenario what that history ran
 * @param histories that were tried
 * @param steps of all of them
 * @param seconds that the hunt took, compilation included
 * @param what the first line of the failure
 */
public record Finding(
        String bug,
        boolean isFound,
        long seed,
        String scenario,
        long histories,
        long steps,
        double seconds,
        String what) {

    @Override
    public String toString() {
        return "%-44s %s seed %4d of %-12s %6d histories %10d steps %7.1f s  %s"
                .formatted(
                        bug,
                        isFound ? "found    " : "NOT FOUND",
                        seed,
                        scenario,
                        histories,
                        steps,
                        seconds,
                        what);
    }
}
