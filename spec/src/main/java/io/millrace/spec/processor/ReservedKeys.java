// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.catalogue.Kind;

/** Keys that the engine reads for every component of a kind, so that no component may have them. */
final class ReservedKeys {

    private ReservedKeys() {}

    static boolean isReserved(Kind kind, boolean parallel, String key) {
        if (key.equals("type") || (key.equals("threads") && parallel)) {
            return true;
        }
        return switch (kind) {
            case SOURCE ->
                    key.equals("channels")
                            || isOrBelow("selector", key)
                            || isOrBelow("interceptors", key);
            case SINK -> key.equals("channel") || key.equals("verify");
            case INTERCEPTOR, SELECTOR, CHANNEL -> false;
        };
    }

    private static boolean isOrBelow(String reserved, String key) {
        return key.equals(reserved) || key.startsWith(reserved + ".");
    }
}
