// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.util.Locale;

/** The five kinds of component. */
public enum Kind {
    SOURCE,
    INTERCEPTOR,
    SELECTOR,
    CHANNEL,
    SINK;

    /** The kind as a user says it: {@code sink}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
