// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit.seeds;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Checks a property with many seeds, the same in each build: what fails there was broken by a
 * change. A failure names the seed; {@code -Dmillrace.seed=<seed>} runs that one alone, {@code
 * -Dmillrace.seeds.factor=100} runs a hundred times as many, new ones each time.
 */
public final class Seeds {
    private static final String SEED = "millrace.seed";
    private static final String FACTOR = "millrace.seeds.factor";
    private static final long OF_BUILDS = 25;

    private Seeds() {}

    /** What has to hold whatever the numbers are. */
    @FunctionalInterface
    public interface Property {
        /** Throws if it does not hold; the same seed must give the same result. */
        void check(SplittableRandom random) throws Exception;
    }

    /** Checks a property with so many seeds, or with the one that the command line names. */
    public static void check(int seeds, Property property) {
        Long replayed = Long.getLong(SEED);
        if (replayed != null) {
            check(replayed.longValue(), property);
            return;
        }
        Integer factor = Integer.getInteger(FACTOR);
        SplittableRandom source = source(factor == null);
        long count = (long) seeds * (factor == null ? 1 : factor);
        for (long i = 0; i < count; i++) {
            check(source.nextLong(), property);
        }
    }

    /**
     * Seeds for a parameterized test: so many, the same in each build. {@code -D<name>.seed=N} is
     * that one alone, {@code -D<name>.seeds=N} are N new ones.
     */
    public static LongStream stream(String name, int seeds) {
        Long replayed = Long.getLong(name + ".seed");
        if (replayed != null) {
            return LongStream.of(replayed);
        }
        Integer wanted = Integer.getInteger(name + ".seeds");
        return source(wanted == null).longs(wanted == null ? seeds : wanted);
    }

    private static SplittableRandom source(boolean isOfBuild) {
        return isOfBuild ? new SplittableRandom(OF_BUILDS) : new SplittableRandom();
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
