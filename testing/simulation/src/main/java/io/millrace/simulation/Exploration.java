// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.util.SplittableRandom;

/**
 * Runs a scenario with many seeds, the same in each build. {@code -Dsimulation.seed=N} runs that
 * one alone, {@code -Dsimulation.seeds=N} runs N new ones.
 */
public final class Exploration {
    private static final String SEED = "simulation.seed";
    private static final String SEEDS = "simulation.seeds";

    private Exploration() {}

    /**
     * Runs so many histories, unless the command line says otherwise. The first is run twice, and
     * has to be the same history both times.
     *
     * @param test the class that calls, for the command that replays a failure
     * @return the sum of their steps
     * @throws AssertionError with that command, if one fails
     */
    public static long explore(Class<?> test, int seeds, Scenario scenario) {
        Long replayed = Long.getLong(SEED);
        if (replayed != null) {
            return run(test, replayed, scenario).steps();
        }
        Integer wanted = Integer.getInteger(SEEDS);
        SplittableRandom source =
                wanted == null
                        ? new SplittableRandom(test.getName().hashCode())
                        : new SplittableRandom();
        long steps = 0;
        for (int i = 0; i < (wanted == null ? seeds : wanted); i++) {
            long seed = source.nextLong() >>> 1;
            History history = run(test, seed, scenario);
            steps += history.steps();
            if (i == 0 && !history.equals(run(test, seed, scenario))) {
                throw new AssertionError(
                        "two histories from one seed: " + replay(test, seed) + ", " + history);
            }
        }
        return steps;
    }

    /** Runs one history that is kept, since it failed once. */
    public static History run(Class<?> test, long seed, Scenario scenario) {
        try {
            return Simulation.run(seed, scenario);
        } catch (HistoryFailure failed) {
            throw new AssertionError(replay(test, seed) + "\n" + failed.getMessage(), failed);
        }
    }

    /** The command that makes a history again. */
    static String replay(Class<?> test, long seed) {
        return "replay: ./mvnw -q -pl testing/simulation -am verify -Dtest=%s -D%s=%d%s"
                .formatted(
                        test.getSimpleName(),
                        SEED,
                        seed,
                        " -Dsurefire.failIfNoSpecifiedTests=false");
    }
}
