// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import java.util.Locale;

/** How it became known that an event cannot be delivered; the label {@code reason} of meters. */
public enum Fault {
    /** The sink named the event. */
    REJECTED,
    /** The sink refused whatever had the event in it, for good. */
    REFUSED,
    /** The sink failed with an exception of its own on whatever had the event in it. */
    CRASHED;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
