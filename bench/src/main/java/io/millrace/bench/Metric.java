// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

/**
 * Something that every trial of a scenario measures.
 *
 * @param name as tables and result files call it
 * @param unit of the value
 * @param direction which values are better
 */
public record Metric(String name, String unit, Direction direction) {
    /** Which of two values is better. */
    public enum Direction {
        HIGHER_IS_BETTER,
        LOWER_IS_BETTER
    }

    /** One of which more is better. */
    public static Metric more(String name, String unit) {
        return new Metric(name, unit, Direction.HIGHER_IS_BETTER);
    }

    /** One of which less is better. */
    public static Metric less(String name, String unit) {
        return new Metric(name, unit, Direction.LOWER_IS_BETTER);
    }

    /** How many times as good {@code value} is as {@code other}: above 1 is better. */
    public double advantage(double value, double other) {
        return direction == Direction.HIGHER_IS_BETTER ? value / other : other / value;
    }
}
