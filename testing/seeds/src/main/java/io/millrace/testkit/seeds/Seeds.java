// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit.seeds;

import java.util.SplittableRandom;

/**
 * Checks a property with many seeds. A failure names the seed; {@code -Dmillrace.seed=<seed>} runs
 * that one alone, {@code -Dmillrace.seeds.factor=100} runs a hundred times as many.
 */
public final class Seeds {
    private static final String SEED = "millrace.seed";
    private static final String FACTOR = "millrace.seeds.factor";

    private Seeds() {}

    /** What has to hold whatever the numbers are. */
    @FunctionalInterface
    public interface Property {
        /** Throws if it does not hold; the same seed must give the same result. */
        void check(SplittableRandom random) throws Exception;
    }

    /** Checks a property with so many new seeds, or with the one that the command line names. */
    public static void check(int seeds, Property property) {
        Long replayed = Long.getLong(SEED);
        if (replayed != null) {
            check(replayed.longValue(), property);
            return;
        }
        SplittableRandom source = new SplittableRandom();
        long count = (long) seeds * Integer.getInteger(FACTOR, 1);
        for (long i = 0; i < count; i++) {
            check(source.nextLong(), property);
        }
    }

    /** Checks a property with one seed. */
    public static void check(long seed, Property property) {
        try {
            property.check(new SplittableRandom(seed));
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError failed) {
            throw new AssertionError(
                    "fails with -D" + SEED + "=" + seed + ": " + failed.getMessage(), failed);
        }
    }
}
