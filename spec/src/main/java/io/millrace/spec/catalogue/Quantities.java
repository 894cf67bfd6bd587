// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.util.List;

/** The units in which durations and sizes are written. */
public final class Quantities {

    private Quantities() {}

    /** The units of {@link ValueType#DURATION} or {@link ValueType#SIZE}, the least first. */
    public static List<String> units(ValueType type) {
        return Unit.of(type).stream().map(unit -> unit.symbol).toList();
    }

    /**
     * An amount as a user would write it, with the largest unit of which it is a whole number.
     *
     * @param amount in milliseconds for a duration, in bytes for a size
     */
    public static String write(ValueType type, long amount) {
        return Unit.write(type, amount);
    }
}
