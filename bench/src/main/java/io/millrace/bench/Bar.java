// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

/**
 * What a contender has to reach.
 *
 * @param contender label of who has to
 * @param metric what is compared
 * @param atLeast the advantage it needs, 1 for as good as the other; 0 if it is only to be told
 * @param against label of another contender; or {@code limit:} and the name of a limit in the same
 *     unit; or {@code goal:} and a value
 */
public record Bar(String contender, Metric metric, double atLeast, String against) {
    /** How {@link #against} names a limit of the machine. */
    public static final String LIMIT = "limit:";

    /** How {@link #against} names a value. */
    public static final String GOAL = "goal:";

    /** The value itself has to be reached, whatever others do; in the unit of the metric. */
    public static Bar goal(String contender, Metric metric, double value) {
        return new Bar(contender, metric, 1, GOAL + value);
    }

    /** At least this value has to be reached, in the unit of the metric. */
    public static Bar least(String contender, Metric metric, double value) {
        return goal(contender, metric, value);
    }

    /** How much of a limit was reached is told, whatever it is. */
    public static Bar share(String contender, Metric metric, String limit) {
        return new Bar(contender, metric, 0, LIMIT + limit);
    }

    /** How it compares with another contender is told, whatever it is. */
    public static Bar beside(String contender, Metric metric, String other) {
        return new Bar(contender, metric, 0, other);
    }

    /** Whether it takes nobody else to run. */
    boolean isAlone() {
        return against.startsWith(LIMIT) || against.startsWith(GOAL);
    }
}
