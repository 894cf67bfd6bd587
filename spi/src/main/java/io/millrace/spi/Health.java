// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/** How a component is. */
public record Health(State state, String reason) {

    /** From well to broken. */
    public enum State {
        /** Works as configured. */
        UP,
        /** Works, but not as configured, or something needs attention. */
        DEGRADED,
        /** Does not work now; the engine keeps trying. */
        DOWN
    }

    private static final Health UP = new Health(State.UP, "");

    public static Health up() {
        return UP;
    }

    public static Health degraded(String reason) {
        return new Health(State.DEGRADED, reason);
    }

    public static Health down(String reason) {
        return new Health(State.DOWN, reason);
    }
}
