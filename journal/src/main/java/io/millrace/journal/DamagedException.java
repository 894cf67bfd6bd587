// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Bytes that passed their checksum, or none at all, do not say what they have to. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
