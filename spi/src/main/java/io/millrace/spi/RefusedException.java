// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A batch was not accepted; the source may offer it again, tell its client, or fail. */
public class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
